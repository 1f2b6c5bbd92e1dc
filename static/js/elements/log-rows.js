import { Columns } from '../models/columns.js';
import { Geometry, placed } from '../models/geometry.js';
import { percent } from '../models/format.js';
import { detailElement } from './entry-detail.js';
import { entryElement } from './entry-row.js';
import { icon, make, part, tell } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 * @typedef {import('../models/log-reader.js').LogReader} LogReader
 * @typedef {import('./entry-row.js').Look} Look
 */

/** Rows made beyond the edge of the screen. */
const SPARE = 12;

/** How near the edge of what is held the next page is asked for, in pixels. */
const NEAR = 3000;

/** Further than this from what is held, scrolling is a jump and not reading on, in pixels. */
const FAR = 9000;

/** Quiet after which a scroll has ended, in milliseconds. */
const QUIET = 120;

/**
 * The rows on the screen. Only these are in the document; the scroll bar spans the whole log.
 * The anchor, the row at the top of the screen, stays where it is whatever comes, goes or changes its height.
 */
export class LogRows extends HTMLElement {
  /** @type {LogReader | null} */
  #reader = null;
  /** @type {Look} */
  #look = { wrap: false, several: false, zone: 'utc', columns: [], marks: [] };
  /** @type {Row[]} */
  #rows = [];
  #geometry = new Geometry([], 20);
  #usual = 20;
  #columns = new Columns();
  /** Where the first row held stands in the scrolled content. */
  #top = 0;
  /** @type {{ row: Row, shift: number } | null} */
  #anchor = null;
  /** @type {Row | null} */
  #current = null;
  /** @type {Map<Row, HTMLElement>} */
  #elements = new Map();
  /** @type {object | null} */
  #focused = null;
  #frame = 0;
  #quiet = 0;
  #jump = 0;
  #resize = new ResizeObserver(() => this.#measureUsual());
  #scrolled = () => this.#onScroll();
  #changed = () => this.#schedule();
  #clicked = (/** @type {Event} */ event) => this.#onClick(event);

