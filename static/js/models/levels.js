/** The levels of an entry, least first: the order in which “this and above” counts. */
export const LEVELS = /** @type {const} */ (['TRACE', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL']);

/** What fits the narrow level column. @type {Record<string, string>} */
const SHORT = { NOTICE: 'NOTE', WARNING: 'WARN', CRITICAL: 'CRIT' };

/** Words that people type, by their first letters. @type {[string, string][]} */
const SPELLINGS = [
  ['fatal', 'CRITICAL'], ['crit', 'CRITICAL'], ['emerg', 'CRITICAL'], ['alert', 'CRITICAL'], ['panic', 'CRITICAL'],
  ['err', 'ERROR'], ['severe', 'ERROR'], ['warn', 'WARNING'], ['notice', 'NOTICE'], ['info', 'INFO'],
  ['debug', 'DEBUG'], ['trace', 'TRACE'], ['verbose', 'TRACE'],
];

/** @param {string | null} level */
export const shortLevel = (level) => (level ? SHORT[level] ?? level : '');

/**
 * The level a word stands for; null where it stands for none.
 * @param {string} word
 */
export function levelOf(word) {
  const lower = word.toLowerCase();
  return SPELLINGS.find(([start]) => lower.startsWith(start))?.[1] ?? null;
}

/**
 * The levels that a filter lets through; all of them where it names none.
 * @param {string[]} levels @param {string} minLevel
 * @returns {Set<string>}
 */
export function levelsShown(levels, minLevel) {
  const named = levels.map((word) => levelOf(word) ?? word);
  const least = minLevel ? LEVELS.indexOf(/** @type {any} */ (levelOf(minLevel))) : 0;
  return new Set(LEVELS.filter((level, i) => i >= least && (named.length === 0 || named.includes(level))));
}
