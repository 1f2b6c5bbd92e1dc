import { getJson } from '../models/api.js';
import { ORDERS, matching, treeLines } from '../models/file-tree.js';
import { age, bytes, plural } from '../models/format.js';
import { ViewState } from '../models/view-state.js';
import { base, icon, make, part } from './dom.js';

/** @typedef {import('../models/file-tree.js').LogFile} LogFile */

/** Lines made at first; a button makes the rest. */
const SHOWN = 1000;

/** How often the list is read again, in milliseconds. */
const AGAIN = 15_000;

/** All log files: as a tree or flat, filtered while one types, one to open or several together. */
export class FileList extends HTMLElement {
  /** @type {LogFile[]} */
  #logs = [];
  /** @type {Set<string>} */
  #closed = new Set();
  /** @type {Set<string>} */
  #picked = new Set();
  #order = 'name';
  #isFlat = localStorage.getItem('logbrook.flat') === 'true';
  #limit = SHOWN;
  #timer = 0;
  #listeners = new AbortController();

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    this.#input.addEventListener('input', () => this.#render(), { signal });
    this.#input.addEventListener('keydown', (event) => event.key === 'Enter' && this.#links()[0]?.click(), { signal });
    part(this, '.shape').addEventListener('click', () => this.#reshape(), { signal });
    part(this, '.clear').addEventListener('click', () => this.#pickNone(), { signal });
    part(this, 'thead').addEventListener('click', (event) => this.#reorder(/** @type {HTMLElement} */ (event.target)), { signal });
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#load(), { signal });
    part(this, '.shape').setAttribute('aria-pressed', String(this.#isFlat));
    void this.#load();
    this.#timer = window.setInterval(() => document.hidden || this.#load(), AGAIN);
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearInterval(this.#timer);
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (part(this, '.filter'));
  }

  async #load() {
    try {
      this.#logs = (await getJson(`${base()}/api/logs`)).logs;
      this.#render();
    } catch (error) {
      if (this.#logs.length === 0) this.#say('The server cannot be reached', `${/** @type {Error} */ (error).message}. Trying again by itself.`);
    }
  }

  #render() {
    const typed = this.#input.value;
    const logs = matching(this.#logs, typed).sort(ORDERS[this.#order]);
    const lines = this.#isFlat || typed.trim() ? logs.map((log) => ({ kind: /** @type {const} */ ('file'), name: log.file, depth: 0, log })) : treeLines(logs, this.#closed);
    const focused = document.activeElement?.closest('tr')?.dataset.path;
    const body = part(this, 'tbody');
    body.replaceChildren(...lines.slice(0, this.#limit).map((line) => (line.kind === 'folder' ? this.#folder(line) : this.#file(line))));
    if (lines.length > this.#limit) body.append(this.#rest(lines.length - this.#limit));
    if (focused !== undefined) this.#links().find((link) => link.closest('tr')?.dataset.path === focused)?.focus();
    part(this, '.files').hidden = lines.length === 0;
    part(this, '.notice').hidden = lines.length > 0;
    if (lines.length === 0) this.#empty(typed);
    const total = `${plural(logs.length, 'file')} · ${bytes(logs.reduce((sum, log) => sum + log.size, 0))}`;
    part(this, '.total').textContent = logs.length === this.#logs.length ? total : `${total} of ${plural(this.#logs.length, 'file')}`;
    this.#showPicked();
  }

  /** @param {import('../models/file-tree.js').FolderLine} line */
  #folder({ path, name, depth, files, size }) {
    const isOpen = !this.#closed.has(path);
    const button = make('button', { type: 'button', 'aria-expanded': String(isOpen), onclick: () => this.#fold(path) },
      icon('chevron'), icon('folder'), make('span', { class: 'label' }, name), make('span', { class: 'tag' }, plural(files, 'file')));
    button.style.setProperty('--depth', String(depth));
    return make('tr', { class: 'folder', 'data-path': path }, make('td', { class: 'pick' }), make('td', { class: 'name' }, button),
      make('td', { class: 'format' }), make('td', { class: 'size' }, bytes(size)), make('td', { class: 'age' }));
  }

  /** @param {import('../models/file-tree.js').FileLine} line */
  #file({ name, depth, log }) {
    const box = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', 'aria-label': `Select ${log.file}`, onchange: () => this.#pick(log.file, box.checked) }));
    box.checked = this.#picked.has(log.file);
    const link = make('a', { href: address([log.file]) }, icon('file'), make('span', { class: 'label' }, name),
      log.rotated?.length ? make('span', { class: 'tag', title: log.rotated.join('\n') }, `+${log.rotated.length} rotated`) : null,
      log.channel ? make('span', { class: 'tag' }, 'channel') : null);
    link.style.setProperty('--depth', String(depth + (this.#isFlat || this.#input.value.trim() ? 0 : 0.9)));
    const then = Date.parse(log.modified);
    const isFresh = Date.now() - then < 60_000;
    return make('tr', { class: 'file', 'data-path': log.file }, make('td', { class: 'pick' }, make('label', {}, box)), make('td', { class: 'name' }, link),
      make('td', { class: 'format' }, [log.format, log.compression].filter(Boolean).join(' · ')),
      make('td', { class: 'size', title: `${log.size} bytes` }, bytes(log.size)),
      make('td', { class: isFresh ? 'age fresh' : 'age', title: log.modified }, age(then, Date.now())));
  }

  /** @param {number} left */
  #rest(left) {
    const button = make('button', { type: 'button', onclick: () => { this.#limit = Infinity; this.#render(); } }, `Show ${plural(left, 'more line')}`);
    return make('tr', {}, make('td', {}), make('td', { class: 'name', colspan: '4' }, button));
  }

  /** @param {string} typed */
  #empty(typed) {
    if (!typed.trim()) return this.#say('No log files here', 'Nothing under the directories that logbrook was started with looks like a log. Start it with another: logbrook /var/log');
    const clear = make('button', { type: 'button', onclick: () => { this.#input.value = ''; this.#render(); this.#input.focus(); } }, 'Clear filter');
    this.#say('No file matches', `None of ${plural(this.#logs.length, 'file')} has “${typed.trim()}” in its name.`, clear);
  }

  /** @param {string} title @param {string} text @param {HTMLElement} [act] */
  #say(title, text, act) {
    part(this, '.notice').replaceChildren(make('h2', {}, title), make('p', {}, text), act ?? '');
  }

  #reshape() {
    this.#isFlat = !this.#isFlat;
    localStorage.setItem('logbrook.flat', String(this.#isFlat));
    part(this, '.shape').setAttribute('aria-pressed', String(this.#isFlat));
    this.#render();
  }

  /** @param {HTMLElement} target */
  #reorder(target) {
    const order = target.closest('button')?.dataset.order;
    if (!order) return;
    this.#order = order;
    for (const head of this.querySelectorAll('th[aria-sort]')) head.removeAttribute('aria-sort');
    target.closest('th')?.setAttribute('aria-sort', order === 'name' || order === 'format' ? 'ascending' : 'descending');
    this.#render();
  }

  /** @param {string} path */
  #fold(path) {
    if (!this.#closed.delete(path)) this.#closed.add(path);
    this.#render();
  }

  /** @param {string} file @param {boolean} on */
  #pick(file, on) {
    if (on) this.#picked.add(file);
    else this.#picked.delete(file);
    this.#showPicked();
  }

  #pickNone() {
    this.#picked.clear();
    this.#render();
  }

  #showPicked() {
    const files = [...this.#picked];
    part(this, '.picked').hidden = files.length === 0;
    part(this, '.picked .count').textContent = plural(files.length, 'file selected', 'files selected');
    const open = /** @type {HTMLAnchorElement} */ (part(this, '.picked a'));
    open.textContent = files.length > 1 ? 'Open merged by time' : 'Open';
    open.href = address(files);
  }

  #links() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('td.name > a, td.name > button')]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isTyping = event.target === this.#input;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !isTyping) this.#input.focus();
    else if (event.key === 'Escape' && isTyping) this.#input.blur();
    else if (event.key === 'ArrowDown' || (event.key === 'j' && !isTyping)) this.#move(1);
    else if (event.key === 'ArrowUp' || (event.key === 'k' && !isTyping)) this.#move(-1);
    else if (event.key === 'x' && !isTyping) /** @type {HTMLElement | null} */ (document.activeElement?.closest('tr')?.querySelector('input') ?? null)?.click();
    else if (event.key === 't' && !isTyping) /** @type {any} */ (part(this, 'theme-button')).next();
    else return;
    event.preventDefault();
  }

  /** @param {number} step */
  #move(step) {
    const links = this.#links();
    const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  }
}

/** @param {string[]} files */
const address = (files) => `${base()}/view${new ViewState({ files }).address()}`;
