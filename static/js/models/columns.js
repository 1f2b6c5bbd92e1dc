import { shownTime } from './times.js';

/**
 * @typedef {import('./row.js').Row} Row
 * @typedef {import('./times.js').Zone} Zone
 */

/** Widest a column of names becomes, in characters. */
const WIDEST = 24;

/** How wide the columns must be for the rows seen so far. They never shrink: nothing moves while one reads. */
export class Columns {
  time = 0;
  level = 0;
  source = 0;

  /** @param {Row[]} rows @param {Zone} zone */
  take(rows, zone) {
    for (const { record } of rows) {
      if (record.timestamp) this.time = Math.max(this.time, shownTime(record.timestamp, zone, Date.now()).time.length, zone === 'relative' ? 12 : 11);
      if (record.level) this.level = 5;
      if (record.source && this.source < WIDEST) this.source = Math.min(Math.max(this.source, record.source.length, 6), WIDEST);
    }
  }

  /** The columns that hold something, by name and width. @returns {[string, number][]} */
  get used() {
    return Object.entries({ time: this.time, level: this.level, source: this.source }).filter(([, width]) => width > 0);
  }
}
