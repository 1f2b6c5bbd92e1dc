/** @typedef {{ height: number | null }} Sized */

/** Where rows of unequal height stand above one another, from 0 at the top of the first. */
export class Geometry {
  #tops;

  /** @param {Sized[]} rows @param {number} usual height of a row that was not measured, in pixels */
  constructor(rows, usual) {
    this.#tops = new Float64Array(rows.length + 1);
    let top = 0;
    rows.forEach((row, i) => {
      top += row.height ?? usual;
      this.#tops[i + 1] = top;
    });
  }

  get height() {
    return this.#tops[this.#tops.length - 1] ?? 0;
  }

  /** @param {number} index */
  top(index) {
    return this.#tops[Math.min(Math.max(index, 0), this.#tops.length - 1)] ?? 0;
  }

  /** The row that covers a height; the nearest where none does. @param {number} y */
  at(y) {
    let [low, high] = [0, this.#tops.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }
}

/** The share of the whole at which a scroll bar stands. @param {{ scrollTop: number, clientHeight: number, scrollHeight: number }} scroller */
export function shareOf({ scrollTop, clientHeight, scrollHeight }) {
  return scrollTop + clientHeight >= scrollHeight - 1 ? 1 : Math.max(scrollTop, 0) / scrollHeight;
}

/**
 * How high the scrolled content is made: browsers lose precision above some 16 million pixels,
 * so a longer log is scrolled by share of the whole.
 */
export const MAX_CONTENT = 8_000_000;

/**
 * @typedef {object} Placed
 * @property {number} content  height of the whole scrolled content
 * @property {number} top      where the first row that is held stands in it
 *
 * @typedef {object} Held
 * @property {number} height    of all rows that are held
 * @property {number} offset    of the anchor below the first of them
 * @property {number} expected  height that all rows of the log would take
 * @property {boolean} atTop    whether the first row held is the log's first
 * @property {boolean} atBottom
 * @property {number | null} place  share of the log above the anchor
 */

/**
 * Places the rows that are held so that the scroll bar tells where in the log the anchor is.
 * @param {Held} held @param {number} scroll where the anchor stands now
 * @returns {Placed}
 */
export function placed({ height, offset, expected, atTop, atBottom, place }, scroll) {
  if (atTop && atBottom) return { content: height, top: 0 };
  const content = Math.max(Math.min(expected, MAX_CONTENT), height + (atTop ? 0 : ROOM) + (atBottom ? 0 : ROOM));
  if (atTop) return { content, top: 0 };
  if (atBottom) return { content, top: content - height };
  const wanted = place === null ? scroll - offset : place * content - offset;
  return { content, top: Math.round(Math.min(Math.max(wanted, ROOM), content - height - ROOM)) };
}

/** Space kept free where rows are still to come, in pixels: without it there is nowhere to scroll to. */
const ROOM = 2000;
