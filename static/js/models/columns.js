import { baseName, fitted } from './names.js';
import { shownTime } from './times.js';

/**
 * @typedef {import('./row.js').Row} Row
 * @typedef {import('./times.js').Zone} Zone
 */

/** Columns that every view has unless it says otherwise; `file` shows where there are several. The message is the last, always. */
export const USUAL_COLUMNS = ['time', 'level', 'file', 'source'];

/** Widest a column of names becomes by itself, in characters. */
export const WIDEST = 24;

/** Bounds of the width that a reader gives a column, in characters. */
export const [LEAST_WIDTH, MOST_WIDTH] = [3, 120];

/** How wide the columns must be for the rows seen so far. They never shrink: nothing moves while one reads. */
export class Columns {
  /** @type {Map<string, number>} */
  #widths = new Map();
  #given;

  /** @param {string[]} names in the order they are shown @param {Record<string, number>} given widths that the reader chose */
  constructor(names = [], given = {}) {
    this.#given = given;
    for (const name of names) this.#widths.set(name, USUAL_COLUMNS.includes(name) ? 0 : Math.min(name.length + 3, WIDEST));
  }

  /** @param {Row[]} rows @param {Zone} zone @param {boolean} several whether each row names its file */
  take(rows, zone, several) {
    for (const row of rows) for (const [name, width] of this.#widths) this.#widths.set(name, Math.max(width, needed(row, name, zone, several)));
  }

  /** The columns that hold something, by name and width. @returns {[string, number][]} */
  get used() {
    return [...this.#widths].filter(([, width]) => width > 0).map(([name, width]) => [name, this.#given[name] ?? width]);
  }
}

/** Width that a row needs. @param {Row} row @param {string} name @param {Zone} zone @param {boolean} several */
function needed(row, name, zone, several) {
  const { timestamp, level, file, source } = row.record;
  switch (name) {
    case 'time': return timestamp ? Math.max(shownTime(timestamp, zone, Date.now()).time.length, zone === 'relative' ? 12 : 11) : 0;
    case 'level': return level ? 5 : 0;
    case 'file': return several ? Math.min(baseName(file).length + 3, WIDEST + 3) : 0;
    case 'source': return source ? Math.max(fitted(source, WIDEST).length, 6) : 0;
    default: return Math.min(shownValue(row.value(name)).length, WIDEST);
  }
}

/** A field's value in one line. @param {unknown} value */
export const shownValue = (value) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** The columns that an address names: those added to the usual ones, or, where it ends with the message, all. @param {string[]} names */
export const readColumns = (names) =>
  (names.includes('message') ? names.filter((name) => name !== 'message') : [...USUAL_COLUMNS, ...names.filter((name) => !USUAL_COLUMNS.includes(name))]);

/** @param {string[]} columns */
export const writtenColumns = (columns) =>
  (USUAL_COLUMNS.every((name, i) => columns[i] === name) ? columns.slice(USUAL_COLUMNS.length) : [...columns, 'message']);

/** Widths as the address holds them: `source:30,user.id:12`. @param {string} text @returns {Record<string, number>} */
export function readWidths(text) {
  const pairs = text.split(',').map((pair) => /^(.+):(\d+)$/.exec(pair)).filter((pair) => pair !== null);
  return Object.fromEntries(pairs.map(([, name, width]) => [name, clamped(Number(width))]));
}

/** @param {Record<string, number>} widths */
export const writtenWidths = (widths) => Object.entries(widths).map(([name, width]) => `${name}:${width}`).join(',');

/** @param {number} width */
export const clamped = (width) => Math.min(Math.max(Math.round(width), LEAST_WIDTH), MOST_WIDTH);

/** What stands above a column. @param {string} name */
export const columnLabel = (name) => (USUAL_COLUMNS.includes(name) ? name[0]?.toUpperCase() + name.slice(1) : name);
