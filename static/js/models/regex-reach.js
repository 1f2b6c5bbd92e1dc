/**
 * How long a text may be for a regular expression that comes in a link. A browser tries every way to match, and could seem to hang;
 * the server searches in linear time.
 */

/** So many ways to match are tried within a second. */
const STEPS = 3e8;

/**
 * Ways in which an expression may match from one place of a text of n characters: at most `count` × n to the power of `power`; and
 * how many characters it takes at least.
 *
 * @typedef {{ count: number, power: number, length: number }} Ways
 */

/** @type {[Ways, Ways]} */
const [NONE, ONE] = [{ count: 1, power: 0, length: 0 }, { count: 1, power: 0, length: 1 }];

/** To go over so many characters in each way takes no longer than to find out that it is one. */
const SHORT = 4;

/** How a group begins; then a quantifier, with its bounds. */
const [GROUP, QUANTIFIER] = [/\((?:\?(?:[a-z-]*[:=!]|<[=!]|P?<[^>]*>))?/y, /(?:([*+])|(\?)|\{(\d+)(,?)(\d*)\})[?+]?/y];

/**
 * How many characters of a text may be searched at once; none where repetitions stand in one another.
 * @param {string} source
 */
export function reachOf(source) {
  if (/\\[1-9k]/.test(source.replaceAll('\\\\', ''))) return 0; // what was matched before is no fixed text
  const plain = source.replace(/\\./gs, 'c').replace(/\[[^\]]*\]/g, 'c');
  let at = 0;
  const take = (/** @type {RegExp} */ token) => {
    token.lastIndex = at;
    const found = token.exec(plain);
    if (found) at = token.lastIndex;
    return found;
  };
  /** @returns {Ways} */
  const alternatives = () => {
    let all = sequence();
    for (; plain[at] === '|'; ) {
      at += 1;
      const { count, power, length } = sequence();
      all = { count: all.count + count, power: Math.max(all.power, power), length: Math.max(all.length, length) };
    }
    return all;
  };
  const sequence = () => {
    let all = NONE;
    while (at < plain.length && plain[at] !== '|' && plain[at] !== ')') {
      const { count, power, length } = repeated(atom());
      all = { count: all.count * count, power: all.power + power, length: all.length + length };
    }
    return all;
  };
  const atom = () => {
    const isGroup = take(GROUP);
    const ways = isGroup ? alternatives() : ONE;
    at += !isGroup || plain[at] === ')' ? 1 : 0;
    return ways;
  };
  /** @param {Ways} ways @returns {Ways} */
  const repeated = (ways) => {
    const [, endless, optional, least, comma, most] = take(QUANTIFIER) ?? [];
    if (optional) return { ...ways, count: ways.count + 1 };
    const times = Number(most || least || 1);
    const length = ways.length * times;
    if (endless || (comma && !most)) return { count: ways.count === 1 && ways.power === 0 ? 1 : Infinity, power: 1, length };
    if (least === undefined) return ways;
    return { count: ways.count ** times * (times - Number(least) + 1), power: ways.power * times, length };
  };
  const { count, power, length } = alternatives();
  // What stands behind a parenthesis too many is no expression.
  return at < plain.length ? 0 : Math.floor((STEPS / count / Math.max(1, length / SHORT)) ** (1 / (power + 1)));
}
