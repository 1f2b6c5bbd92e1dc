import { Problem } from '../models/api.js';
import { contextFields } from '../models/fields.js';
import { highlights } from '../models/highlights.js';
import { LogReader } from '../models/log-reader.js';
import { commandOf } from '../models/keys.js';
import { marks } from '../models/search-terms.js';
import { shownTime } from '../models/times.js';
import { NO_POSITION, ViewState } from '../models/view-state.js';
import { Commands } from './viewer-commands.js';
import { ViewerFollow } from './viewer-follow.js';
import { base, entitle, firstAnswer, part, say } from './dom.js';

/** @typedef {import('../models/row.js').Row} Row */

/** Parts of the page that show the state. */
const STATEFUL = ['file-picker', 'search-box', 'time-range', 'level-filter', 'filter-chips', 'find-bar', 'columns-panel', 'log-histogram', 'field-panel'];

/** The viewer: keeps address, reader and parts of the page in step. */
export class LogViewer extends HTMLElement {
  state = new ViewState();
  /** @type {LogReader} */
  reader = new LogReader('', this.state);
  /** Settles once one stands at the place that the address names. */
  ready = Promise.resolve();
  #listeners = new AbortController();
  #commands = new Commands(this);
  follow = new ViewerFollow(this);
  /** What came with the page, for its first reader. */
  #first = firstAnswer();
  #frame = 0;
  #said = '';
  /** What was wrong when the state was last shown. @type {Error | null} */
  #problem = null;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ run) => this.addEventListener(name, run, { signal });
    on('filter', ({ detail }) => this.filter(detail.patch, detail.step));
    on('command', ({ detail }) => this.#commands.run(detail.name, detail));
    on('counts', ({ detail }) => { /** @type {any} */ (part(this, 'level-filter')).counts = detail; });
    on('click', (event) => this.#switch(event));
    on('settled', () => this.#keepPlace());
    on('select', () => this.refresh());
    on('top', () => this.refresh());
    on('chosen-rows', () => this.refresh());
    on('highlights', () => this.#look());
    window.addEventListener('popstate', () => this.#show(ViewState.parse(location)), { signal });
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    /** @type {import('./more-menu.js').MoreMenu} */ (part(this, 'more-menu')).items = () => this.#commands.menu();
    /** @type {import('./columns-panel.js').ColumnsPanel} */ (part(this, 'columns-panel')).fields = () => this.#fields();
    this.#show(ViewState.parse(location));
    requestAnimationFrame(() => document.activeElement === document.body && this.rows.scroller.focus({ preventScroll: true }));
  }

  disconnectedCallback() {
    this.#listeners.abort();
    cancelAnimationFrame(this.#frame);
    this.follow.end();
    this.reader.dispose();
  }

  /** @returns {import('./log-rows.js').LogRows} */
  get rows() {
    return part(this, 'log-rows');
  }

  /** The row that commands are about: the chosen one, or the one at the top. */
  get row() {
    return this.rows.current ?? this.rows.topRow;
  }

  /** The day on the screen. */
  get day() {
    const time = this.row?.record.timestamp;
    return time ? shownTime(time, this.state.values.zone === 'local' ? 'local' : 'utc', 0).date : '';
  }

  /**
   * Narrows or widens the view. The place is kept where a row is chosen, but for a new search.
   * @param {Partial<import('../models/view-state.js').Values>} patch @param {boolean} step whether “back” leads here
   */
  filter(patch, step) {
    const row = 'q' in patch ? null : this.rows.current;
    this.go(this.state.with({ ...NO_POSITION, open: '', ...patch, ...(row ? this.position(row) : {}) }), step);
  }

  /** Shows another state and writes it to the address. @param {ViewState} state @param {boolean} step @param {Row} [around] */
  go(state, step, around) {
    const address = location.pathname + state.address();
    if (step && address !== location.pathname + location.search + location.hash) history.pushState(null, '', address);
    else history.replaceState(history.state, '', address);
    this.#show(state, around);
  }

  /** Writes to the address what does not change the rows. @param {Partial<import('../models/view-state.js').Values>} patch */
  note(patch) {
    this.state = this.state.with(patch);
    history.replaceState(history.state, '', location.pathname + this.state.address());
  }

  /** How the address names the place of a row, under the same filter. @param {Row} row */
  position(row) {
    if (this.state.single && row.line !== null) return { ...NO_POSITION, line: row.line };
    if (this.state.single && row.before) return { ...NO_POSITION, cursors: [row.before] };
    return { ...NO_POSITION, at: row.record.timestamp ?? '' };
  }

  /** Starts reading anew. What was shown stays until the first rows come, and if the query is refused. @param {Row} [around] */
  async reload(around) {
    this.reader.dispose();
    const reader = new LogReader(base(), this.state, this.#first);
    this.#first = null;
    this.reader = reader;
    this.follow.begin(reader);
    this.rows.stale = true;
    const change = () => this.#take(reader);
    for (const what of ['rows', 'status']) reader.addEventListener(what, change);
    reader.extent.addEventListener('change', change);
    const standing = this.#stand(around);
    void reader.extent.measure();
    await standing;
  }

  /** @param {LogReader} reader */
  #take(reader) {
    if (reader !== this.reader) return;
    const isRefused = reader.error instanceof Problem && reader.error.status === 400 && this.rows.topRow !== null;
    if (!isRefused && (reader.rows.length || !reader.reading)) this.rows.reader = reader;
    this.refresh();
  }

  /** @param {ViewState} state @param {Row} [around] */
  #show(state, around) {
    const before = this.state;
    const isNew = !before.sameFilter(state) || before.values.order !== state.values.order || this.rows.topRow === null;
    this.state = state;
    // The rows are asked for before all else.
    if (isNew || (state.values.live && !before.values.live)) this.ready = this.reload(around);
    else if (!state.values.live && before.values.live) this.follow.end();
    else if (before.address().split('#')[0] !== state.address().split('#')[0] || around) this.ready = this.#stand(around);
    for (const name of STATEFUL) /** @type {any} */ (part(this, name)).state = state;
    const { wrap, files } = state.values;
    this.#look();
    for (const [name, on] of /** @type {const} */ ([['wrap', wrap], ['order', state.values.order === 'desc']])) {
      part(this, `[data-switch="${name}"]`).setAttribute('aria-pressed', String(on));
    }
    const title = `${files.length === 1 ? files[0] : files.length ? `${files.length} files` : 'All files'} · logbrook`;
    entitle(title);
    part(this, 'h1').textContent = title;
  }

  /** Shows the rows as the state and the reader of the page want them. */
  #look() {
    const { wrap, zone, columns, widths, q, find } = this.state.values;
    this.rows.look = { wrap, zone, columns, widths, several: !this.state.single, marks: marks(`${q} ${find}`), highlights: highlights() };
  }

  /** Fields of the rows near the screen, the commonest first. */
  #fields() {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const row of this.reader.rows.slice(0, 300)) {
      if (!row.isNotice) for (const { name } of contextFields(row.json)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 30).map(([name]) => name);
  }

  /** Goes to the place that the state names. @param {Row} [around] */
  async #stand(around) {
    const { end, line, cursors, at, order, open } = this.state.values;
    const start = order === 'desc' ? { edge: /** @type {const} */ ('end') } : { edge: /** @type {const} */ ('start') };
    const { reader } = this;
    if (this.follow.stand(!around && !this.state.placed)) return;
    /** @type {Row | null | undefined} */
    let row = null;
    if (around) row = await reader.openAt(around);
    else if (end) await reader.open({ edge: order === 'desc' ? 'start' : 'end' });
    else if (line !== null && this.state.single) await reader.open({ line });
    else if (cursors.length) await reader.open({ cursors });
    else await reader.open(at ? { since: at } : start);
    row ??= opened(reader.rows, open);
    if (!row || reader !== this.reader) return;
    if (open) this.rows.toggle(row, true);
    await new Promise(requestAnimationFrame);
    this.rows.select(row);
  }

  /** Shows the state in the next frame. */
  refresh() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#showStatus();
    });
  }

  #showStatus() {
    const { reader, state } = this;
    /** @type {any} */ (part(this, 'progress-line')).share = /** @type {any} */ (part(this, 'status-line')).show(reader, state, this.row, this.rows.atEnd, this.follow.live);
    /** @type {any} */ (part(this, 'view-notice')).show(reader, state, this.rows.reader === reader);
    const problem = /** @type {any} */ (reader.error);
    /** @type {any} */ (part(this, 'search-box')).problem = problem;
    if (problem !== this.#problem) /** @type {any} */ (part(this, 'time-range')).problem = problem;
    this.#problem = problem;
    Object.assign(part(this, 'time-range'), { day: this.day, time: this.row?.record.timestamp ?? '' });
    this.rows.day = state.values.zone === 'relative' ? 'Time' : this.day || 'Time';
    /** @type {import('./chosen-bar.js').ChosenBar} */ (part(this, 'chosen-bar')).count = this.rows.chosen.length;
    this.follow.show();
    const { matched, counted } = reader.extent;
    this.#sayOnce(state.narrowed && counted && !state.values.live ? `${matched} entries match` : problem?.message ?? '');
  }

  /** @param {string} text */
  #sayOnce(text) {
    if (text && text !== this.#said) say(text);
    this.#said = text;
  }

  /** Keeps the address at the place one has scrolled to. */
  #keepPlace() {
    const { topRow, scroller, atEnd } = this.rows;
    if (!topRow || this.reader.reading) return;
    const isNewest = this.state.values.live && this.rows.atNewest;
    if (isNewest || (scroller.scrollTop < 2 && this.reader.atTop && !this.state.values.live)) this.note(NO_POSITION);
    else if (atEnd) this.note({ ...NO_POSITION, end: true });
    else this.note(this.position(topRow));
    this.refresh();
  }

  /** @param {Event} event */
  #switch(event) {
    const name = /** @type {HTMLElement} */ (event.target).closest('[data-switch]')?.getAttribute('data-switch');
    if (name) this.#commands.run(name, {});
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || target.closest('input, textarea, select, dialog, [popover]')) return;
    const name = commandOf(event);
    const isButton = target.closest('button, a, summary') !== null;
    if (!name || (isButton && (event.key === 'Enter' || event.key === ' '))) return;
    if (name === 'pause' && !this.state.values.live) return;
    if (target.closest('pre') && event.key.startsWith('Arrow')) return;
    event.preventDefault();
    this.#commands.run(name, {});
  }
}

/** The row that the address says is unfolded. @param {Row[]} rows @param {string} open */
const opened = (rows, open) => (open ? rows.find((row) => String(row.line) === open || row.before === open || row.behind === open) : undefined);
