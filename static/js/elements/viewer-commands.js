import { USUAL_COLUMNS, clamped } from '../models/columns.js';
import { asCurl, asQuery, downloadName, downloadUrl, rowsAsCurl } from '../models/commands.js';
import { plural } from '../models/format.js';
import { LEVELS } from '../models/levels.js';
import { isAbort } from '../models/api.js';
import { viewOf } from '../models/saved.js';
import { term, toggled } from '../models/search-terms.js';
import { moved } from '../models/times.js';
import { NO_POSITION } from '../models/view-state.js';
import { base, copy, part, say } from './dom.js';

/**
 * @typedef {import('../models/row.js').Row} Row
 * @typedef {import('./log-viewer.js').LogViewer} LogViewer
 */

/** What reader and keyboard can ask the viewer for. */
export class Commands {
  #viewer;
  /** Finds go one after the other: each starts where the one before has led. */
  #finding = Promise.resolve();

  /** @param {LogViewer} viewer */
  constructor(viewer) {
    this.#viewer = viewer;
  }

  /** @param {string} name @param {any} detail */
  run(name, detail) {
    const viewer = this.#viewer;
    const { rows, reader, state } = viewer;
    const { values } = state;
    /** @type {Record<string, () => unknown>} */
    const commands = {
      search: () => part(viewer, 'search-box').focus(),
      down: () => rows.move(1),
      up: () => rows.move(-1),
      'extend-down': () => rows.extend(1),
      'extend-up': () => rows.extend(-1),
      'choose-none': () => rows.chooseNone(),
      toggle: () => this.#toggle(detail.row ?? viewer.row),
      start: () => this.#edge(reader.reversed ? 'end' : 'start'),
      end: () => this.#edge(reader.reversed ? 'start' : 'end'),
      newest: () => this.#edge('end'),
      live: () => viewer.go(state.with(values.live ? { live: false } : { live: true, ...NO_POSITION, open: '', until: '' }), false),
      pause: () => viewer.follow.pause(),
      retry: () => viewer.follow.retry(),
      goto: () => /** @type {any} */ (part(viewer, 'goto-dialog')).show(viewer.day, state.single),
      go: () => this.#goto(detail.to),
      'next-match': () => this.#match('down'),
      'previous-match': () => this.#match('up'),
      'next-error': () => this.#find('down', 'level>=error', 'error'),
      'previous-error': () => this.#find('up', 'level>=error', 'error'),
      'next-warning': () => this.#find('down', 'level:warning', 'warning'),
      'previous-warning': () => this.#find('up', 'level:warning', 'warning'),
      context: () => this.#context(detail.row ?? viewer.row),
      around: () => this.#around(detail.row),
      value: () => this.#value(detail),
      find: () => this.#startFinding(detail.q),
      column: () => this.#column(detail.field),
      columns: () => viewer.go(state.with({ columns: detail.columns }), false),
      width: () => this.#width(detail.column, detail.width),
      'move-column': () => viewer.go(state.with({ columns: movedTo(values.columns, detail.column, detail.to) }), false),
      'usual-columns': () => viewer.go(state.with({ columns: USUAL_COLUMNS, widths: {} }), false),
      link: () => this.#link(detail.row, detail.done),
      'row-curl': () => detail.done('curl command', rowsAsCurl(location.origin + base(), state, [detail.row]))(),
      copy: () => this.#copyRows('text'),
      'copy-rows': () => this.#copyRows(detail.as),
      moment: () => this.#moment(detail.row ?? viewer.row),
      files: () => viewer.go(state.with({ files: detail.files, ...(detail.all ? UNFILTERED : {}), ...NO_POSITION, open: '', at: detail.at ?? rows.current?.record.timestamp ?? '' }), true),
      pick: () => /** @type {any} */ (part(viewer, 'file-picker')).show(),
      order: () => viewer.go(state.with({ order: values.order === 'desc' ? 'asc' : 'desc', ...NO_POSITION }), true),
      wrap: () => viewer.go(state.with({ wrap: !values.wrap }), false),
      rotated: () => viewer.go(state.with({ rotated: !values.rotated, ...NO_POSITION, open: '' }), true),
      fields: () => /** @type {any} */ (part(viewer, 'field-panel')).toggle(),
      zone: () => viewer.go(state.with({ zone: values.zone === 'utc' ? 'local' : values.zone === 'local' ? 'relative' : 'utc' }), false),
      theme: () => /** @type {any} */ (part(viewer, 'theme-button')).next(),
      help: () => /** @type {any} */ (part(viewer, 'help-dialog')).show(),
      saved: () => /** @type {any} */ (part(viewer, 'saved-searches')).show(state),
      highlights: () => /** @type {any} */ (part(viewer, 'highlight-dialog')).show(),
      'open-saved': () => viewer.go(viewOf(detail.search).with({ wrap: values.wrap, zone: values.zone, columns: values.columns, widths: values.widths, live: values.live }), true),
      escape: () => this.#escape(),
      stop: () => reader.stop(),
      again: () => viewer.reload(),
      back: () => history.back(),
      list: () => location.assign(`${base()}/`),
      'sign-in': () => location.reload(),
      clear: () => viewer.filter(UNFILTERED, true),
      'clear-q': () => viewer.filter({ q: '' }, true),
      'clear-level': () => viewer.filter({ levels: [], minLevel: '' }, true),
      'clear-time': () => viewer.filter({ since: '', until: '' }, true),
      'clear-source': () => viewer.filter({ sources: [] }, true),
      'clear-find': () => viewer.go(state.with({ find: '' }), false),
    };
    commands[name]?.();
  }

