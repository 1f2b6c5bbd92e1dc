import { Columns, USUAL_COLUMNS, clamped, columnLabel } from '../models/columns.js';
import { detailElement } from './entry-detail.js';
import { entryElement } from './entry-row.js';
import { icon, make, part, tell } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 * @typedef {import('../models/geometry.js').Geometry} Geometry
 * @typedef {import('./entry-row.js').Look} Look
 */

/** Rows made beyond the edge of the screen. */
const SPARE = 12;

/** Makes the elements of the rows on the screen, gives them their columns, and lets go of the others. */
export class RowPainter {
  /** @type {Look} */
  #look = { wrap: false, several: false, zone: 'utc', columns: USUAL_COLUMNS, widths: {}, marks: [], highlights: [] };
  #columns = new Columns();
  /** Rows that the columns were fitted to. @type {WeakSet<Row>} */
  #fitted = new WeakSet();
  /** @type {Map<Row, HTMLElement>} */
  #elements = new Map();
  #made = 0;
  #day = 'Time';
  #root;

  /** @param {HTMLElement} root the element around scroller, heads and rows */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Look} look */
  set look(look) {
    this.#look = look;
    this.#root.classList.toggle('wrap', look.wrap);
    this.#root.classList.toggle('no-file', !look.several);
    this.forgetColumns();
    this.#showHeads();
    this.#host.replaceChildren();
    this.#host.classList.remove('first');
    this.#elements.clear();
  }

  get #host() {
    return part(this.#root, '.rows');
  }

  forgetColumns() {
    this.#columns = new Columns(this.#look.columns, this.#look.widths);
    this.#fitted = new WeakSet();
  }

  /** Gives the columns the width that these rows need. @param {Row[]} rows */
  fitColumns(rows) {
    const added = rows.filter((row) => !row.isNotice && !this.#fitted.has(row));
    if (added.length === 0) return;
    for (const row of added) this.#fitted.add(row);
    this.#columns.take(added, this.#look.zone, this.#look.several);
    this.#layOut();
  }

  /** Shows a column at a width while it is being dragged. @param {string} column @param {number} width in characters */
  drag(column, width) {
    this.#layOut({ [column]: clamped(width) });
  }

  /** @param {Record<string, number>} [dragged] */
  #layOut(dragged = {}) {
    const { used } = this.#columns;
    // A text that is made of several pieces, with what is marked, is a fraction of a pixel wider than as a whole.
    this.#root.style.setProperty('--columns', `${used.map(([name, width]) => `calc(${dragged[name] ?? width}ch + 1px)`).join(' ')} minmax(12ch, 1fr)`);
    for (const name of USUAL_COLUMNS) this.#root.classList.toggle(`no-${name}`, !used.some(([one]) => one === name));
  }

  /**
   * Shows the rows between two heights.
   * @param {Row[]} rows @param {Geometry} geometry @param {number} top where the first row stands
   * @param {[number, number]} screen heights above and below, from the first row
   * @param {Row | null} current @param {Set<Row>} chosen
   */
  paint(rows, geometry, top, [above, below], current, chosen) {
    const from = Math.max(geometry.at(above) - SPARE, 0);
    const to = Math.min(geometry.at(below) + SPARE + 1, rows.length);
    this.#host.style.top = `${top + geometry.top(from)}px`;
    /** @type {Map<Row, HTMLElement>} */
    const elements = new Map();
    for (const row of rows.slice(from, to)) if (row.grown) this.renew(row);
    let next = this.#host.firstElementChild;
    for (let i = from; i < to; i++) {
      const row = /** @type {Row} */ (rows[i]);
      const element = this.#elements.get(row) ?? this.#make(row, rows[i - 1]);
      elements.set(row, element);
      if (element === next) next = next.nextElementSibling;
      else this.#host.insertBefore(element, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    this.#elements = elements;
    this.#markCurrent(current, chosen);
  }

  /** Takes the heights of rows that may differ from the usual. @param {number} usual @returns {boolean} whether one does */
  measure(usual) {
    let differs = false;
    for (const [row, element] of this.#elements) {
      if (!this.#look.wrap && !row.open && row.height === null) continue;
      const height = element.offsetHeight;
      if (height === (row.height ?? usual)) continue;
      row.height = height;
      differs = true;
    }
    return differs;
  }

  /** Makes a row anew when it is next shown. @param {Row} row */
  renew(row) {
    row.grown = false;
    this.#elements.get(row)?.remove();
    this.#elements.delete(row);
  }

  /** The row that an element shows. @param {Element} element */
  rowOf(element) {
    for (const [row, shown] of this.#elements) if (shown === element) return row;
    return null;
  }

  /** The rows in the document and their lines, from the top. @returns {[Row, Element][]} */
  get shown() {
    return [...this.#elements].map(([row, element]) => [row, part(element, '.row')]);
  }

  /** @param {Row} row @param {Row | undefined} above */
  #make(row, above) {
    const element = entryElement(row, above, this.#look);
    const line = part(element, '.row');
    line.id = `row-${(this.#made += 1)}`;
    if (!row.isNotice) line.setAttribute('aria-expanded', String(row.open));
    if (row.open) element.append(detailElement(row, this.#look));
    return element;
  }

  /** @param {Row | null} current @param {Set<Row>} chosen */
  #markCurrent(current, chosen) {
    const scroller = part(this.#root, '.scroller');
    scroller.removeAttribute('aria-activedescendant');
    for (const [row, element] of this.#elements) {
      const isCurrent = row === current;
      element.classList.toggle('current', isCurrent);
      const line = part(element, '.row');
      element.classList.toggle('chosen', chosen.has(row));
      if (isCurrent || chosen.has(row)) line.setAttribute('aria-selected', 'true');
      else line.removeAttribute('aria-selected');
      if (isCurrent) scroller.setAttribute('aria-activedescendant', line.id);
    }
  }

  /** What stands above the times: their day. @param {string} day */
  set day(day) {
    this.#day = day;
    const label = this.#root.querySelector('.heads .time .label');
    if (label && label.textContent !== day) label.textContent = day;
  }

  #showHeads() {
    part(this.#root, '.heads').replaceChildren(...this.#look.columns.map((name) => this.#head(name)), make('span', { class: 'message', role: 'columnheader' }, make('span', { class: 'label' }, 'Message')));
  }

  /** @param {string} name */
  #head(name) {
    const isUsual = USUAL_COLUMNS.includes(name);
    return make('span', { class: isUsual ? name : 'added', role: 'columnheader', title: isUsual ? null : name, 'data-column': name },
      make('span', { class: 'label' }, name === 'time' ? this.#day : columnLabel(name)),
      !isUsual && make('button', { type: 'button', 'aria-label': `Remove column ${name}`, onclick: () => tell(this.#root, 'command', { name: 'column', field: name }) }, icon('close')),
      make('i', { class: 'grip', 'aria-hidden': 'true', title: 'Drag for another width; twice for its own' }));
  }
}
