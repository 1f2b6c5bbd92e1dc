/**
 * The search as the page needs to know it: to mark what was found and to add to it.
 * The server alone decides what matches.
 */
import { reachOf } from './regex-reach.js';

/** One piece of a search: a quoted phrase, a regular expression, a parenthesis, or anything up to the next space. */
const PIECE = /(-?)(?:"((?:[^"\\]|\\.)*)"|\/((?:[^/\\]|\\.)+)\/(i?)(?=[\s)]|$)|([()])|([a-z][\w.@-]*(?::|[<>]=?|!=)(?:"(?:[^"\\]|\\.)*"|[^\s()]*))|([^\s()]+))/gi;

/** A key with its value: what is searched in one field alone. A colon before a space, `:`, `//` or `\` is text. */
const KEYED = /^[a-z][\w.@-]*(?::(?![\s:\\]|\/\/|$)|[<>]=?|!=)/i;

/**
 * What to mark in a text that matches: the words, phrases and expressions that must be in it.
 * @param {string} q
 * @returns {RegExp[]}
 */
export function marks(q) {
  /** @type {RegExp[]} */
  const found = [];
  let negated = false;
  for (const [, minus, phrase, regex, flag, paren, keyed, word] of q.matchAll(PIECE)) {
    if (paren || word === 'OR' || word === 'AND') continue;
    if (word === 'NOT') {
      negated = true;
      continue;
    }
    const isKey = keyed !== undefined && KEYED.test(keyed);
    if (!minus && !negated && !isKey) {
      const expression = regex !== undefined ? compiled(regex, flag ?? '') : literal(phrase ?? keyed ?? word ?? '');
      if (expression) found.push(expression);
    } else if (!minus && !negated && keyed?.startsWith('message:')) {
      const expression = literal(keyed.slice(8).replace(/^"|"$/g, ''));
      if (expression) found.push(expression);
    }
    negated = false;
  }
  return found;
}

/** @param {string} text */
function literal(text) {
  if (text === '') return null;
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), /\p{Lu}/u.test(text) ? 'gu' : 'giu');
}

/** So many milliseconds are long for one text. */
const LONG = 100;

/** Up to where in a text expressions are looked for that a browser may take long over. @type {WeakMap<RegExp, number>} */
const reaches = new WeakMap();

/** @param {string} source @param {string} flag */
function compiled(source, flag) {
  try {
    const reach = reachOf(source);
    if (reach === 0) return null;
    const expression = new RegExp(source, `gm${flag}`);
    reaches.set(expression, reach);
    return expression;
  } catch {
    return null; // the server's dialect is not JavaScript's
  }
}

/**
 * Where the marks fall in a text, in order and apart.
 * @param {string} text @param {RegExp[]} expressions
 * @returns {[number, number][]}
 */
export function ranges(text, expressions) {
  /** @type {[number, number][]} */
  const found = [];
  for (const expression of expressions) {
    const begun = performance.now();
    for (const match of text.slice(0, reaches.get(expression)).matchAll(expression)) {
      if (match[0].length) found.push([match.index, match.index + match[0].length]);
      if (found.length > 200) break;
    }
    // One that took long is looked for no more.
    if (performance.now() - begun > LONG) reaches.set(expression, 0);
  }
  found.sort((a, b) => a[0] - b[0]);
  return found.reduce((apart, [from, to]) => {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
    return apart;
  }, /** @type {[number, number][]} */ ([]));
}

/**
 * A term that stands for one value of a field.
 * @param {string} name @param {unknown} value @param {boolean} [exclude]
 */
export function term(name, value, exclude = false) {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  const plain = text !== '' && !/[\s"()*:/\\]/.test(text) && !/^[<>=!]/.test(text);
  const quoted = plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `${exclude ? '-' : ''}${name}:${quoted}`;
}

/** Adds a term to a search; takes it away where it is there already, and its opposite in any case. @param {string} q @param {string} added */
export function toggled(q, added) {
  const opposite = added.startsWith('-') ? added.slice(1) : `-${added}`;
  const pieces = [...q.matchAll(PIECE)].map(([piece]) => piece);
  const kept = pieces.filter((piece) => piece !== added && piece !== opposite);
  if (kept.length === pieces.length || pieces.includes(opposite)) {
    const rest = pieces.includes(opposite) ? kept.join(' ') : q.trim();
    const grouped = /(^|\s)OR(\s|$)/.test(rest) && !/^\(.*\)$/.test(rest) ? `(${rest})` : rest;
    return grouped ? `${grouped} ${added}` : added;
  }
  return kept.join(' ');
}

/** A search for the first line of a text, as it is searched: without colours. @param {string} raw */
export function phraseOf(raw) {
  const [line = ''] = raw.replace(/\u001b\[[0-9;:]*[A-Za-z]/g, '').split(/\r?\n/);
  return `"${line.slice(0, 200).replace(/["\\]/g, '\\$&')}"`;
}

/**
 * What the pieces of a search are, to be shown in colours.
 * @param {string} q
 * @returns {import('./ansi.js').Span[]}
 */
export function searchSpans(q) {
  return [...q.matchAll(PIECE)].flatMap(({ 0: piece, 1: minus = '', 2: phrase, 3: regex, 5: paren, 6: keyed, 7: word, index }) => {
    const at = index + minus.length;
    const end = index + piece.length;
    const spans = minus ? [{ from: index, to: at, kind: 'q-not' }] : [];
    if (paren || word === 'OR' || word === 'AND' || word === 'NOT') return [...spans, { from: at, to: end, kind: word === 'NOT' ? 'q-not' : 'q-sign' }];
    if (regex !== undefined) return [...spans, { from: at, to: end, kind: 'q-regex' }];
    if (phrase !== undefined) return [...spans, { from: at, to: end, kind: 'q-text' }];
    const key = keyed && KEYED.test(keyed) ? /^[\w.@-]*?(?=:|[<>]=?|!=)/.exec(keyed)?.[0] ?? '' : '';
    return key ? [...spans, { from: at, to: at + key.length, kind: 'q-key' }, { from: at + key.length, to: end, kind: 'q-value' }] : spans;
  });
}

/**
 * The parts of a search that each narrow it by one field or take something away, to be shown as chips.
 * None where parts are grouped: there they cannot be taken away alone.
 * @param {string} q
 * @returns {{ says: string, without: string }[]} the part, and the search without it
 */
export function filterTerms(q) {
  const found = [...q.matchAll(PIECE)];
  if (found.some(({ 5: paren, 7: word }) => paren || word === 'OR' || word === 'NOT')) return [];
  return found.flatMap(({ 0: piece, 1: minus, 6: keyed, index }) => {
    if (!minus && !(keyed && KEYED.test(keyed))) return [];
    const without = `${q.slice(0, index).trim()} ${q.slice(index + piece.length).trim()}`.trim();
    return [{ says: piece.startsWith('-') ? `not ${piece.slice(1)}` : piece, without }];
  });
}
