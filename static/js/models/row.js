import { exact } from './fields.js';
import { bytes } from './format.js';

/**
 * An entry as it came, and what the page adds to it.
 *
 * @typedef {object} LogRecord
 * @property {string} type   `log`; else what happened to the file while it was followed
 * @property {string} file
 * @property {number | null} line
 * @property {string} cursor
 * @property {string | null} timestamp
 * @property {string | null} level
 * @property {string | null} source
 * @property {string} message
 * @property {Record<string, unknown>} context
 * @property {string} [raw]
 * @property {boolean} [lossy]
 * @property {number} [truncated]
 * @property {string} [context_of]
 * @property {string} [continues]   it carries further lines of the entry before it
 */

export class Row {
  /** @param {string} json the line of the stream, kept because numbers may be wider than JavaScript's */
  constructor(json) {
    this.json = json;
    this.record = /** @type {LogRecord} */ (JSON.parse(json));
    /** @type {number | null} */
    this.line = this.record.line ?? null;
    /** Boundaries on both sides, where known; one that came with a neighbour holds under the same filter only. @type {string | null} */
    this.before = null;
    /** @type {string | null} */
    this.behind = null;
    /** The boundary that came with the entry itself. @type {'before' | 'behind'} */
    this.own = 'behind';
    /** Height on the screen in pixels, once measured. @type {number | null} */
    this.height = null;
    this.open = false;
    /** Whether it grew since it was last shown. */
    this.grown = false;
    this.#lines = countLines(this.record.raw);
  }

  #lines;

  /** A row that says what happened to a file. @param {{ type: string, file?: string, reason?: string, bytes?: number, dropped?: number }} message @param {string} cursor where it happened */
  static notice(message, cursor) {
    const { type, file = '', reason, bytes: lost, dropped } = message;
    const text = {
      rotated: `${file} was rotated: a new file begins`,
      truncated: `${file} was truncated: it begins anew`,
      gap: `${lost ? bytes(lost) : 'Some'} of ${file} ${lost ? 'were' : 'was'} lost: ${reason}`,
      sampled: `${dropped} entries were left out`,
    }[type];
    return new Row(JSON.stringify({ type, file, line: null, cursor, timestamp: null, level: null, source: null, message: text, context: {} }));
  }

  get isNotice() {
    return this.record.type !== 'log';
  }

  /** Lines that the entry takes up in its file; 1 where its raw text was not asked for. */
  get lines() {
    return this.#lines;
  }

  /** Its text as it stands in the file. */
  get text() {
    return (this.record.raw ?? this.record.message).replace(/\r?\n$/, '');
  }

  /** Takes up further lines of the same entry. @param {LogRecord} part */
  grow({ message, raw, cursor }) {
    const { record } = this;
    record.message += `\n${message}`;
    if (record.raw !== undefined) record.raw = `${record.raw.replace(/\r?\n$/, '')}\n${raw ?? message}`;
    record.cursor = this.behind = cursor;
    this.own = 'behind';
    this.json = rewritten(this.json, record);
    this.#lines = countLines(record.raw);
    this.height = null;
    this.grown = true;
  }

  /** @param {string} name `level`, `source`, `message`, `file`, or a context path */
  value(name) {
    if (name === 'level' || name === 'source' || name === 'message' || name === 'file') return this.record[name];
    /** @type {any} */
    let value = this.record.context;
    if (value && name in value) return value[name];
    for (const part of name.split('.')) value = value?.[part];
    return value;
  }
}

/** @param {string | undefined} raw */
function countLines(raw = '') {
  const text = raw.replace(/\r?\n$/, '');
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** The text of a record whose entry has grown. @param {string} json @param {LogRecord} record */
function rewritten(json, { message, raw, cursor }) {
  const grown = { message, cursor, ...(raw === undefined ? {} : { raw }) };
  try {
    return JSON.stringify({ ...exact(json), ...grown });
  } catch {
    return json; // it is nested too deep to be written anew
  }
}
