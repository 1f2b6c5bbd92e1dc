import { age, bytes, plural } from '../models/format.js';
import { ViewState } from '../models/view-state.js';
import { base, icon, make, part } from './dom.js';

/**
 * @typedef {import('../models/file-tree.js').LogFile} LogFile
 * @typedef {import('../models/file-tree.js').FolderLine} FolderLine
 * @typedef {ReturnType<typeof import('../models/sparkline.js').sparkline>} Sparkline
 *
 * @typedef {object} Acts   what can be done with a file
 * @property {(file: string, on: boolean) => void} pick
 * @property {(file: string) => void} favour
 */

/** Files written to this shortly ago are shown as live, in milliseconds. */
const FRESH = 60_000;

/** @param {FolderLine} line @param {boolean} isOpen @param {(path: string) => void} fold */
export function folderLine({ path, name, depth }, isOpen, fold) {
  const button = make('button', { type: 'button', 'aria-expanded': String(isOpen), onclick: () => fold(path) },
    icon('chevron'), icon('folder'), make('span', { class: 'label' }, name), make('span', { class: 'tag' }));
  button.style.setProperty('--depth', String(depth));
  return make('tr', { class: 'folder', 'data-path': path }, make('td', { class: 'pick' }), make('td', { class: 'star' }), make('td', { class: 'name' }, button),
    make('td', { class: 'spark' }), make('td', { class: 'format' }), make('td', { class: 'size' }), make('td', { class: 'age' }));
}

/** @param {HTMLElement} element @param {FolderLine} line */
export function showFolder(element, { files, size }) {
  put(part(element, '.tag'), plural(files, 'file'));
  put(part(element, '.size'), bytes(size));
}

/** @param {LogFile} log @param {string} name as it is shown @param {number} depth @param {Acts} acts */
export function fileLine({ file, channel }, name, depth, { pick, favour }) {
  const box = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', 'aria-label': `Select ${file}`, onchange: () => pick(file, box.checked) }));
  const star = make('button', { type: 'button', class: 'quiet icon', 'aria-label': `Favourite ${file}`, onclick: () => favour(file) }, icon('star'));
  const link = make('a', { href: address([file]) }, icon(channel ? 'channel' : 'file'), make('span', { class: 'label' }, name), make('span', { class: 'tag rotated' }), make('span', { class: 'tag channel' }));
  link.style.setProperty('--depth', String(depth));
  return make('tr', { class: 'file', 'data-path': file }, make('td', { class: 'pick' }, make('label', {}, box)), make('td', { class: 'star' }, star), make('td', { class: 'name' }, link),
    make('td', { class: 'spark' }), make('td', { class: 'format' }), make('td', { class: 'size' }), make('td', { class: 'age' }, make('span', {})));
}

/**
 * Shows how a file is now.
 * @param {HTMLElement} element @param {LogFile} log
 * @param {{ picked: boolean, favourite: boolean, entries: number | undefined }} more
 */
export function showFile(element, log, { picked, favourite, entries }) {
  /** @type {HTMLInputElement} */ (part(element, 'input')).checked = picked;
  part(element, '.star button').setAttribute('aria-pressed', String(favourite));
  const rotated = part(element, '.rotated');
  rotated.hidden = !log.rotated?.length;
  rotated.title = log.rotated?.join('\n') ?? '';
  put(rotated, log.rotated?.length ? `+${log.rotated.length} rotated` : '');
  const channel = part(element, '.tag.channel');
  channel.hidden = !log.channel;
  put(channel, !log.channel ? '' : entries === undefined ? 'channel' : plural(entries, 'entry', 'entries'));
  put(part(element, '.format'), [log.format, log.compression].filter(Boolean).join(' · '));
  put(part(element, '.size'), bytes(log.size));
  part(element, '.size').title = `${log.size} bytes`;
  showAge(element, log);
}

/** @param {HTMLElement} element @param {LogFile} log */
export function showAge(element, { modified }) {
  const cell = part(element, '.age');
  const then = Date.parse(modified);
  cell.classList.toggle('fresh', Date.now() - then < FRESH);
  cell.title = modified;
  put(part(cell, 'span'), age(then, Date.now()));
}

/** @param {HTMLElement} element @param {Sparkline | null} drawing */
export function showSpark(element, drawing) {
  const cell = part(element, '.spark');
  if (!drawing || drawing.says === cell.title) return;
  cell.title = drawing.says;
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${drawing.width} ${drawing.height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': drawing.says })) svg.setAttribute(name, value);
  for (const { kind, d } of drawing.paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', kind);
    path.setAttribute('d', d);
    svg.append(path);
  }
  cell.replaceChildren(svg);
}

const SVG = 'http://www.w3.org/2000/svg';

/** @param {HTMLElement} element @param {string} text */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string[]} files */
export const address = (files) => `${base()}/view${new ViewState({ files }).address()}`;
