import { getJson, streamLines } from './api.js';
import { sparkline } from './sparkline.js';

/** @typedef {import('./file-tree.js').LogFile} LogFile */

/** Bars of an hour. */
const BARS = 40;

/** Files that are asked about at once. */
const AT_ONCE = 2;

/** A file that is written to all the time is asked about no more often, in milliseconds. */
const AGAIN = 10_000;

const HOUR = 3_600_000;

/** The last hour of each file: up to its last entry, which in a live file is about now. */
export class Activity {
  #base;
  #onDrawn;
  /** What was drawn, and of which state of the file. @type {Map<string, { modified: string, at: number, drawing: ReturnType<typeof sparkline> | null }>} */
  #drawn = new Map();
  /** @type {Map<string, LogFile>} */
  #wanted = new Map();
  #running = 0;
  #stop = new AbortController();

  /** @param {string} base @param {(file: string) => void} onDrawn */
  constructor(base, onDrawn) {
    this.#base = base;
    this.#onDrawn = onDrawn;
  }

  /** @param {string} file */
  of(file) {
    return this.#drawn.get(file)?.drawing ?? null;
  }

  /** Draws it soon, unless it is drawn as it is. @param {LogFile} log */
  want(log) {
    const known = this.#drawn.get(log.file);
    if (log.size === 0 || log.compression || (known && (known.modified === log.modified || Date.now() - known.at < AGAIN))) return;
    this.#wanted.set(log.file, log);
    this.#next();
  }

  /** It is no longer seen. @param {string} file */
  leave(file) {
    this.#wanted.delete(file);
  }

  stop() {
    this.#stop.abort();
    this.#wanted.clear();
  }

  #next() {
    const log = this.#wanted.values().next().value;
    if (!log || this.#running >= AT_ONCE) return;
    this.#wanted.delete(log.file);
    this.#running += 1;
    void this.#draw(log).catch(() => null).then((drawing) => {
      this.#running -= 1;
      if (this.#stop.signal.aborted) return;
      this.#drawn.set(log.file, { modified: log.modified, at: Date.now(), drawing });
      this.#onDrawn(log.file);
      this.#next();
    });
    this.#next();
  }

  /** @param {LogFile} log */
  async #draw({ file }) {
    const { signal } = this.#stop;
    /** @type {string | null} */
    let last = null;
    const tail = new URLSearchParams({ file, tail: '1', fields: 'timestamp' });
    await streamLines(`${this.#base}/api/logs/stream?${tail}`, ([line = '{}']) => { last = JSON.parse(line).timestamp ?? null; }, signal);
    if (!last) return null;
    const to = Date.parse(last);
    const query = new URLSearchParams({ file, since: new Date(to - HOUR).toISOString(), until: new Date(to + 1).toISOString(), buckets: String(BARS), by: 'level' });
    return sparkline(await getJson(`${this.#base}/api/logs/histogram?${query}`, signal), to - HOUR, to);
  }
}
