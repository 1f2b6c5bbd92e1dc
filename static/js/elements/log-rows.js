import { Burst } from '../models/burst.js';
import { ChosenRows } from '../models/chosen-rows.js';
import { Geometry, placed, shareOf } from '../models/geometry.js';
import { percent } from '../models/format.js';
import { ColumnHeads } from './column-heads.js';
import { part, tell } from './dom.js';
import { RowPainter } from './row-painter.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 * @typedef {import('../models/log-reader.js').LogReader} LogReader
 * @typedef {import('./entry-row.js').Look} Look
 */

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
  #painter = new RowPainter(this);
  #heads = new ColumnHeads(this, this.#painter);
  #chosen = new ChosenRows();
  #listeners = new AbortController();
  /** @type {Row[]} */
  #rows = [];
  #geometry = new Geometry([], 20);
  #usual = 20;
  /** Where the first row held stands in the scrolled content. */
  #top = 0;
  /** @type {{ row: Row, shift: number } | null} */
  #anchor = null;
  /** @type {Row | null} */
  #current = null;
  /** @type {object | null} */
  #focused = null;
  /** Where the last scroll led. */
  #scrolled = 0;
  #frame = 0;
  #quiet = 0;
  #jumps = new Burst();
  /** Whether the rows of a jump are still to come. */
  #jumping = false;
  #resize = new ResizeObserver(() => this.#measureUsual());
  #changed = () => this.#schedule();

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    this.scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true, signal });
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('grown', (event) => this.#grown(event), { signal });
    this.addEventListener('mousedown', (event) => event.shiftKey && this.#rowAt(event) && event.preventDefault(), { signal });
    document.addEventListener('copy', (event) => this.#onCopy(event), { signal });
    this.#heads.listen(signal);
    this.#resize.observe(this.scroller);
  }

  disconnectedCallback() {
    this.#listeners.abort();
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

  /** Whether the newest entry is on the screen, at the edge where new ones come. */
  get atNewest() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    if (!this.#reader?.holdsEnd) return false;
    return this.#reader.reversed ? scrollTop < 2 : scrollTop + clientHeight >= scrollHeight - 2;
  }

  /** Brings the newest of the rows held onto the screen. */
  toNewest() {
    this.scroller.scrollTop = this.#reader?.reversed ? 0 : this.scroller.scrollHeight;
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
    this.#jumping = false;
    this.#current = null;
    this.#focused = null;
    this.#anchor = null;
    this.chooseNone();
    this.#painter.forgetColumns();
    reader?.addEventListener('rows', this.#changed);
    reader?.addEventListener('status', this.#changed);
    this.#schedule();
  }

  /** @param {Look} look */
  set look(look) {
    this.#painter.look = look;
    if (this.#reader) this.#measureUsual(); // else the observer does, once the page is laid out
  }

  /** @param {string} day of the row at the top */
  set day(day) {
    this.#painter.day = day;
  }

  /** The rows that are selected together, oldest first; none where it is one alone. */
  get chosen() {
    const rows = [...this.#chosen.all];
    return this.#reader?.reversed ? rows.reverse() : rows;
  }

  chooseNone() {
    this.#chosen.clear();
    this.#schedule();
    tell(this, 'chosen-rows');
  }

  /** Selects all rows from where the selection began to this one. @param {Row} row */
  extendTo(row) {
    this.#chosen.extend(this.#rows, this.#current ?? row, row);
    this.#stand(row);
    tell(this, 'chosen-rows');
  }

  /** @param {number} step */
  extend(step) {
    const row = this.#rows[this.#rows.indexOf(/** @type {Row} */ (this.#current ?? this.#anchor?.row)) + step];
    if (row) this.extendTo(row);
  }

  /** Makes a row the current one and brings it onto the screen. @param {Row} row */
  select(row) {
    if (this.#chosen.isBegun) this.chooseNone();
    this.#stand(row);
  }

  /** @param {Row} row */
  #stand(row) {
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
    this.#painter.renew(row);
    this.#schedule();
  }

  /** @param {Event} event */
  #rowAt(event) {
    const clicked = /** @type {HTMLElement} */ (event.target).closest('.row')?.parentElement;
    return clicked ? this.#painter.rowOf(clicked) : null;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const row = this.#rowAt(event);
    if (row && event.shiftKey) return this.extendTo(row);
    if (!row || (getSelection()?.toString() ?? '') !== '') return;
    this.select(row);
    tell(this, 'command', { name: 'toggle', row });
  }

  /** What is unfolded has grown. @param {Event} event */
  #grown(event) {
    const entry = /** @type {HTMLElement} */ (event.target).closest('.entry');
    const row = entry && this.#painter.rowOf(entry);
    if (row) row.height = null;
    this.#schedule();
  }

  /** Whole rows are copied as they stand in their file, those that are not on the screen among them. @param {ClipboardEvent} event */
  #onCopy(event) {
    if (/** @type {HTMLElement} */ (event.target).closest?.('input, textarea, dialog')) return;
    const selection = getSelection();
    const isText = selection && !selection.isCollapsed;
    const rows = isText ? this.#painter.shown.filter(([, line]) => selection.containsNode(line, true)).map(([row]) => row) : this.chosen;
    if (rows.length < (isText ? 2 : 1)) return;
    event.clipboardData?.setData('text/plain', rows.map(({ text }) => text).join('\n'));
    event.preventDefault();
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
    const isFollowed = reader.isLive && this.#rows.length > 0 && this.atNewest;
    this.#rows = reader.rows;
    if (this.#rows.length > 0) this.#jumping = false;
    this.#geometry = new Geometry(this.#rows, this.#usual);
    this.classList.toggle('waiting', this.#rows.length === 0 && reader.reading);
    if (reader.focus && reader.focus !== this.#focused) this.#standAt(reader.focus);
    this.#painter.fitColumns(this.#rows);
    this.#place();
    if (isFollowed) this.#keepNewest();
    this.#paint();
    this.#readOn();
  }

  /** New rows push the others out of the screen. */
  #keepNewest() {
    this.toNewest();
    this.#keepAnchor();
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
    this.#holdBack();
    this.#keepAnchorIfSeen();
    this.#paint();
    if (this.#jumping && this.#rows.length === 0) this.#jumpTo(shareOf(this.scroller));
    else this.#readOn();
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => this.#onQuiet(), QUIET);
  }

  /** One reads on faster than rows come: the last of them stay on the screen, as a jump from there might lead back. */
  #holdBack() {
    const { scrollTop, clientHeight } = this.scroller;
    const distance = this.#distance();
    const isNear = distance !== 0 && Math.max(Math.abs(distance), Math.abs(scrollTop - this.#scrolled)) < FAR && this.#rows.length > 0;
    if (isNear && this.#reader?.reading) this.scroller.scrollTop = scrollTop - distance - Math.sign(distance) * clientHeight;
    this.#scrolled = this.scroller.scrollTop;
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
    const { scrollTop, clientHeight } = this.scroller;
    const [distance, share] = [this.#distance(), shareOf(this.scroller)];
    const isAtEdge = share === 0 || share === 1;
    if (Math.abs(distance) > FAR || (distance !== 0 && !reader.reading && isAtEdge)) return this.#jumpTo(share);
    if (scrollTop - this.#top < NEAR && !reader.atTop) void reader.more('up');
    if (this.#top + this.#geometry.height - scrollTop - clientHeight < NEAR && !reader.atBottom) void reader.more('down');
  }

  /** @param {number} place */
  #jumpTo(place) {
    const [reader, label] = [this.#reader, part(this, '.place')];
    this.#jumping = true;
    label.hidden = false;
    label.textContent = percent(place);
    this.#jumps.add(() => void (reader === this.#reader && reader?.jump(place)));
  }

  #paint() {
    const above = this.scroller.scrollTop - this.#top;
    this.#painter.paint(this.#rows, this.#geometry, this.#top, [above, above + this.scroller.clientHeight], this.#current, this.#chosen.all);
    if (this.#painter.measure(this.#usual)) this.#schedule();
  }

  /** Rows are higher on a phone, and a theme of the reader's own may change them too. */
  #measureUsual() {
    const usual = Number.parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 20;
    this.#usual = usual;
    for (const row of this.#rows) row.height = null;
    this.#schedule();
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
    this.#keepAnchor(); // rows that come before the scroll is told must not undo it
  }
}
