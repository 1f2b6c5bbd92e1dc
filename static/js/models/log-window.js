import { emptyPage, extend } from './log-source.js';

/** @typedef {import('./row.js').Row} Row */
/** @typedef {import('./log-source.js').Page} Page */

/** Rows held at once. A page further away is let go and read again when it is needed. */
export const MAX_ROWS = 3000;

/** Live rows come in pages of as many as are read at once. */
const LIVE_PAGE = 300;

/** A run of neighbouring pages: all that the page holds of a log. Oldest first. */
export class LogWindow {
  /** @type {Page[]} */
  #pages = [];
  /** @type {Row[] | null} */
  #rows = null;

  get rows() {
    return (this.#rows ??= this.#pages.flatMap((page) => page.rows));
  }

  get first() {
    return this.#pages[0];
  }

  get last() {
    return this.#pages.at(-1);
  }

  get atStart() {
    return this.first?.atStart ?? false;
  }

  get atEnd() {
    return this.last?.atEnd ?? false;
  }

  /** @param {Page} page @param {1 | -1} direction the side it joins */
  add(page, direction) {
    if (direction > 0) this.#pages.push(page);
    else this.#pages.unshift(page);
    this.touch();
  }

  /** Puts what was written since behind the last row: together, as the cursors are known behind all of it. @param {Row[]} rows @param {string[]} cursors behind them */
  append(rows, cursors) {
    let page = this.last;
    if (!page) return;
    if (!page.live || page.rows.length >= LIVE_PAGE) {
      page.atEnd = false;
      page = { ...emptyPage(page.tail, 1), atEnd: true, live: true };
      this.#pages.push(page);
    }
    extend(page, rows, 1);
    page.tail = { cursors };
    this.touch();
  }

  /** To be called when a page has grown. */
  touch() {
    this.#rows = null;
  }

  /** Lets go of what is far from the side that grows. @param {1 | -1} direction */
  trim(direction) {
    let held = this.rows.length;
    while (this.#pages.length > 2) {
      const far = direction > 0 ? this.#pages[0] : this.#pages.at(-1);
      if (!far || held - far.rows.length < MAX_ROWS) break;
      held -= far.rows.length;
      if (direction > 0) this.#pages.shift();
      else this.#pages.pop();
      this.touch();
    }
  }

  /**
   * Numbers the rows between which nothing is missing, from those whose line the server counted.
   * @param {number | null} total lines of the file, where known
   */
  numberLines(total) {
    const rows = this.rows;
    const last = rows.at(-1);
    if (last && last.line === null && this.atEnd && total) last.line = total - last.lines + 1;
    for (let i = 1; i < rows.length; i++) {
      const [above, row] = [rows[i - 1], rows[i]];
      if (row && above?.line && row.line === null && !row.isNotice) row.line = above.line + above.lines;
    }
    for (let i = rows.length - 2; i >= 0; i--) {
      const [row, below] = [rows[i], rows[i + 1]];
      if (row && below?.line && row.line === null && !row.isNotice) row.line = below.line - row.lines;
    }
  }

  /** The row that shows the same entry. @param {Row} wanted */
  find(wanted) {
    return this.rows.find((row) => row.record.file === wanted.record.file && same(row, wanted));
  }
}

/** @param {Row} a @param {Row} b */
const same = (a, b) =>
  a === b || (a.line !== null && a.line === b.line) || (a.behind !== null && a.behind === b.behind) ||
  (a.before !== null && a.before === b.before);
