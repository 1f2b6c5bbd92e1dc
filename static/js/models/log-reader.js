import { isAbort } from './api.js';
import { Extent } from './extent.js';
import { LogSource, emptyPage } from './log-source.js';
import { LogWindow, MAX_ROWS } from './log-window.js';

/**
 * @typedef {import('./row.js').Row} Row
 * @typedef {import('./view-state.js').ViewState} ViewState
 * @typedef {import('./log-source.js').Boundary} Boundary
 * @typedef {import('./log-source.js').Page} Page
 * @typedef {'top' | 'middle' | 'bottom'} Align   where on the screen a row is to stand
 */

/** Entries a request: some six screens. */
const PAGE = 300;

/**
 * Reads one query and keeps the part of it that is on the screen, with its surroundings.
 * Says `rows` when rows came or went, `status` when reading began, went on or ended, and `end` when it has reached the end.
 */
export class LogReader extends EventTarget {
  stopped = false;
  /** Whether what is written is followed. */
  isLive = false;
  /** @type {Error | null} */
  error = null;
  /** The row to build the screen around after a jump. @type {{ row: Row, align: Align } | null} */
  focus = null;
  extent;

  #state;
  #source;
  #window = new LogWindow();
  #stop = new AbortController();
  #reading = false;
  /** The window whose lines were asked for. @type {LogWindow | null} */
  #located = null;

  /** @param {string} base @param {ViewState} state @param {string[] | null} [first] what {@link LogSource} takes */
  constructor(base, state, first = null) {
    super();
    this.#state = state;
    this.#source = new LogSource(base, state.filter(), first);
    this.extent = new Extent(base, state, this.#source);
    this.extent.addEventListener('change', () => {
      this.#number();
      void this.#locate(this.#window, this.#stop.signal);
      this.#say('status');
    });
  }

  /** Rows as they are shown, from the top. */
  get rows() {
    return this.reversed ? this.#window.rows.toReversed() : this.#window.rows;
  }

  get reversed() {
    return this.#state.values.order === 'desc';
  }

  get atTop() {
    return this.reversed ? this.#window.atEnd : this.#window.atStart;
  }

  get atBottom() {
    return this.reversed ? this.#window.atStart : this.#window.atEnd;
  }

  /** Whether the last entry of the log is held. */
  get holdsEnd() {
    return this.#window.atEnd;
  }

  /** Cursors behind the last row held. */
  get endCursors() {
    return this.#window.last?.tail.cursors ?? null;
  }

  get reading() {
    return this.#reading;
  }

  /** How many rows there are in all, as far as is known. */
  get expectedRows() {
    const { rows, atStart, atEnd } = this.#window;
    if (atStart && atEnd) return rows.length;
    if (this.#state.narrowed) return Math.max(this.extent.matched ?? 0, rows.length);
    const lines = rows.reduce((sum, row) => sum + row.lines, 0);
    return Math.max(rows.length, Math.round((this.extent.scale.lines * rows.length) / Math.max(lines, 1)));
  }

  /** @param {Row} row @returns {number | null} share of the whole that stands above it */
  place(row) {
    const place = this.extent.scale.rank(row);
    return place !== null && this.reversed ? 1 - place : place;
  }

  /** Starts anew at a place, with what is there at the top of the screen. @param {Boundary} from */
  async open(from) {
    this.#restart();
    const down = this.reversed ? -1 : 1;
    if (from.edge === (this.reversed ? 'start' : 'end')) await this.#read(from, down === 1 ? -1 : 1, 'bottom');
    else await this.#read(this.reversed ? await this.#turned(from) : from, down, 'top');
  }

  /** Shows an entry that was found, wherever it stands. @param {Row} row */
  async openAt(row) {
    const known = this.#window.find(row);
    if (known) return known;
    this.#restart();
    if (!this.#state.single) await this.#read({ since: row.record.timestamp ?? '' }, 1, 'middle');
    else if (row.line !== null) await this.#read({ line: row.line }, 1, 'middle');
    else await this.#read({ cursors: [row.record.cursor] }, row.own === 'before' ? 1 : -1, 'middle');
    return this.#window.find(row) ?? null;
  }

  /** Starts anew at the end that is followed from these cursors on. @param {string[]} cursors */
  async join(cursors) {
    this.extent.follow(cursors);
    this.#restart();
    await this.#read({ cursors }, -1, this.reversed ? 'top' : 'bottom', true);
  }

  /**
   * Puts what was written since behind the last row, where that is held.
   * @param {Row[]} rows entries and notices @param {string[]} cursors behind them
   * @param {boolean} isSeen whether the end is on the screen: only then rows at the other side are let go
   */
  append(rows, cursors, isSeen) {
    this.extent.take(rows);
    const { last } = this.#window;
    if (!last?.atEnd) return;
    if (!isSeen && this.#window.rows.length + rows.length > MAX_ROWS) {
      last.atEnd = false;
      return this.#say('status');
    }
    this.#window.append(this.#joined(rows), cursors);
    if (isSeen) this.#window.trim(1);
    this.#number();
    void this.#locate(this.#window, this.#stop.signal);
    this.#say('rows');
  }

  /** Jumps to a share of the whole. @param {number} place */
  jump(place) {
    return this.open(this.extent.scale.boundary(this.reversed ? 1 - place : place));
  }

  /** Reads on above or below what is there. @param {'up' | 'down'} side */
  async more(side) {
    const direction = this.#direction(side);
    const page = direction > 0 ? this.#window.last : this.#window.first;
    if (!page || this.#reading || this.stopped || this.error || (direction > 0 ? page.atEnd : page.atStart)) return;
    await this.#read(direction > 0 ? page.tail : page.head, direction, null);
  }

  /**
   * The next entry that meets further conditions.
   * @param {Row | null} from @param {'up' | 'down'} side @param {[string, string][]} conditions
   */
  find(from, side, conditions) {
    const direction = this.#direction(side);
    const { signal } = this.#stop;
    return from ? this.#source.beside(from, direction, conditions, this.#state.single, signal) : this.#source.first({}, direction, conditions, signal);
  }

  /** The boundary before an entry, from which it is the next in any state of its file. @param {Row} row */
  async boundaryBefore(row) {
    if (row.before) return row.before;
    const same = row.behind && await this.#source.first({ cursors: [row.behind] }, -1, [], this.#stop.signal);
    return same ? same.record.cursor : null;
  }

  /** Ends what is being read, and keeps what came. */
  stop() {
    this.stopped = true;
    this.dispose();
    this.#say('status');
  }

  dispose() {
    this.#stop.abort();
    this.extent.stop();
  }

  /** @param {'up' | 'down'} side @returns {1 | -1} */
  #direction(side) {
    return (side === 'down') === this.reversed ? -1 : 1;
  }

  #restart() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#reading = false;
    this.#window = new LogWindow();
    this.focus = null;
    this.error = null;
    this.stopped = false;
  }

  /** A line is reached forwards only: the boundary behind its entry, to read backwards from. @param {Boundary} from */
  async #turned(from) {
    if (!from.line) return from.since ? from : { edge: /** @type {const} */ ('end'), ...from };
    const row = await this.#source.first(from, 1, [], this.#stop.signal).catch(() => null);
    return row?.behind ? { cursors: [row.behind] } : { edge: /** @type {const} */ ('end') };
  }

  /** Counts the matches anew: up to where following begins, and then what comes. @param {string[]} cursors */
  countTo(cursors) {
    this.extent.follow(cursors);
    this.#count();
  }

  /** Lets entries grow by the further lines that came of them; returns the other rows. @param {Row[]} rows */
  #joined(rows) {
    /** @type {Row[]} */
    const added = [];
    for (const row of rows) {
      const { record } = row;
      const before = record.continues ? lastOf(added, record.file) ?? lastOf(this.#window.rows, record.file) : undefined;
      if (record.type === 'rotated' || record.type === 'truncated') this.#forgetLines([...this.#window.rows, ...added], record.file);
      if (before) before.grow(record);
      else added.push(row);
    }
    return added;
  }

  /** Rows of a file that is no longer there under its name have no lines in the one that is. @param {Row[]} rows @param {string} file */
  #forgetLines(rows, file) {
    for (const row of rows) if (row.record.file === file) row.line = null;
    this.#located = this.#window;
  }

