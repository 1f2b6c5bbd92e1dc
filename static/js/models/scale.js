/** @typedef {import('./row.js').Row} Row */
/** @typedef {import('./log-source.js').Boundary} Boundary */

/** Places in a log as a share of the whole: by line in one file, by time in several or a huge one, by rank among counted matches. */
export class Scale {
  /** Lines of the file; 0 where nothing is known yet. */
  lines = 0;
  /** Whether `lines` was counted rather than estimated. */
  exact = false;
  /** Time of the first and the last entry, in milliseconds. @type {[number, number] | null} */
  span = null;

  /** Where the matches of a search stand, as far as they are counted. @type {import('./rank-map.js').RankMap | null} */
  ranks = null;

  /** Whether places go by line. One that is only estimated is reached by counting up to it, which may take a while: a time is found at once. */
  get #isByLine() {
    return this.lines > 0 && (this.exact || !this.span);
  }

  /** @param {number} lines */
  count(lines) {
    this.lines = lines;
    this.exact = true;
  }

  /** Another file has come in the place of the one that was counted. */
  forget() {
    this.lines = 0;
    this.exact = false;
    this.ranks = null;
  }

  /** Takes the file to be as long as its size and these rows make it. @param {number} bytes @param {Row[]} rows */
  estimate(bytes, rows) {
    if (this.exact || rows.length === 0) return;
    const read = rows.reduce((sum, row) => sum + (row.record.raw?.length ?? 0) + 1, 0);
    const lines = rows.reduce((sum, row) => sum + row.lines, 0);
    const lastLine = rows.at(-1)?.line ?? 0;
    this.lines = Math.max(Math.round(bytes / (read / lines)), lastLine);
  }

  /** Share of the rows that stand above a row. @param {Row} row @returns {number | null} */
  rank(row) {
    const { ranks } = this;
    const key = ranks?.by === 'line' ? row.line : timeOf(row);
    return ranks?.count && key !== null ? ranks.rank(key) / ranks.count : this.place(row);
  }

  /** Share of the log that stands above a row. @param {Row} row @returns {number | null} */
  place(row) {
    if (row.line !== null && this.#isByLine) return Math.min((row.line - 1) / this.lines, 1);
    const time = timeOf(row);
    if (!this.span || time === null) return null;
    const [from, to] = this.span;
    return to > from ? Math.min(Math.max((time - from) / (to - from), 0), 1) : 0;
  }

  /** Where to read from to stand at a place. @param {number} place @returns {Boundary} */
  boundary(place) {
    if (place <= 0) return { edge: 'start' };
    if (place >= 1) return { edge: 'end' };
    if (this.ranks?.count) {
      const key = this.ranks.key(place * this.ranks.count);
      return this.ranks.by === 'line' ? { line: key } : { since: new Date(key).toISOString() };
    }
    if (this.#isByLine) return { line: Math.floor(place * this.lines) + 1 };
    if (!this.span) return { edge: 'start' };
    const [from, to] = this.span;
    return { since: new Date(from + place * (to - from)).toISOString() };
  }
}

/** @param {Row} row */
const timeOf = ({ record: { timestamp } }) => (timestamp ? Date.parse(timestamp) : null);
