import { streamLines } from './api.js';
import { Row } from './row.js';
import { phraseOf } from './search-terms.js';
import { moved } from './times.js';

/**
 * A place to read from. `skip` entries are dropped: a line is reached forwards only, and from it
 * backwards by the cursor behind its own entry.
 * @typedef {{ edge?: 'start' | 'end', cursors?: string[], line?: number, since?: string, skip?: number }} Boundary
 *
 * @typedef {object} Page    a run of entries, oldest first
 * @property {Row[]} rows
 * @property {Boundary} head
 * @property {Boundary} tail
 * @property {boolean} atStart
 * @property {boolean} atEnd
 * @property {boolean} [live]   whether it came by following
 *
 * @typedef {{ scanned: number, total: number, matched: number }} Progress
 * @typedef {object} Listener
 * @property {() => void} [onRows]
 * @property {(progress: Progress) => void} [onProgress]
 * @property {AbortSignal} [signal]
 */

/** Entries of one text that are looked through for the one that is meant. */
const SAME_TEXT = 1000;

/** Entries of one moment that are looked through for the one to go on from. */
const SAME_TIME = 200;

/** An entry with the same text meets the same conditions, so the first such one is it. @param {Row} a @param {Row} b */
const isSame = (a, b) => a.record.file === b.record.file && a.record.timestamp === b.record.timestamp && a.record.raw === b.record.raw;

/** The entries of one filter, a page at a time and in either direction. */
export class LogSource {
  #url;
  #filter;
  /** @type {string[] | null} */
  #first;

  /**
   * @param {string} base @param {URLSearchParams} filter
   * @param {string[] | null} [first] the lines of the answer from the start, where it is there already
   */
  constructor(base, filter, first = null) {
    this.#url = `${base}/api/logs/stream`;
    this.#filter = filter;
    this.#first = first;
  }

  /** @param {[string, string][]} params */
  url(params) {
    const query = new URLSearchParams(this.#filter);
    for (const [key, value] of params) {
      if (key === 'cursor') query.append(key, value);
      else query.set(key, key === 'q' ? both(query.get('q'), value) : value);
    }
    return `${this.#url}?${query}`;
  }

  /**
   * Reads on from a boundary. The page fills while it is read.
   * @param {Boundary} from @param {1 | -1} direction @param {number} limit @param {Page} page @param {Listener} listener
   */
  async read(from, direction, limit, page, { onRows, onProgress, signal }) {
    let skip = from.skip ?? 0;
    const params = boundaryParams(from, direction);
    params.push(['limit', String(limit + skip)], ['raw', 'true'], ['progress', 'true']);
    if (direction < 0) params.push(['order', 'desc']);
    /** @type {string[] | null} */
    let next = null;
    let reason = '';
    const take = (/** @type {string[]} */ lines) => {
      /** @type {Row[]} */
      const rows = [];
      for (const line of lines) {
        if (!isControl(line)) {
          if (skip > 0) skip -= 1;
          else rows.push(new Row(line));
          continue;
        }
        const record = JSON.parse(line);
        if (record.type === 'error') throw new Error(record.detail ?? record.message ?? 'the stream broke off');
        if (record.type === 'end') {
          next = record.cursor ? [record.cursor] : null;
          reason = record.reason;
        }
        onProgress?.({ scanned: record.scanned_bytes, total: record.total_bytes, matched: record.matched });
      }
      if (rows.length) {
        extend(page, rows, direction);
        onRows?.();
      }
    };
    const first = from.edge === 'start' && direction > 0 ? this.#first : null;
    this.#first = null; // what is asked for later may have changed
    if (first) take(first);
    else await streamLines(this.url(params), take, signal);
    finish(page, direction, reason === 'eof', next);
  }

  /**
   * Counts the matches of the filter, and notes where they stand.
   * @param {import('./rank-map.js').RankMap} ranks @param {Listener} listener
   */
  async count(ranks, { onProgress, signal }) {
    await streamLines(this.url([['fields', ranks.by], ['progress', 'true']]), (lines) => {
      for (const line of lines) {
        if (!isControl(line)) {
          ranks.take(() => keyOf(JSON.parse(line)[ranks.by]));
          continue;
        }
        const record = JSON.parse(line);
        onProgress?.({ scanned: record.scanned_bytes, total: record.total_bytes, matched: ranks.count });
      }
    }, signal);
  }

  /** Counts the matches that stand before a boundary. @param {string[]} cursors @param {Listener} listener */
  async countBefore(cursors, { onProgress, signal }) {
    let matched = 0;
    await streamLines(this.url([...boundaryParams({ cursors }, -1), ['order', 'desc'], ['fields', 'line'], ['progress', 'true']]), (lines) => {
      for (const line of lines.filter(isControl)) {
        const record = JSON.parse(line);
        matched = record.matched;
        onProgress?.({ scanned: record.scanned_bytes, total: record.total_bytes, matched });
      }
    }, signal);
    return matched;
  }

  /**
   * The line of an entry whose line was not counted: it is looked for by its own text.
   * @param {Row} row @param {AbortSignal} signal
   */
  async lineOf(row, signal) {
    const params = /** @type {[string, string][]} */ ([['q', phraseOf(row.record.raw ?? '')], ['fields', 'line,cursor'], ['limit', String(SAME_TEXT)]]);
    /** @type {number | null} */
    let line = null;
    await streamLines(this.url(params), (lines) => {
      for (const one of lines) {
        const found = JSON.parse(one);
        if (found.cursor === row.behind) line = found.line;
      }
    }, signal);
    return line;
  }

  /** The line of the last match. @param {string} q @param {AbortSignal} signal */
  async lastLine(q, signal) {
    let last = '{}';
    await streamLines(this.url([['q', q], ['fields', 'line']]), (lines) => { last = lines.at(-1) ?? last; }, signal);
    return /** @type {number | null} */ (JSON.parse(last).line ?? null);
  }

  /**
   * The first entry that also meets further conditions.
   * @param {Boundary} from @param {1 | -1} direction @param {[string, string][]} conditions @param {AbortSignal} signal
   */
  async first(from, direction, conditions, signal) {
    const [row] = await this.#some(from, direction, conditions, 1, signal);
    return row ?? null;
  }

  /**
   * The next entry beside another that also meets further conditions.
   * @param {Row} row @param {1 | -1} direction @param {[string, string][]} conditions @param {boolean} single @param {AbortSignal} signal
   */
  async beside(row, direction, conditions, single, signal) {
    const [near, far] = direction > 0 ? [row.behind, row.before] : [row.before, row.behind];
    if (single && near) return this.first({ cursors: [near] }, direction, conditions, signal);
    const time = row.record.timestamp ?? '';
    const from = single ? { cursors: [far ?? ''] } : { since: direction > 0 ? time : moved(time, 1) };
    const rows = await this.#some(from, direction, conditions, single ? 2 : SAME_TIME, signal);
    return rows[rows.findIndex((found) => isSame(found, row)) + 1] ?? null;
  }

  /** @param {Boundary} from @param {1 | -1} direction @param {[string, string][]} conditions @param {number} limit @param {AbortSignal} signal */
  async #some(from, direction, conditions, limit, signal) {
    const params = [...boundaryParams(from, direction), ...conditions];
    params.push(['limit', String(limit)], ['raw', 'true']);
    if (direction < 0) params.push(['order', 'desc']);
    /** @type {Row[]} */
    const rows = [];
    await streamLines(this.url(params), (lines) => rows.push(...lines.map((line) => new Row(line))), signal);
    for (const row of rows) {
      row.own = direction > 0 ? 'behind' : 'before';
      row[row.own] = row.record.cursor;
    }
    return rows;
  }
}

