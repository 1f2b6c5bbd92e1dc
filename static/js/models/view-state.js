import { USUAL_COLUMNS, readColumns, readWidths, writtenColumns, writtenWidths } from './columns.js';

/**
 * What the address says: the query, in the names of the HTTP contract, and behind the `#` how it is shown.
 * A value; {@link ViewState.with} makes the next one.
 *
 * @typedef {object} Values
 * @property {string[]} files
 * @property {boolean} rotated
 * @property {string} q
 * @property {string[]} levels
 * @property {string} minLevel
 * @property {string[]} sources
 * @property {string} since
 * @property {string} until
 * @property {'asc' | 'desc'} order
 * @property {number | null} line     the entry at the top, by line
 * @property {string[]} cursors       the same by boundary, where no line is known
 * @property {boolean} end            stand at the end
 * @property {string} at              the same moment, as a time
 * @property {string} open            the unfolded entry, by line or by cursor
 * @property {boolean} live           what is written is followed; never where the view has an end
 * @property {string} find            text to find and mark without hiding the rest
 * @property {boolean} wrap
 * @property {'utc' | 'local' | 'relative'} zone
 * @property {string[]} columns       what is shown before the message, in order: the usual columns and context keys
 * @property {Record<string, number>} widths  columns that were given a width, in characters
 * @property {[string, string][]} extra  further parameters, passed on for the server to judge
 */

/** @type {Values} */
const DEFAULTS = {
  files: [], rotated: false, q: '', levels: [], minLevel: '', sources: [], since: '', until: '', order: 'asc',
  line: null, cursors: [], end: false, at: '', open: '', live: false, find: '', wrap: false, zone: 'utc', columns: USUAL_COLUMNS, widths: {}, extra: [],
};

/** Where the reader stands: a change of these alone needs no new query. */
export const NO_POSITION = { line: null, cursors: [], end: false, at: '' };

/** Parameters of the stream that a page has no use for. */
const IGNORED = new Set(['limit', 'format', 'fields', 'raw', 'progress', 'timeout', 'follow']);

export class ViewState {
  /** @param {Partial<Values>} [values] */
  constructor(values = {}) {
    /** @type {Readonly<Values>} */
    this.values = Object.freeze({ ...DEFAULTS, ...values, live: Boolean(values.live && !values.until) });
  }

  /**
   * Reads an address.
   * @param {{ search: string, hash: string }} address
   */
  static parse({ search, hash }) {
    /** @type {Values} */
    const values = { ...DEFAULTS, files: [], levels: [], sources: [], cursors: [], extra: [] };
    for (const [key, value] of new URLSearchParams(search)) readParam(values, key, value);
    const shown = new URLSearchParams(hash.replace(/^#/, ''));
    values.at = shown.get('at') ?? '';
    values.open = shown.get('open') ?? '';
    values.live = shown.has('live');
    values.find = shown.get('find') ?? '';
    values.wrap = shown.has('wrap');
    values.zone = /** @type {Values['zone']} */ (['local', 'relative'].find((zone) => zone === shown.get('tz')) ?? 'utc');
    values.columns = readColumns(list(shown.get('columns') ?? ''));
    values.widths = readWidths(shown.get('widths') ?? '');
    return new ViewState(values);
  }

  /** @param {Partial<Values>} patch */
  with(patch) {
    return new ViewState({ ...this.values, ...patch });
  }

  /** Which entries: every parameter but order and position. */
  filter() {
    const v = this.values;
    const params = new URLSearchParams();
    for (const file of v.files) params.append('file', file);
    if (v.rotated) params.set('rotated', 'true');
    if (v.q.trim()) params.set('q', v.q.trim());
    if (v.levels.length) params.set('level', v.levels.join(','));
    if (v.minLevel) params.set('min_level', v.minLevel);
    if (v.sources.length) params.set('source', v.sources.join(','));
    if (v.since) params.set('since', v.since);
    if (v.until) params.set('until', v.until);
    for (const [key, value] of v.extra) params.append(key, value);
    return params;
  }

  /** The part of the address from `?` on. */
  address() {
    const v = this.values;
    const params = this.filter();
    if (v.order === 'desc') params.set('order', 'desc');
    if (v.end) params.set('tail', '1');
    else if (v.line !== null) params.set('line', String(v.line));
    else for (const cursor of v.cursors) params.append('cursor', cursor);
    const shown = new URLSearchParams();
    if (v.at) shown.set('at', v.at);
    if (v.open) shown.set('open', v.open);
    if (v.live) shown.set('live', '1');
    if (v.find) shown.set('find', v.find);
    if (v.wrap) shown.set('wrap', '1');
    if (v.zone !== 'utc') shown.set('tz', v.zone);
    const columns = writtenColumns(v.columns);
    if (columns.length) shown.set('columns', columns.join(','));
    if (Object.keys(v.widths).length) shown.set('widths', writtenWidths(v.widths));
    return `?${readable(params)}${shown.size ? `#${readable(shown)}` : ''}`;
  }

  /** Whether anything but the file narrows the view. */
  get narrowed() {
    const v = this.values;
    return Boolean(v.q.trim() || v.levels.length || v.minLevel || v.sources.length || v.since || v.until);
  }

  /** Whether it names a place other than the newest entry. */
  get placed() {
    const { order, end, line, cursors, at } = this.values;
    return line !== null || cursors.length > 0 || at !== '' || (end && order === 'desc');
  }

  /** Whether it names exactly one file, so that line numbers mean something. */
  get single() {
    const { files, rotated } = this.values;
    return files.length === 1 && !rotated && !/[*?[{]/.test(files[0] ?? '');
  }

  /** @param {ViewState} other */
  sameFilter(other) {
    return this.filter().toString() === other.filter().toString();
  }
}

/** @param {Values} values @param {string} key @param {string} value */
function readParam(values, key, value) {
  switch (key) {
    case 'file': values.files.push(value); break;
    case 'rotated': values.rotated = value === 'true'; break;
    case 'q': values.q = value; break;
    case 'level': values.levels.push(...list(value)); break;
    case 'min_level': values.minLevel = value; break;
    case 'source': values.sources.push(...list(value)); break;
    case 'since': values.since = value; break;
    case 'until': values.until = value; break;
    case 'order': values.order = value === 'desc' ? 'desc' : 'asc'; break;
    case 'line': values.line = Number.parseInt(value, 10) || null; break;
    case 'cursor': values.cursors.push(value); break;
    case 'tail': values.end = true; break;
    default: if (!IGNORED.has(key)) values.extra.push([key, value]);
  }
}

/** @param {string} value */
const list = (value) => value.split(',').map((part) => part.trim()).filter(Boolean);

/**
 * Slashes, colons and commas may stand bare in a query, and people read addresses.
 * @param {URLSearchParams} params
 */
export const readable = (params) =>
  params.toString().replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%40/g, '@');
