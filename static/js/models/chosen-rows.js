/** @typedef {import('./row.js').Row} Row */

/** Rows that are selected together: from the one where the selection began to another. */
export class ChosenRows {
  /** In the order they are shown. @type {Set<Row>} */
  all = new Set();
  /** @type {Row | null} */
  #first = null;

  /** Whether a selection has begun. */
  get isBegun() {
    return this.#first !== null;
  }

  clear() {
    this.all = new Set();
    this.#first = null;
  }

  /** @param {Row[]} rows as they are shown @param {Row} from where it begins, unless it has begun @param {Row} to */
  extend(rows, from, to) {
    this.#first ??= from;
    const [first = -1, last = -1] = [rows.indexOf(this.#first), rows.indexOf(to)].sort((a, b) => a - b);
    if (first < 0) this.#first = to;
    else this.all = new Set(rows.slice(first, last + 1).filter(({ isNotice }) => !isNotice));
  }
}