  /** @returns {(import('./more-menu.js').Item | null)[]} */
  menu() {
    const { state } = this.#viewer;
    const { values } = state;
    const run = (/** @type {string} */ name) => () => this.run(name, {});
    const origin = location.origin + base();
    return [
      { label: 'Wrap long lines', icon: 'wrap', key: 'l', checked: values.wrap, run: run('wrap') },
      ...(values.files.length === 1 ? [{ label: 'With its rotated siblings', icon: 'file', checked: values.rotated, run: run('rotated') }] : []),
      { label: 'Follow', icon: 'live', key: 'f', checked: values.live, run: run('live') },
      ...(values.live ? [{ label: 'Pause following', icon: 'pause', key: 'Space', checked: this.#viewer.follow.isPaused, run: run('pause') }] : []),
      { label: 'Newest first', icon: 'order', key: 'r', checked: values.order === 'desc', run: run('order') },
      { label: 'Go to line or time', icon: 'goto', key: ':', run: run('goto') },
      { label: 'The same moment elsewhere', icon: 'moment', key: 'm', run: run('moment') },
      { label: 'Highlight words', icon: 'pen', key: 'h', run: run('highlights') },
      { label: 'Saved searches', icon: 'star', key: 's', run: run('saved') },
      { label: 'Change the theme', icon: 'system', key: 't', run: run('theme') },
      null,
      { label: 'Copy link', icon: 'link', run: () => this.#copy('Link', location.href) },
      { label: 'Copy as curl', icon: 'copy', run: () => this.#copy('curl command', asCurl(origin, state)) },
      { label: 'Copy as logbrook query', icon: 'copy', run: () => this.#copy('logbrook command', asQuery(state)) },
      null,
      ...(state.single ? [{ label: 'Download the file', icon: 'download', href: `${base()}/api/logs/raw?${new URLSearchParams({ file: values.files[0] ?? '' })}` }] : []),
      ...DOWNLOADS.map(([label, format]) => ({ label, icon: 'download', href: downloadUrl(base(), state, format), name: downloadName(state, format) })),
      null,
      { label: 'The API, as OpenAPI', icon: 'download', href: `${base()}/api/openapi.json` },
      { label: 'Keys and search', icon: 'keyboard', key: '?', run: run('help') },
    ];
  }

  /** @param {Row | null} row */
  #toggle(row) {
    if (!row || row.isNotice) return;
    const { rows } = this.#viewer;
    if (rows.current !== row) rows.select(row);
    rows.toggle(row);
    this.#viewer.note({ open: row.open ? String(row.line ?? row.before ?? row.behind ?? '') : '' });
  }

  /** @param {'up' | 'down'} side */
  #match(side) {
    const { state, rows } = this.#viewer;
    const { find, q } = state.values;
    if (find) return this.#find(side, find, 'match');
    if (q.trim()) return rows.move(side === 'down' ? 1 : -1);
    part(this.#viewer, 'search-box').focus();
  }

  /** Finds a text without hiding the rest. @param {string} find */
  #startFinding(find) {
    const { state } = this.#viewer;
    this.#viewer.go(state.with({ q: state.values.q === find ? '' : state.values.q, find, ...this.#here() }), true);
    this.#match('down');
  }

  /** Goes to the next entry that meets a condition, over the whole log. @param {'up' | 'down'} side @param {string} q @param {string} noun */
  #find(side, q, noun) {
    this.#finding = this.#finding.then(() => this.#findNow(side, q, noun));
  }

  /** @param {'up' | 'down'} side @param {string} q @param {string} noun */
  async #findNow(side, q, noun) {
    await this.#viewer.ready;
    const { reader, row } = this.#viewer;
    const doing = part(this.#viewer, '.doing');
    doing.textContent = `looking for the ${side === 'down' ? 'next' : 'last'} ${noun} …`;
    try {
      const found = await reader.find(row, side, [['q', q]]);
      doing.textContent = found ? '' : `no further ${noun} ${side === 'down' ? 'below' : 'above'}`;
      if (!found) return say(doing.textContent);
      await this.#choose(await reader.openAt(found));
    } catch (error) {
      if (!isAbort(error)) doing.textContent = /** @type {Error} */ (error).message;
    }
  }

  /** @param {'start' | 'end'} edge */
  async #edge(edge) {
    if (edge === 'end' && this.#viewer.follow.toEnd()) return;
    await this.#viewer.reader.open({ edge });
    await this.#choose(this.#viewer.reader.focus?.row);
  }

  /** @param {import('../models/destination.js').Destination} to */
  async #goto(to) {
    const { reader } = this.#viewer;
    if ('place' in to) await reader.jump(to.place);
    else await reader.open('line' in to ? { line: to.line } : { since: to.at });
    await this.#choose(reader.focus?.row);
  }

  /** Makes a row the current one once it has found its place on the screen. @param {Row | null | undefined} row */
  async #choose(row) {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    if (row) this.#viewer.rows.select(row);
  }

  /** From a match to the lines around it, and back again. @param {Row | null} row */
  #context(row) {
    const viewer = this.#viewer;
    const { state } = viewer;
    if (!state.narrowed && state.single) return history.state?.context && history.back();
    if (!row) return;
    const next = state.with({ files: [row.record.file], rotated: false, ...UNFILTERED, ...NO_POSITION, find: state.values.q.trim() || state.values.find, open: '' });
    viewer.go(next, true, row);
    history.replaceState({ context: true }, '');
  }

