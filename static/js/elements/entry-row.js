import { coloured } from '../models/ansi.js';
import { USUAL_COLUMNS, WIDEST, shownValue } from '../models/columns.js';
import { contextFields } from '../models/fields.js';
import { shortLevel } from '../models/levels.js';
import { baseName, fitted } from '../models/names.js';
import { pieces } from '../models/painted.js';
import { ranges } from '../models/search-terms.js';
import { shownTime } from '../models/times.js';
import { visible } from '../models/visible.js';
import { make, part } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 *
 * @typedef {object} Look   how rows are shown
 * @property {boolean} wrap
 * @property {boolean} several       several files: each row names its own
 * @property {'utc' | 'local' | 'relative'} zone
 * @property {string[]} columns      in order; the message comes behind them
 * @property {Record<string, number>} widths  of columns that were given one
 * @property {RegExp[]} marks        what was searched
 * @property {import('../models/highlights.js').Highlight[]} highlights
 */

/** Characters of a message shown in a row: what is behind them is shown when it is unfolded. */
const CUT = 1200;

/** Lines of a message shown in a row that wraps: a stack trace is folded behind them. */
const LINES = 4;

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
  const message = part(entry, '.message');
  for (const name of look.columns) if (name !== 'file' || look.several) message.before(cell(name, row, look));
  markNewDay(entry, row, above, look);
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

/** @param {string} name @param {Row} row @param {Look} look */
function cell(name, row, look) {
  const { timestamp, level, source, file } = row.record;
  const width = look.widths[name] ?? WIDEST;
  const isUsual = USUAL_COLUMNS.includes(name);
  const element = make('span', { class: isUsual ? name : 'added', role: 'gridcell' });
  if (name === 'time') {
    element.textContent = timestamp ? shownTime(timestamp, look.zone, Date.now()).time : '';
    element.title = timestamp ?? '';
  } else if (name === 'level') element.append(make('span', { title: level }, shortLevel(level)));
  else if (name === 'source') {
    paint(element, fitted(source ?? '', width), look);
    element.title = source ?? '';
  } else if (name === 'file') {
    element.append(fileDot(file), fitted(baseName(file), width));
    element.title = file;
  } else {
    element.title = shownValue(row.value(name));
    paint(element, element.title, look);
  }
  return element;
}

/** Says the day where another begins. @param {HTMLElement} entry @param {Row} row @param {Row | undefined} above @param {Look} look */
function markNewDay(entry, { record: { timestamp } }, above, { zone }) {
  const time = entry.querySelector('.time');
  if (!time || !timestamp || !above?.record.timestamp || zone === 'relative') return;
  const { date, time: clock } = shownTime(timestamp, zone, 0);
  if (shownTime(above.record.timestamp, zone, 0).date === date) return;
  entry.classList.add('newday');
  time.textContent = `${date.slice(5)} ${clock.slice(0, 5)}`;
}

/** @param {HTMLElement} cell @param {Row} row @param {Look} look */
function fillMessage(cell, row, look) {
  const { text, spans } = coloured(row.record);
  const lines = text.split('\n');
  const shown = (look.wrap ? lines.slice(0, LINES).join('\n') : lines[0] ?? '').slice(0, CUT);
  paint(cell, shown, look, spans);
  if ((look.wrap ? text : lines[0] ?? '').length > CUT && shown.length === CUT) cell.append('…');
  const folded = lines.length - (look.wrap ? LINES : 1);
  if (folded > 0) cell.append(make('span', { class: 'lines' }, `+${folded} ${folded === 1 ? 'line' : 'lines'}`));
  appendFields(cell, row, look);
}

/** @param {HTMLElement} cell @param {Row} row @param {Look} look */
function appendFields(cell, row, look) {
  if (Object.keys(row.record.context ?? {}).length === 0) return;
  const line = make('span', { class: 'fields' });
  // What was searched for comes first, what says little last.
  const place = (/** @type {{ name: string, text: string }} */ { name, text }) =>
    look.marks.length && ranges(`${name}=${text}`, look.marks).length ? 0 : DULL.has(name) ? 2 : 1;
  for (const { name, text } of contextFields(row.json).sort((a, b) => place(a) - place(b))) {
    if (line.childElementCount >= FIELDS) break;
    if (look.columns.includes(name) || text.length > 80 || (text.length > 1 && row.record.message.includes(text))) continue;
    const label = make('i');
    paint(label, name, look);
    label.append('=');
    line.append('  ', label);
    paint(line, text, look);
  }
  cell.append(line);
}

/**
 * Appends a text with what was searched marked, what the rules of the reader highlight, and further spans of its own.
 * @param {HTMLElement} into @param {string} text @param {Pick<Look, 'marks' | 'highlights'>} look @param {import('../models/ansi.js').Span[]} [own]
 */
export function paint(into, text, { marks, highlights }, own = []) {
  const found = (/** @type {RegExp[]} */ expressions, /** @type {string} */ kind) =>
    (expressions.length ? ranges(text, expressions) : []).map(([from, to]) => ({ from, to, kind }));
  const spans = [...own, ...highlights.flatMap(({ kind, expressions }) => found(expressions, kind)), ...found(marks, 'mark')];
  for (const { text: piece, kinds } of pieces(text, spans)) {
    const isMark = kinds.includes('mark');
    const classes = kinds.filter((kind) => kind !== 'mark').join(' ');
    into.append(kinds.length ? make(isMark ? 'mark' : 'span', { class: classes || null }, visible(piece)) : visible(piece));
  }
}

/** Each file has a colour of its own, by its name. @param {string} file */
export function fileDot(file) {
  const dot = make('i', { class: 'dot' });
  dot.style.setProperty('--hue', String([...file].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7)));
  return dot;
}
