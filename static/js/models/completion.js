/**
 * @typedef {{ name: string, values: { value: unknown }[] }} Field
 * @typedef {object} Completion
 * @property {string} text    what is offered
 * @property {string} insert  what the search is then
 * @property {number} caret   where one goes on to type
 * @property {string} says    what it is
 */

import { LEVELS } from './levels.js';
import { term } from './search-terms.js';

/** Keys that every entry has. */
const KEYS = ['level', 'source', 'message', 'file'];

/** Completions offered at once. */
const MOST = 8;

/** The word at the caret: perhaps a minus, a key with its sign, and the begin of a value. */
const WORD = /(?:^|[\s(])(-?)(?:([a-z][\w.@-]*)(:|[<>]=?|!=))?("?)([^\s()"]*)$/i;

/**
 * How the word at the caret may go on: with the names of fields, and behind a name with its values.
 * @param {string} q @param {number} caret @param {Field[]} fields
 * @returns {Completion[]}
 */
export function completions(q, caret, fields) {
  const found = WORD.exec(q.slice(0, caret));
  if (!found || /^[^\s()]/.test(q.slice(caret))) return [];
  const [, minus = '', key, sign = '', quote = '', typed = ''] = found;
  const from = caret - minus.length - (key?.length ?? 0) - sign.length - quote.length - typed.length;
  const offers = key ? values(key, sign, typed, fields) : quote ? [] : names(typed, fields);
  return offers.slice(0, MOST).map(({ text, says }) => {
    const before = q.slice(0, from) + minus + text;
    return { text: minus + text, insert: before + q.slice(caret), caret: before.length, says };
  });
}

/** @param {string} typed @param {Field[]} fields */
function names(typed, fields) {
  if (typed === '') return [];
  const known = [...new Set([...KEYS, ...fields.map(({ name }) => name)])];
  return begun(known, typed).filter((name) => !/[\s,()"]/.test(name)).map((name) => ({ text: `${name}:`, says: KEYS.includes(name) ? 'key' : 'field' }));
}

/** @param {string} key @param {string} sign @param {string} typed @param {Field[]} fields */
function values(key, sign, typed, fields) {
  const field = fields.find(({ name }) => name === key || name === `context.${key}`);
  const known = key === 'level' ? LEVELS.toReversed().map((level) => level.toLowerCase()) : (field?.values ?? []).map(({ value }) => value);
  if (sign !== ':' && key !== 'level' && known.some((value) => typeof value !== 'number')) return [];
  return known.filter((value) => String(value) !== typed && String(value).toLowerCase().startsWith(typed.toLowerCase()) && String(value).length < 80)
    .map((value) => ({ text: `${key}${sign}${term('', value).slice(1)}`, says: key === 'level' ? 'level' : 'value' }));
}

/** Those that begin with what was typed, then those of which a part does. @param {string[]} known @param {string} typed */
function begun(known, typed) {
  const lower = typed.toLowerCase();
  const starts = known.filter((name) => name.toLowerCase().startsWith(lower));
  return [...starts, ...known.filter((name) => !starts.includes(name) && name.toLowerCase().split('.').some((part) => part.startsWith(lower)))];
}
