import { shortLevel } from '../models/levels.js';
import { contextFields } from '../models/fields.js';
import { baseName, fitted } from '../models/names.js';
import { ranges } from '../models/search-terms.js';
import { shownTime } from '../models/times.js';
import { visible } from '../models/visible.js';
import { WIDEST, shownValue } from '../models/columns.js';
import { make, part } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 *
 * @typedef {object} Look   how rows are shown
 * @property {boolean} wrap
 * @property {boolean} several       several files: each row names its own
 * @property {'utc' | 'local' | 'relative'} zone
 * @property {string[]} columns
 * @property {RegExp[]} marks
 */

/** Characters of a message shown in a row: what is behind them is shown when it is unfolded. */
const CUT = 1200;

/** Fields that are much the same in every entry: they come last. */
const DULL = new Set(['pid', 'tid', 'v', 'host', 'hostname', 'thread', 'protocol', 'caller']);

/** Fields that are shown behind the message: those that it does not name itself. */
const FIELDS = 6;

/**
 * Makes the element of a row.
 * @param {Row} row @param {Row | undefined} above @param {Look} look
 */
export function entryElement(row, above, look) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('row'));
  const entry = /** @type {HTMLElement} */ (part(template.content, '.entry').cloneNode(true));
  const { record } = row;
  if (row.isNotice) return noticeElement(entry, row);
  if (record.level) entry.dataset.level = record.level;
  if (record.context_of) entry.classList.add('surrounding');
  fillTime(entry, row, above, look);
  part(entry, '.level').append(make('span', { title: record.level }, shortLevel(record.level)));
  const source = part(entry, '.source');
  source.textContent = visible(fitted(record.source ?? '', WIDEST));
  source.title = record.source ?? '';
  if (look.several) source.before(fileCell(record.file));
  const message = part(entry, '.message');
  for (const name of look.columns) message.before(addedCell(shownValue(row.value(name)), look));
  fillMessage(message, row, look);
  return entry;
}

/** What happened to a file: a line across all columns. @param {HTMLElement} entry @param {Row} row */
function noticeElement(entry, { record: { type, message } }) {
  entry.classList.add('event', type);
  const cell = part(entry, '.message');
  cell.replaceChildren(make('span', {}, visible(message)));
  const line = part(entry, '.row');
  line.removeAttribute('aria-expanded');
  line.replaceChildren(cell);
  return entry;
}

/** @param {string} text @param {Look} look */
function addedCell(text, { marks }) {
  const cell = make('span', { class: 'added', role: 'gridcell', title: text });
  appendMarked(cell, visible(text), marks);
  return cell;
}

/** @param {HTMLElement} entry @param {Row} row @param {Row | undefined} above @param {Look} look */
function fillTime(entry, { record: { timestamp } }, above, { zone }) {
  if (!timestamp) return;
  const cell = part(entry, '.time');
  const { date, time } = shownTime(timestamp, zone, Date.now());
  const dayAbove = above?.record.timestamp && shownTime(above.record.timestamp, zone, 0).date;
  const isNewDay = zone !== 'relative' && Boolean(dayAbove) && dayAbove !== date;
  entry.classList.toggle('newday', isNewDay);
  cell.textContent = isNewDay ? `${date.slice(5)} ${time.slice(0, 5)}` : time;
  cell.title = timestamp;
}

/** @param {HTMLElement} cell @param {Row} row @param {Look} look */
function fillMessage(cell, row, look) {
  const text = row.record.message;
  const shown = look.wrap ? text : text.split('\n', 1)[0] ?? '';
  appendMarked(cell, visible(shown.slice(0, CUT)), look.marks);
  if (shown.length > CUT) cell.append('…');
  const lines = text.split('\n').length;
  if (lines > 1) cell.append(make('span', { class: 'lines' }, `+${lines - 1} ${lines === 2 ? 'line' : 'lines'}`));
  appendFields(cell, row, look);
}

/** @param {HTMLElement} cell @param {Row} row @param {Look} look */
function appendFields(cell, row, { marks, columns }) {
  if (Object.keys(row.record.context ?? {}).length === 0) return;
  const line = make('span', { class: 'fields' });
  for (const { name, text } of contextFields(row.json).sort((a, b) => Number(DULL.has(a.name)) - Number(DULL.has(b.name)))) {
    if (line.childElementCount >= FIELDS) break;
    if (columns.includes(name) || text.length > 80 || (text.length > 1 && row.record.message.includes(text))) continue;
    line.append('  ', make('i', {}, `${name}=`));
    appendMarked(line, visible(text), marks);
  }
  cell.append(line);
}

/** @param {HTMLElement} into @param {string} text @param {RegExp[]} marks */
export function appendMarked(into, text, marks) {
  let at = 0;
  for (const [from, to] of marks.length ? ranges(text, marks) : []) {
    into.append(text.slice(at, from), make('mark', {}, text.slice(from, to)));
    at = to;
  }
  into.append(text.slice(at));
}

/** Each file has a colour of its own, by its name. @param {string} file */
function fileCell(file) {
  const dot = make('i', { class: 'dot' });
  dot.style.setProperty('--hue', String([...file].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7)));
  return make('span', { class: 'file', role: 'gridcell', title: file }, dot, fitted(baseName(file), WIDEST));
}
