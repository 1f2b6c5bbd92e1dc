import { baseName, fitted } from './names.js';
import { shownTime } from './times.js';

/**
 * @typedef {import('./row.js').Row} Row
 * @typedef {import('./times.js').Zone} Zone
 */

/** Widest a column of names becomes, in characters. */
export const WIDEST = 24;

/** How wide the columns must be for the rows seen so far. They never shrink: nothing moves while one reads. */
export class Columns {
  time = 0;
  level = 0;
  file = 0;
  source = 0;
  /** Widths of the columns that the reader added, by the field they show. @type {Map<string, number>} */
  added = new Map();

  /** @param {string[]} names fields that have a column of their own */
  constructor(names = []) {
    for (const name of names) this.added.set(name, Math.min(name.length + 3, WIDEST));
  }

  /** @param {Row[]} rows @param {Zone} zone @param {boolean} several whether each row names its file */
  take(rows, zone, several) {
    for (const row of rows) {
      const { record } = row;
      if (record.timestamp) this.time = Math.max(this.time, shownTime(record.timestamp, zone, Date.now()).time.length, zone === 'relative' ? 12 : 11);
      if (record.level) this.level = 5;
      for (const [name, width] of this.added) this.added.set(name, Math.min(Math.max(width, shownValue(row.value(name)).length), WIDEST));
      if (several) this.file = Math.min(Math.max(this.file, baseName(record.file).length + 3), WIDEST + 3);
      if (record.source && this.source < WIDEST) this.source = Math.max(this.source, fitted(record.source, WIDEST).length, 6);
    }
  }

  /** The columns that hold something, by name and width. @returns {[string, number][]} */
  get used() {
    return Object.entries({ time: this.time, level: this.level, file: this.file, source: this.source, ...Object.fromEntries(this.added) }).filter(([, width]) => width > 0);
  }
}

/** A field's value in one line. @param {unknown} value */
export const shownValue = (value) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