  connectedCallback() {
    this.scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.addEventListener('click', this.#clicked);
    this.#resize.observe(this.scroller);
  }

  disconnectedCallback() {
    this.scroller.removeEventListener('scroll', this.#scrolled);
    this.removeEventListener('click', this.#clicked);
    this.#resize.disconnect();
    this.reader = null;
  }

  get scroller() {
    return part(this, '.scroller');
  }

  get current() {
    return this.#current;
  }

  /** The first row that is seen. */
  get topRow() {
    return this.#anchor?.row ?? null;
  }

  get atEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return Boolean(this.#reader?.atBottom) && scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2;
  }

  /** Whether the rows are those of the query before. @param {boolean} stale */
  set stale(stale) {
    this.classList.toggle('stale', stale);
  }

  get reader() {
    return this.#reader;
  }

  /** @param {LogReader | null} reader */
  set reader(reader) {
    this.stale = false;
    if (reader === this.#reader) return;
    this.#reader?.removeEventListener('rows', this.#changed);
    this.#reader?.removeEventListener('status', this.#changed);
    this.#reader = reader;
    this.#current = null;
    this.#focused = null;
    this.#anchor = null;
    this.#columns = new Columns(this.#look.columns);
    reader?.addEventListener('rows', this.#changed);
    reader?.addEventListener('status', this.#changed);
    this.#schedule();
  }

  /** @param {Look} look */
  set look(look) {
    this.#look = look;
    this.classList.toggle('wrap', look.wrap);
    this.classList.toggle('several', look.several);
    this.#columns = new Columns(look.columns);
    this.#showHeads();
    for (const row of this.#rows) row.height = null;
    this.#clear();
    this.#measureUsual();
  }

  /** Makes a row the current one and brings it onto the screen. @param {Row} row */
  select(row) {
    if (this.#current) this.#elements.get(this.#current)?.classList.remove('current');
    this.#current = row;
    this.#bringIn(row);
    this.#paint();
    tell(this, 'select', row);
  }

  /** @param {number} step */
  move(step) {
    const here = this.#current ? this.#rows.indexOf(this.#current) : -1;
    const from = here >= 0 ? here + step : this.#anchor ? this.#rows.indexOf(this.#anchor.row) : 0;
    const row = this.#rows[Math.min(Math.max(from, 0), this.#rows.length - 1)];
    if (row) this.select(row);
  }

  /** Unfolds a row, or folds it again. @param {Row} row @param {boolean} [open] */
  toggle(row, open = !row.open) {
    row.open = open;
    row.height = null;
    this.#elements.get(row)?.remove();
    this.#elements.delete(row);
    this.#schedule();
  }

  /** @param {Event} event */
  #onClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const clicked = target.closest('.row')?.parentElement;
    if (!clicked || (getSelection()?.toString() ?? '') !== '') return;
    for (const [row, element] of this.#elements) {
      if (element !== clicked) continue;
      this.select(row);
      tell(this, 'command', { name: 'toggle', row });
    }
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#sync();
    });
  }

  /** Takes up the reader's rows. */
  #sync() {
    const reader = this.#reader;
    if (!reader || !this.isConnected) return;
    this.#rows = reader.rows;
    this.#geometry = new Geometry(this.#rows, this.#usual);
    this.classList.toggle('waiting', this.#rows.length === 0 && reader.reading);
    if (reader.focus && reader.focus !== this.#focused) this.#standAt(reader.focus);
    this.#fitColumns();
    this.#place();
    this.#paint();
    this.#readOn();
  }

  #fitColumns() {
    this.#columns.take(this.#rows, this.#look.zone, this.#look.several);
    if (this.#rows.length === 0) return;
    const { used } = this.#columns;
    this.style.setProperty('--columns', `${used.map(([, width]) => `${width}ch`).join(' ')} minmax(0, 1fr)`);
    for (const name of ['time', 'level', 'source']) this.classList.toggle(`no-${name}`, !used.some(([one]) => one === name));
  }

  #showHeads() {
    const heads = part(this, '.heads');
    for (const head of heads.querySelectorAll('.added')) head.remove();
    part(heads, '.message').before(...this.#look.columns.map((name) => make('span', { class: 'added', role: 'columnheader', title: name }, name,
      make('button', { type: 'button', 'aria-label': `Remove column ${name}`, onclick: () => tell(this, 'command', { name: 'column', field: name }) }, icon('close')))));
  }

  /** Builds the screen around a row after a jump. @param {{ row: Row, align: string }} focus */
  #standAt(focus) {
    this.#focused = focus;
    const room = this.scroller.clientHeight - this.#headHeight;
    const shift = { top: 0, middle: Math.round(room / 3), bottom: room - this.#usual }[focus.align] ?? 0;
    this.#anchor = { row: focus.row, shift };
  }

  /** Puts the rows held where the scroll bar tells the truth, and the anchor where it was on the screen. */
  #place() {
    const reader = /** @type {LogReader} */ (this.#reader);
    const index = this.#anchor ? this.#rows.indexOf(this.#anchor.row) : -1;
    if (index < 0) this.#anchor = this.#rows[0] ? { row: this.#rows[0], shift: 0 } : null;
    if (!this.#anchor) return reader.reading ? undefined : this.#setContent(0);
    const { row, shift } = this.#anchor;
    const offset = this.#geometry.top(Math.max(index, 0));
    const { height } = this.#geometry;
    const { content, top } = placed({
      height, offset, expected: height + (reader.expectedRows - this.#rows.length) * this.#usual,
      atTop: reader.atTop, atBottom: reader.atBottom, place: this.#quiet ? null : reader.place(row),
    }, this.scroller.scrollTop + shift);
    this.#top = top;
    this.#setContent(content);
    const scroll = top + offset - shift;
    if (Math.abs(this.scroller.scrollTop - scroll) >= 1) this.scroller.scrollTop = scroll;
    this.#keepAnchor();
  }

  /** @param {number} height */
  #setContent(height) {
    part(this, '.content').style.height = `${height}px`;
  }

  get #headHeight() {
    return part(this, '.heads').offsetHeight;
  }

  /** Notes which row is at the top of the screen, and how far it is shifted. */
  #keepAnchor() {
    const y = this.scroller.scrollTop - this.#top;
    const index = this.#geometry.at(y);
    const row = this.#rows[index];
    if (!row) return;
    const isOther = row !== this.#anchor?.row;
    this.#anchor = { row, shift: this.#geometry.top(index) - y };
    if (isOther) tell(this, 'top');
  }

  #onScroll() {
    this.#keepAnchorIfSeen();
    this.#paint();
    this.#readOn();
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => this.#onQuiet(), QUIET);
  }

  #keepAnchorIfSeen() {
    const { scrollTop, clientHeight } = this.scroller;
    if (scrollTop + clientHeight > this.#top && scrollTop < this.#top + this.#geometry.height) this.#keepAnchor();
  }

  #onQuiet() {
    this.#quiet = 0;
    part(this, '.place').hidden = true;
    if (this.#distance() === 0) {
      this.#place();
      this.#paint();
    }
    tell(this, 'settled');
  }

