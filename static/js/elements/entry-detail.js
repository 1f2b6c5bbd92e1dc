import { coloured } from '../models/ansi.js';
import { contextFields } from '../models/fields.js';
import { plural } from '../models/format.js';
import { jsonIn, jsonSpans, pretty } from '../models/json-text.js';
import { visible } from '../models/visible.js';
import { paint } from './entry-row.js';
import { copy, icon, make, say, tell } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 * @typedef {import('./entry-row.js').Look} Look
 */

/** Lines of a message shown before “show all”. */
const LINES = 14;

/** Characters shown before “show all”. */
const CUT = 8000;

/** Characters of JSON that are shown with a line for each value. */
const LONGEST_JSON = 60_000;

/** What an unfolded row shows: its message in full, its fields, its text as it stands in the file. @param {Row} row @param {Look} look */
export function detailElement(row, look) {
  const cell = make('div', { role: 'gridcell' });
  const detail = make('div', { class: 'detail', role: 'row' }, cell);
  cell.append(actions(detail, row));
  if (row.record.message.includes('\n') || row.record.message.length > 160) cell.append(...message(row, look));
  const inside = jsonIn(row.record.message);
  if (inside) cell.append(folded('Message as JSON', inside.json, look));
  cell.append(pairs(detail, row));
  cell.append(folded('Entry as JSON', row.json, look));
  if (row.record.raw !== undefined) {
    const raw = make('pre', { tabindex: '0', 'aria-label': 'Raw text' }, visible(row.record.raw.replace(/\r?\n$/, '')));
    cell.append(make('details', {}, make('summary', {}, 'Raw text'), raw));
  }
  return detail;
}

/** @param {HTMLElement} detail @param {Row} row */
function actions(detail, row) {
  const act = (/** @type {string} */ label, /** @type {string} */ name, /** @type {() => void} */ run, /** @type {string} */ title) =>
    make('button', { class: 'quiet small', type: 'button', onclick: run, title }, icon(name), label);
  const copied = (/** @type {string} */ what, /** @type {string} */ text) => () => {
    void copy(text);
    note.textContent = `${what} copied`;
    say(`${what} copied`);
  };
  const note = make('span', { class: 'note' }, facts(row));
  return make('div', { class: 'acts' },
    act('Context', 'context', () => tell(detail, 'command', { name: 'context', row }), 'The lines around it in its file (c)'),
    act('Same moment', 'moment', () => tell(detail, 'command', { name: 'moment', row }), 'The same moment in another file (m)'),
    act('Around this time', 'clock', () => tell(detail, 'command', { name: 'around', row }), 'One minute before and after'),
    act('Link', 'link', () => tell(detail, 'command', { name: 'link', row, done: copied }), 'Copy a link to this entry'),
    act('Text', 'copy', copied('Text', row.text), 'Copy the text as it stands in the file'),
    act('JSON', 'copy', copied('JSON', row.json), 'Copy the entry as JSON'),
    act('curl', 'copy', () => tell(detail, 'command', { name: 'row-curl', row, done: copied }), 'Copy a curl command that asks for this entry'),
    note);
}

/** @param {Row} row */
function facts({ line, record }) {
  const said = [record.file + (line ? `:${line}` : '')];
  if (record.lossy) said.push('not valid text: damaged characters are shown as �');
  if (record.truncated) said.push(`cut: the line is ${record.truncated} bytes long`);
  return said.join(' · ');
}

/** @param {Row} row @param {Look} look */
function message({ record }, look) {
  const { text, spans } = coloured(record);
  const lines = text.split('\n');
  const start = lines.slice(0, LINES).join('\n').slice(0, CUT);
  const block = make('pre', { tabindex: '0', 'aria-label': 'Message' });
  paint(block, start, look, spans);
  if (start.length === text.length) return [block];
  const left = lines.length > LINES ? plural(lines.length - LINES, 'more line') : plural(text.length - start.length, 'more character');
  const button = make('button', { class: 'small unfold', type: 'button', onclick: () => {
    block.replaceChildren();
    paint(block, text, look, spans);
    button.remove();
    tell(block, 'grown');
  } }, `Show all: ${left}`);
  return [block, button];
}

/** JSON with a line for each value, made when it is first unfolded. @param {string} label @param {string} json @param {Look} look */
function folded(label, json, look) {
  const block = make('pre', { tabindex: '0', 'aria-label': label });
  const details = make('details', { ontoggle: () => {
    if (!block.firstChild) {
      const text = pretty(json);
      paint(block, text.slice(0, LONGEST_JSON), look, jsonSpans(text.slice(0, LONGEST_JSON)));
      if (text.length > LONGEST_JSON) block.append('…');
    }
    tell(details, 'grown');
  } }, make('summary', {}, label), block);
  return details;
}

/** @param {HTMLElement} detail @param {Row} row */
function pairs(detail, row) {
  const { timestamp, level, source, file } = row.record;
  /** @type {import('../models/fields.js').Field[]} */
  const header = Object.entries({ time: timestamp, level, source, file })
    .filter(([, value]) => value).map(([name, value]) => ({ name, value, text: String(value) }));
  return make('dl', { class: 'pairs' }, ...[...header, ...contextFields(row.json)].map((field) => pair(detail, field)));
}

/** @param {HTMLElement} detail @param {import('../models/fields.js').Field} field */
function pair(detail, { name, value, text }) {
  const isContext = !['time', 'level', 'source', 'file'].includes(name);
  const isPlain = typeof value !== 'object' || value === null;
  const filter = (/** @type {boolean} */ exclude) => () => tell(detail, 'command', { name: 'value', field: name, value, exclude });
  const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {() => void} */ run) =>
    make('button', { type: 'button', 'aria-label': label, title: label, onclick: run }, icon(sign));
  const dd = make('dd', {},
    make('span', { class: typeof value === 'number' ? 'value number' : 'value' }, visible(text)),
    isPlain && name !== 'time' && button('include', `Only ${name} ${short(text)}`, filter(false)),
    isPlain && name !== 'time' && button('exclude', `Without ${name} ${short(text)}`, filter(true)),
    isContext && button('column', `Column ${name}`, () => tell(detail, 'command', { name: 'column', field: name })),
    button('copy', `Copy ${name}`, () => void copy(text)));
  return make('div', { class: 'pair' }, make('dt', { title: name }, name), dd);
}

/** @param {string} text */
const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