/**
 * A page that is about to be read from a boundary.
 * @param {Boundary} from @param {1 | -1} direction
 * @returns {Page}
 */
export const emptyPage = (from, direction) => ({
  rows: [], head: from, tail: from,
  atStart: direction > 0 && isEdge(from), atEnd: direction < 0 && isEdge(from),
});

/** @param {Boundary} from */
const isEdge = (from) => Boolean(from.edge) || !(from.cursors || from.line || from.since);

/** Both searches must hold. @param {string | null} one @param {string} other */
const both = (one, other) => (one ? `(${one}) (${other})` : other);

/** @param {number | string | null} value a line, or a time */
const keyOf = (value) => (typeof value === 'string' ? Date.parse(value) : value);

/** @param {string} line */
const isControl = (line) => /^\{"type":"(?:progress|end|error)"/.test(line);

/** @param {Boundary} from @param {1 | -1} direction @returns {[string, string][]} */
function boundaryParams(from, direction) {
  if (from.cursors) return from.cursors.map((cursor) => ['cursor', cursor]);
  if (from.line) return [['line', String(from.line)]];
  if (from.since) return [[direction > 0 ? 'since' : 'until', from.since]];
  return [];
}

/** @param {Page} page @param {Row[]} rows in the order they came @param {1 | -1} direction */
export function extend(page, rows, direction) {
  if (direction > 0) {
    let before = page.rows.at(-1)?.behind ?? boundaryCursor(page.head);
    for (const row of rows) {
      row.before = before;
      before = row.behind = row.record.cursor;
    }
    if (page.head.line) page.head = { cursors: [/** @type {string} */ (rows[0]?.behind)], skip: 1 };
    page.rows.push(...rows);
  } else {
    let behind = page.rows[0]?.before ?? boundaryCursor(page.tail);
    for (const row of rows) {
      row.behind = behind;
      behind = row.before = row.record.cursor;
      row.own = 'before';
    }
    page.rows.unshift(...rows.reverse());
  }
}

/** @param {Boundary} boundary */
const boundaryCursor = ({ cursors, skip }) => (cursors?.length === 1 && !skip ? /** @type {string} */ (cursors[0]) : null);

/** @param {Page} page @param {1 | -1} direction @param {boolean} eof @param {string[] | null} next */
function finish(page, direction, eof, next) {
  const reached = next ? { cursors: next } : null;
  if (direction > 0) {
    page.tail = reached ?? page.tail;
    page.atEnd = eof || !reached;
  } else {
    page.head = reached ?? page.head;
    page.atStart = eof || !reached;
  }
}
