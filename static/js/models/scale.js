/** @typedef {import('./row.js').Row} Row */
/** @typedef {import('./log-source.js').Boundary} Boundary */

/** Places in a log as a share of the whole: by line in one file, by time in several. */
export class Scale {
  /** Lines of the file; 0 where nothing is known yet. */
  lines = 0;
  /** Whether `lines` was counted rather than estimated. */
  exact = false;
  /** Time of the first and the last entry, in milliseconds. @type {[number, number] | null} */
  span = null;

  /** @param {number} lines */
  count(lines) {
    this.lines = lines;
    this.exact = true;
  }

  /** Takes the file to be as long as its size and these rows make it. @param {number} bytes @param {Row[]} rows */
  estimate(bytes, rows) {
    if (this.exact || rows.length === 0) return;
    const read = rows.reduce((sum, row) => sum + (row.record.raw?.length ?? 0) + 1, 0);
    const lines = rows.reduce((sum, row) => sum + row.lines, 0);
    const lastLine = rows.at(-1)?.line ?? 0;
    this.lines = Math.max(Math.round(bytes / (read / lines)), lastLine);
  }

  /** @param {Row} row @returns {number | null} 0 at the first entry, below 1 at the last */
  place(row) {
    if (row.line !== null && this.lines > 0) return Math.min((row.line - 1) / this.lines, 1);
    const time = row.record.timestamp ? Date.parse(row.record.timestamp) : NaN;
    if (!this.span || Number.isNaN(time)) return null;
    const [from, to] = this.span;
    return to > from ? Math.min(Math.max((time - from) / (to - from), 0), 1) : 0;
  }

  /** Where to read from to stand at a place. @param {number} place @returns {Boundary} */
  boundary(place) {
    if (place <= 0) return { edge: 'start' };
    if (place >= 1) return { edge: 'end' };
    if (this.lines > 0) return { line: Math.floor(place * this.lines) + 1 };
    if (!this.span) return { edge: 'start' };
    const [from, to] = this.span;
    return { since: new Date(from + place * (to - from)).toISOString() };
  }
}
