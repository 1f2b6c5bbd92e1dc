import { readable } from './view-state.js';

/** @typedef {import('./view-state.js').ViewState} ViewState */

/** @param {string} text */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** What is on the screen, as a curl command. @param {string} origin with the base path @param {ViewState} state */
export const asCurl = (origin, state) => `curl -sN ${quoted(`${origin}/api/logs/stream?${readable(ordered(state))}`)}`;

/** The same as a command without a server, to be run in the directory that is served. @param {ViewState} state */
export function asQuery(state) {
  const words = ['logbrook query .'];
  for (const [key, value] of ordered(state)) {
    const option = `--${key.replaceAll('_', '-')}`;
    words.push(value === 'true' ? option : `${option} ${quoted(value)}`);
  }
  return words.join(' ');
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
