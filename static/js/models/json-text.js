/** @typedef {import('./ansi.js').Span} Span */

/** One token of JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Lines are moved in no further than this many levels. */
const DEEPEST = 32;

/** Where JSON that is worth unfolding may begin; more are not tried. */
const TRIES = 8;

/**
 * The object or list that a text is, or ends with.
 * @param {string} text
 * @returns {{ lead: string, json: string } | null}
 */
export function jsonIn(text) {
  let from = -1;
  for (let i = 0; i < TRIES; i++) {
    from = nextBracket(text, from + 1);
    if (from < 0) return null;
    const json = text.slice(from).trim();
    if (json.length > 2 && parses(json)) return { lead: text.slice(0, from).trim(), json };
  }
  return null;
}

/** @param {string} text @param {number} from */
function nextBracket(text, from) {
  const at = text.slice(from).search(/[{[]/);
  return at < 0 ? -1 : from + at;
}

/** @param {string} json */
function parses(json) {
  try {
    return typeof JSON.parse(json) === 'object';
  } catch {
    return false;
  }
}

/** JSON with a line for each value; every token as it was written, numbers of any length among them. @param {string} json */
export function pretty(json) {
  const tokens = json.match(TOKEN) ?? [];
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
  return tokens.map((token, i) => {
    const [before, next] = [tokens[i - 1], tokens[i + 1]];
    if (token === '{' || token === '[') {
      if (next === '}' || next === ']') return token;
      depth += 1;
      return token + line();
    }
    if (token === '}' || token === ']') {
      if (before === '{' || before === '[') return token;
      depth -= 1;
      return line() + token;
    }
    return token === ',' ? token + line() : token === ':' ? ': ' : token;
  }).join('');
}

/** What the tokens of JSON are, to be shown in colours. @param {string} json @returns {Span[]} */
export function jsonSpans(json) {
  return [...json.matchAll(TOKEN)].flatMap(({ 0: token, index }) => {
    const isKey = token.startsWith('"') && /^\s*:/.test(json.slice(index + token.length, index + token.length + 4));
    const kind = isKey ? 'j-key' : token.startsWith('"') ? 'j-text' : /^[-\d]/.test(token) ? 'j-number' : /^\w/.test(token) ? 'j-word' : '';
    return kind ? [{ from: index, to: index + token.length, kind }] : [];
  });
}
