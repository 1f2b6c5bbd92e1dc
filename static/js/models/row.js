/**
 * An entry as it came, and what the page adds to it.
 *
 * @typedef {object} LogRecord
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
  }

  /** Lines that the entry takes up in its file; 1 where its raw text was not asked for. */
  get lines() {
    const text = (this.record.raw ?? '').replace(/\r?\n$/, '');
    let lines = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
    return lines;
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