  /** How far the screen is from the rows held, in pixels; negative above them. */
  #distance() {
    const { scrollTop, clientHeight } = this.scroller;
    if (scrollTop + clientHeight < this.#top) return scrollTop + clientHeight - this.#top;
    const bottom = this.#top + this.#geometry.height;
    return scrollTop > bottom ? scrollTop - bottom : 0;
  }

  /** Asks for what is nearly on the screen, or jumps where nothing near is held. */
  #readOn() {
    const reader = this.#reader;
    if (!reader || this.#rows.length === 0) return;
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    const distance = this.#distance();
    if (Math.abs(distance) > FAR || (distance !== 0 && !reader.reading && this.#atEdge())) {
      const place = scrollTop + clientHeight >= scrollHeight - 1 ? 1 : scrollTop <= 0 ? 0 : scrollTop / scrollHeight;
      return this.#jumpTo(place);
    }
    if (scrollTop - this.#top < NEAR && !reader.atTop) void reader.more('up');
    if (this.#top + this.#geometry.height - scrollTop - clientHeight < NEAR && !reader.atBottom) void reader.more('down');
  }

  #atEdge() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollTop <= 0 || scrollTop + clientHeight >= scrollHeight - 1;
  }

  /** @param {number} place */
  #jumpTo(place) {
    const label = part(this, '.place');
    label.hidden = false;
    label.textContent = percent(place);
    clearTimeout(this.#jump);
    this.#jump = window.setTimeout(() => void this.#reader?.jump(place), 40);
  }

  /** Makes the elements of the rows on the screen, and lets go of the others. */
  #paint() {
    const host = part(this, '.rows');
    const y = this.scroller.scrollTop - this.#top;
    const from = Math.max(this.#geometry.at(y) - SPARE, 0);
    const to = Math.min(this.#geometry.at(y + this.scroller.clientHeight) + SPARE + 1, this.#rows.length);
    host.style.top = `${this.#top + this.#geometry.top(from)}px`;
    /** @type {Map<Row, HTMLElement>} */
    const elements = new Map();
    let next = host.firstElementChild;
    for (let i = from; i < to; i++) {
      const row = /** @type {Row} */ (this.#rows[i]);
      const element = this.#elements.get(row) ?? this.#make(row, this.#rows[i - 1]);
      elements.set(row, element);
      element.classList.toggle('current', row === this.#current);
      if (element === next) next = next.nextElementSibling;
      else host.insertBefore(element, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    this.#elements = elements;
    this.#tellCurrent();
    this.#measure();
  }

  /** @param {Row} row @param {Row | undefined} above */
  #make(row, above) {
    const element = entryElement(row, above, this.#look);
    element.id = `row-${(rowId += 1)}`;
    part(element, '.row').setAttribute('aria-expanded', String(row.open));
    if (row.open) element.append(detailElement(row, this.#look));
    return element;
  }

  #tellCurrent() {
    const element = this.#current && this.#elements.get(this.#current);
    for (const other of this.querySelectorAll('[aria-selected]')) other.removeAttribute('aria-selected');
    if (!element) return this.scroller.removeAttribute('aria-activedescendant');
    const row = part(element, '.row');
    row.id = `${element.id}-line`;
    row.setAttribute('aria-selected', 'true');
    this.scroller.setAttribute('aria-activedescendant', row.id);
  }

  /** Takes the heights of rows that may differ from the usual, and mends the layout where one does. */
  #measure() {
    let differs = false;
    for (const [row, element] of this.#elements) {
      if (!this.#look.wrap && !row.open && row.height === null) continue;
      const height = element.offsetHeight;
      if (height === (row.height ?? this.#usual)) continue;
      row.height = height;
      differs = true;
    }
    if (differs) this.#schedule();
  }

  /** Rows are higher on a phone, and a theme of the reader's own may change them too. */
  #measureUsual() {
    const usual = Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 20;
    this.#usual = usual;
    for (const row of this.#rows) row.height = null;
    this.#schedule();
  }

  #clear() {
    part(this, '.rows').replaceChildren();
    this.#elements.clear();
  }

  /** @param {Row} row */
  #bringIn(row) {
    const index = this.#rows.indexOf(row);
    if (index < 0) return;
    const top = this.#top + this.#geometry.top(index);
    const { scrollTop, clientHeight } = this.scroller;
    const room = clientHeight - this.#headHeight;
    const bottom = top + Math.min(row.height ?? this.#usual, room / 2);
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (bottom > scrollTop + room) this.scroller.scrollTop = bottom - room;
  }
}

let rowId = 0;