  /** @param {Boundary} from @param {1 | -1} direction @param {Align | null} align @param {boolean} [isEnd] whether nothing stands behind it */
  async #read(from, direction, align, isEnd = false) {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    const window = this.#window;
    const page = emptyPage(from, direction);
    page.atEnd ||= isEnd;
    window.add(page, direction);
    this.#reading = true;
    this.#say('status');
    const onRows = () => window === this.#window && this.#take(page, direction, align);
    try {
      const onProgress = (/** @type {import('./log-source.js').Progress} */ progress) => this.#progress(progress);
      await this.#source.read(from, direction, PAGE, page, { onRows, onProgress, signal });
    } catch (error) {
      if (window === this.#window && !isAbort(error)) this.error = /** @type {Error} */ (error);
    }
    if (window !== this.#window) return;
    this.#reading = false;
    if (direction > 0 && page.atEnd && page.tail.cursors) this.#say('end');
    window.trim(direction);
    onRows();
    if (!this.error && !this.stopped) this.#count();
    void this.#locate(window, signal);
    this.#say('status');
  }

  /** @param {Page} page @param {1 | -1} direction @param {Align | null} align */
  #take(page, direction, align) {
    this.#window.touch();
    const row = direction > 0 ? page.rows[0] : page.rows.at(-1);
    if (align && row) this.focus ??= { row, align };
    this.#number();
    this.#say('rows');
  }

  /** @param {import('./log-source.js').Progress} progress */
  #progress(progress) {
    if (this.#state.single && !this.#state.narrowed) this.extent.scale.estimate(progress.total, this.#window.rows);
    if (this.#state.narrowed && this.extent.matched === null) this.extent.advance(progress);
  }

  /** Finds out the line of rows that were reached without counting. @param {LogWindow} window @param {AbortSignal} signal */
  async #locate(window, signal) {
    const row = window.rows.find(({ behind }) => behind !== null);
    if (!row || row.line !== null || this.#located === window || !this.#state.single || this.#state.narrowed || !this.extent.scale.exact) return;
    this.#located = window;
    row.line = await this.#source.lineOf(row, signal).catch(() => null);
    if (window === this.#window) this.#say('status');
    this.#number();
  }

  /** Counts the matches where the first page does not hold them all. */
  #count() {
    const { atStart, atEnd, rows } = this.#window;
    if (!this.#state.narrowed || this.extent.counting) return;
    if (atStart && atEnd) this.extent.settle(rows.filter(({ isNotice }) => !isNotice).length);
    else void this.extent.count();
  }

  #number() {
    if (!this.#state.single || this.#state.narrowed) return;
    const { scale } = this.extent;
    this.#window.numberLines(scale.exact && !this.isLive ? scale.lines : null);
    const last = this.#window.rows.at(-1);
    if (this.isLive && this.holdsEnd && last?.line) scale.count(last.line + last.lines - 1);
  }

  /** @param {'rows' | 'status' | 'end'} what */
  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}

/** The last entry of a file. @param {Row[]} rows @param {string} file */
const lastOf = (rows, file) => rows.findLast((row) => row.record.file === file && !row.isNotice);
