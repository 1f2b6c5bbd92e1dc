import { Live } from './live.js';

/**
 * @typedef {import('./log-reader.js').LogReader} LogReader
 * @typedef {import('./row.js').Row} Row
 */

/** Parameters of a view that do not go with following: it has no end, and nothing stands around what is new. */
const NOT_LIVE = new Set(['until', 'before', 'after', 'id']);

/** Joins what is written to what a reader holds: behind its last row where that is held; else it is only counted. */
export class Following {
  /** Entries that came while one was reading elsewhere. */
  fresh = 0;
  live;
  /** Called with all that is written. @type {(rows: Row[]) => void} */
  onRows = () => {};

  #reader;
  #isSeen;
  /** Whether the reader is to stand at the end. */
  #toEnd = false;
  /** Whether what is there was read without being followed. */
  #isRead = false;
  #onEnd = () => this.#rejoin();

  /**
   * @param {string} url of the socket @param {URLSearchParams} filter @param {LogReader} reader
   * @param {() => boolean} isSeen whether the end is on the screen
   * @param {() => void} onState @param {import('./live.js').World} [world]
   */
  constructor(url, filter, reader, isSeen, onState, world) {
    this.#reader = reader;
    this.#isSeen = isSeen;
    this.live = new Live(url, subscription(filter), {
      onBegin: (cursors) => this.#begin(cursors),
      onRows: (rows) => this.#take(rows),
      onState: () => {
        this.#readAnyway();
        onState();
      },
    }, world);
    reader.isLive = true;
    reader.addEventListener('end', this.#onEnd);
  }

  /** Begins, with the reader at the end or wherever it is. @param {boolean} toEnd */
  start(toEnd) {
    this.fresh = 0;
    this.#toEnd = toEnd;
    this.#isRead = false;
    this.live.start();
  }

  stop() {
    this.#reader.isLive = false;
    this.#reader.removeEventListener('end', this.#onEnd);
    this.live.stop();
  }

  /** @param {string[]} cursors */
  #begin(cursors) {
    if (!this.#toEnd) return this.#reader.countTo(cursors);
    this.#toEnd = false;
    void this.#reader.join(cursors);
  }

  /** @param {Row[]} rows */
  #take(rows) {
    const isSeen = this.#isSeen();
    this.fresh = isSeen ? 0 : this.fresh + rows.filter(({ isNotice, record }) => !isNotice && !record.continues).length;
    this.#reader.append(rows, this.live.cursors, isSeen);
    this.onRows(rows);
  }

  /** One has read on to the end: what comes goes on from there. */
  #rejoin() {
    const cursors = this.#reader.endCursors;
    if (!cursors) return;
    this.fresh = 0;
    this.#reader.countTo(cursors);
    this.live.start(cursors);
  }

  /** What is there is shown even if it cannot be followed now. */
  #readAnyway() {
    const { state, reason } = this.live;
    const isStuck = state === 'waiting' || (state === 'off' && reason !== '');
    if (!isStuck || !this.#toEnd || this.#isRead) return;
    this.#isRead = true;
    void this.#reader.open({ edge: 'end' });
  }
}

/** What is asked to be followed. @param {URLSearchParams} filter */
export function subscription(filter) {
  /** @type {Record<string, unknown> & { files: string[] }} */
  const query = { files: [], raw: true };
  for (const [name, value] of filter) {
    if (name === 'file') query.files.push(value);
    else if (!NOT_LIVE.has(name)) query[name] = value;
  }
  return query;
}
