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

  /** @param {Row[]} rows @param {Zone} zone @param {boolean} several whether each row names its file */
  take(rows, zone, several) {
    for (const { record } of rows) {
      if (record.timestamp) this.time = Math.max(this.time, shownTime(record.timestamp, zone, Date.now()).time.length, zone === 'relative' ? 12 : 11);
      if (record.level) this.level = 5;
      if (several) this.file = Math.min(Math.max(this.file, baseName(record.file).length + 3), WIDEST + 3);
      if (record.source && this.source < WIDEST) this.source = Math.max(this.source, fitted(record.source, WIDEST).length, 6);
    }
  }

  /** The columns that hold something, by name and width. @returns {[string, number][]} */
  get used() {
    return Object.entries({ time: this.time, level: this.level, file: this.file, source: this.source }).filter(([, width]) => width > 0);
  }
}