  /** @param {Row} row */
  #around({ record: { timestamp } }) {
    if (timestamp) this.#viewer.filter({ since: moved(timestamp, -60_000), until: moved(timestamp, 60_000) }, true);
  }

  /** @param {{ field: string, value: unknown, exclude: boolean }} detail */
  #value({ field, value, exclude }) {
    const viewer = this.#viewer;
    const { values } = viewer.state;
    const keep = viewer.rows.current ? viewer.position(viewer.rows.current) : {};
    if (field === 'level' && !exclude) viewer.filter({ levels: LEVELS.filter((level) => level === value), minLevel: '' }, true);
    else if (field === 'file' && !exclude) this.run('files', { files: [String(value)] });
    else if (field === 'source' && !exclude && !String(value).includes(',')) viewer.filter({ sources: [String(value)] }, true);
    else viewer.go(viewer.state.with({ ...NO_POSITION, open: '', q: toggled(values.q, term(field, value, exclude)), ...(exclude ? {} : keep) }), true);
  }

  /** Gives a field a column of its own, or takes it away. @param {string} field */
  #column(field) {
    const { state } = this.#viewer;
    const { columns } = state.values;
    this.#viewer.go(state.with({ columns: columns.includes(field) ? columns.filter((name) => name !== field) : [...columns, field] }), false);
  }

  /** @param {string} column @param {number | null} width its own where null */
  #width(column, width) {
    const { [column]: _, ...others } = this.#viewer.state.values.widths;
    this.#viewer.go(this.#viewer.state.with({ widths: width === null ? others : { ...others, [column]: clamped(width) } }), false);
  }

  /** The place of the row one is at. */
  #here() {
    const { row } = this.#viewer;
    return { open: '', ...(row ? this.#viewer.position(row) : NO_POSITION) };
  }

  /** Chooses the file in which to look at what happened at the same time. @param {Row | null} row */
  #moment(row) {
    const time = row?.record.timestamp;
    if (time) /** @type {any} */ (part(this.#viewer, 'file-picker')).showFor(time);
    else this.#say('the row says no time');
  }

  /**
   * Copies a link that names the entry by the boundary before it, which holds when its file is rotated, as a line does not.
   * @param {Row} row @param {(what: string, text: string) => () => void} copied
   */
  async #link(row, copied) {
    const { state, reader } = this.#viewer;
    const before = state.single ? await reader.boundaryBefore(row).catch(() => null) : null;
    const place = before ? { ...NO_POSITION, cursors: [before], open: before } : { ...this.#viewer.position(row), open: row.behind ?? row.before ?? String(row.line ?? '') };
    copied('Link', location.origin + location.pathname + state.with({ ...place, live: false }).address())();
  }

  /** Copies the selected rows, or the one that one is at. @param {'text' | 'json' | 'curl'} as */
  #copyRows(as) {
    const { rows, row, state } = this.#viewer;
    const chosen = rows.chosen.length ? rows.chosen : row ? [row] : [];
    if (chosen.length === 0) return;
    const what = chosen.length === 1 ? 'Row' : plural(chosen.length, 'row');
    if (as === 'curl') this.#copy('curl command', rowsAsCurl(location.origin + base(), state, chosen));
    else this.#copy(what, chosen.map(({ text, json }) => (as === 'text' ? text : json)).join('\n'));
  }

  /** @param {string} what @param {string} text */
  #copy(what, text) {
    void copy(text);
    this.#say(`${what} copied`);
  }

  /** @param {string} text */
  #say(text) {
    part(this.#viewer, '.doing').textContent = text;
    say(text);
  }

  #escape() {
    const { reader, state, rows } = this.#viewer;
    if (reader.reading || (state.narrowed && !reader.extent.counted && !reader.stopped)) reader.stop();
    else if (rows.chosen.length) rows.chooseNone();
    else if (rows.current?.open) this.#toggle(rows.current);
    else if (state.values.find) this.run('clear-find', {});
  }
}

/** A view that lets everything through. */
const UNFILTERED = { q: '', levels: [], minLevel: '', sources: [], since: '', until: '', extra: [] };

/** @type {[string, 'text' | 'ndjson' | 'csv'][]} */
const DOWNLOADS = [['Download what is shown as text', 'text'], ['… as NDJSON', 'ndjson'], ['… as CSV', 'csv']];

/** @param {string[]} columns @param {string} column @param {string} to the column in whose place it comes */
function movedTo(columns, column, to) {
  const others = columns.filter((name) => name !== column);
  const isRight = columns.indexOf(column) < columns.indexOf(to);
  return others.toSpliced(others.indexOf(to) + (isRight ? 1 : 0), 0, column);
}
