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
  /** Matches counted so far. @type {number | null} */
  matched = null;
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

  /** @param {string} base @param {ViewState} state @param {LogSource} source */
  constructor(base, state, source) {
    super();
    this.#base = base;
    this.#state = state;
    this.#source = source;
  }

  /** @param {Progress} progress */
  advance(progress) {
    this.progress = progress;
    this.#changed();
  }

  /** @param {number} matched */
  settle(matched) {
    this.matched = matched;
    this.counting = this.counted = true;
    this.#changed();
  }

  /** Counts the matches, which may take a while: the count is there to be read meanwhile. */
  async count() {
    this.counting = true;
    const ranks = new RankMap();
    this.scale.ranks = ranks;
    const onProgress = (/** @type {Progress} */ progress) => {
      this.matched = progress.matched;
      this.advance(progress);
    };
    try {
      await this.#source.count(ranks, this.#state.single ? 'line' : 'timestamp', { onProgress, signal: this.#stop.signal });
      this.settle(ranks.count);
    } catch (error) {
      if (!isAbort(error)) this.error = /** @type {Error} */ (error);
      this.#changed();
    }
  }

  /** Finds out the lines of a file, or the time that several cover. Rows are shown meanwhile. */
  async measure() {
    try {
      await this.#measureTime();
      if (this.#state.single) await this.#countLines();
    } catch {
      return; // the rows tell of what is wrong, and an estimate serves the scroll bar
    }
    this.#changed();
  }

  stop() {
    this.#stop.abort();
  }

  /**
   * The last entry is looked for by its own text from the start: found that way it comes with its line, at the price of one
   * quick pass over the file.
   */
  async #countLines() {
    const { signal } = this.#stop;
    const [file = ''] = this.#state.values.files;
    const { logs } = await getJson(`${this.#base}/api/logs?${new URLSearchParams({ file })}`, signal);
    if ((logs[0]?.size ?? Infinity) > LARGEST_COUNTED) return;
    const source = new LogSource(this.#base, new URLSearchParams({ file }));
    const last = await source.first({}, -1, [], signal);
    const line = last && await source.lastLine(phraseOf(last.record.raw ?? ''), signal);
    if (line) this.scale.count(line + last.lines - 1);
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

/** Larger files are estimated, in bytes: a pass over them is worth more than a number. */
const LARGEST_COUNTED = 2e9;
