import { baseName } from './names.js';
import { moved } from './times.js';
import { readable } from './view-state.js';

/** @typedef {import('./view-state.js').ViewState} ViewState */
/** @typedef {import('./row.js').Row} Row */

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** A control character as the bytes of its UTF-8. @param {string} control */
const escaped = (control) => [...new TextEncoder().encode(control)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/** A word of a shell's command. Control characters are written as escapes: a terminal that they are pasted into obeys them. @param {string} text */
function quoted(text) {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!CONTROL.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/['\\]/g, '\\$&').replace(new RegExp(CONTROL, 'g'), escaped)}'`;
}

/** What is on the screen, as a curl command. @param {string} origin with the base path @param {ViewState} state */
export const asCurl = (origin, state) => `curl -sN ${quoted(`${origin}/api/logs/stream?${readable(ordered(state))}`)}`;

/** The same as a command without a server, to be run in the directory that is served. @param {ViewState} state */
export function asQuery(state) {
  const words = ['logbrook query .'];
  for (const [key, value] of ordered(state)) {
    if (!/^[a-z_]+$/.test(key)) continue; // no parameter has such a name
    const option = `--${key.replaceAll('_', '-')}`;
    words.push(key === 'rotated' ? option : `${option} ${quoted(value)}`);
  }
  return words.join(' ');
}

/**
 * Just these entries, which stand next to each other in a view, as a curl command.
 * @param {string} origin @param {ViewState} state @param {Row[]} rows oldest first
 */
export function rowsAsCurl(origin, state, rows) {
  const [first, last] = [rows[0], rows.at(-1)];
  const params = state.filter();
  if (first?.line && state.single) params.set('line', String(first.line));
  else if (first?.before) params.set('cursor', first.before);
  else if (first?.record.timestamp && last?.record.timestamp) {
    params.set('since', first.record.timestamp);
    params.set('until', moved(last.record.timestamp, 1));
  }
  params.set('limit', String(rows.length));
  return `curl -sN ${quoted(`${origin}/api/logs/stream?${readable(params)}`)}`;
}

/** Name under which what is shown is saved. @param {ViewState} state @param {'ndjson' | 'text' | 'csv'} format */
export function downloadName({ values: { files }, narrowed }, format) {
  const name = files.length === 1 ? baseName(files[0] ?? '').replace(/[*?[\]{}]/g, '_').replace(/\.(log|txt|json|ndjson)$/, '') : 'logs';
  return `${name}${narrowed ? '-found' : ''}.${format === 'text' ? 'log' : format}`;
}

/** @param {string} base @param {ViewState} state @param {'ndjson' | 'text' | 'csv'} format */
export function downloadUrl(base, state, format) {
  const params = ordered(state);
  params.set('format', format);
  return `${base}/api/logs/stream?${params}`;
}

/** @param {ViewState} state */
function ordered(state) {
  const params = state.filter();
  if (state.values.order === 'desc') params.set('order', 'desc');
  return params;
}
