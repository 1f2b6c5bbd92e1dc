import { getJson, isAbort } from './api.js';
import { LogSource } from './log-source.js';
import { RankMap } from './rank-map.js';
import { Scale } from './scale.js';
import { phraseOf } from './search-terms.js';

/**
 * @typedef {import('./view-state.js').ViewState} ViewState
 * @typedef {import('./log-source.js').Progress} Progress
 */

/** The whole that the rows on the screen are a part of: how long it is, how much of it matches. Says `change`. */
export class Extent extends EventTarget {
  scale = new Scale();
  /** @type {Progress | null} */
  progress = null;
  /** Whether the count has begun. */
  counting = false;
  /** Whether the count is complete. */
  counted = false;
  /** @type {Error | null} */
  error = null;

  #base;
  #state;
  #source;
  #stop = new AbortController();
  #counting = new AbortController();
  /** @type {number | null} */
  #found = null;
  /** Matches that were written while they are followed. */
  #fresh = 0;
  /** Where following began: what comes behind is not counted but taken note of. @type {string[] | null} */
  #end = null;

  /** @param {string} base @param {ViewState} state @param {LogSource} source */
  constructor(base, state, source) {
    super();
    this.#base = base;
    this.#state = state;
    this.#source = source;
  }

  /** Matches counted so far. @returns {number | null} */
  get matched() {
    return this.#found === null ? null : this.#found + this.#fresh;
  }

  /** Begins to count anew up to where following begins. @param {string[]} cursors */
  follow(cursors) {
    this.#counting.abort();
    this.#counting = new AbortController();
    this.#end = cursors;
    this.#found = null;
    this.#fresh = 0;
    this.counting = this.counted = false;
    this.scale.ranks = null;
  }

  /** Takes note of what was written. @param {import('./row.js').Row[]} rows entries and notices */
  take(rows) {
    this.#fresh += rows.filter(({ isNotice, record }) => !isNotice && !record.continues).length;
    const { scale } = this;
    for (const { record } of rows) {
      if (scale.span && record.timestamp) scale.span[1] = Math.max(scale.span[1], Date.parse(record.timestamp));
      if (this.#state.single && (record.type === 'rotated' || record.type === 'truncated')) scale.forget();
    }
    this.#changed();
  }

  /** @param {Progress} progress */
  advance(progress) {
    this.progress = progress;
    this.#changed();
  }

  /** @param {number} matched */
  settle(matched) {
    this.#found = matched - this.#fresh;
    this.counting = this.counted = true;
    this.#changed();
  }

  /** Counts the matches, which may take a while: the count is there to be read meanwhile. */
  async count() {
    this.counting = true;
    const { signal } = this.#counting;
    const onProgress = (/** @type {Progress} */ progress) => {
      this.#found = progress.matched;
      this.advance(progress);
    };
    try {
      const found = this.#end ? await this.#source.countBefore(this.#end, { onProgress, signal }) : await this.#rank(onProgress, signal);
      this.settle(found + this.#fresh);
    } catch (error) {
      if (!isAbort(error)) this.error = /** @type {Error} */ (error);
      this.#changed();
    }
  }

  /** Finds out the lines of a file, or the time that several or a huge one cover. Rows are shown meanwhile. */
  async measure() {
    try {
      if (this.#state.single) await this.#countLines();
      if (!this.scale.exact) await this.#measureTime();
    } catch {
      return; // the rows tell of what is wrong, and an estimate serves the scroll bar
    }
    this.#changed();
  }

  stop() {
    this.#stop.abort();
    this.#counting.abort();
  }

  /** Counts the matches from the start, and notes where they stand. @param {(progress: Progress) => void} onProgress @param {AbortSignal} signal */
  async #rank(onProgress, signal) {
    const ranks = new RankMap(this.#state.single ? 'line' : 'timestamp');
    this.scale.ranks = ranks;
    await this.#source.count(ranks, { onProgress, signal });
    return ranks.count;
  }

  /**
   * The last entry comes with its line where the server has an index. Otherwise it is looked for by its own text from the
   * start: found that way it comes with its line too, at the price of one quick pass over the file.
   */
  async #countLines() {
    const { signal } = this.#stop;
    const [file = ''] = this.#state.values.files;
    const source = new LogSource(this.#base, new URLSearchParams({ file }));
    const last = await source.first({}, -1, [], signal);
    if (!last) return;
    const line = last.line ?? (await this.#isHuge(file) ? null : await source.lastLine(phraseOf(last.record.raw ?? ''), signal));
    if (line) this.scale.count(line + last.lines - 1);
  }

  /** @param {string} file */
  async #isHuge(file) {
    const { logs } = await getJson(`${this.#base}/api/logs?${new URLSearchParams({ file })}`, this.#stop.signal);
    return (logs[0]?.size ?? Infinity) > LARGEST_COUNTED;
  }

  async #measureTime() {
    const { signal } = this.#stop;
    const ends = await Promise.all([this.#source.first({}, 1, [], signal), this.#source.first({}, -1, [], signal)]);
    const [from, to] = ends.map((row) => Date.parse(row?.record.timestamp ?? ''));
    if (from && to) this.scale.span = [from, to];
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/** The lines of larger files are estimated, in bytes: a pass over them is worth more than a number. */
const LARGEST_COUNTED = 2e9;
