import { Activity } from '../models/activity.js';
import { Problem, getJson } from '../models/api.js';
import { ORDERS, matching, treeLines } from '../models/file-tree.js';
import { bytes, plural } from '../models/format.js';
import { savedSearches } from '../models/saved.js';
import { store, stored } from '../models/stored.js';
import { address, fileLine, folderLine, showAge, showFile, showFolder, showSpark } from './file-line.js';
import { base, make, part } from './dom.js';
import { addressOf } from './saved-searches.js';

/** @typedef {import('../models/file-tree.js').LogFile} LogFile */

/** Lines made at first; a button makes the rest. */
const SHOWN = 1000;

/** The list is read again so often, in milliseconds, and for no more than a twentieth of the time. */
const AGAIN = 2000;

/** All log files: as a tree or flat, filtered while one types, one to open or several together. */
export class FileList extends HTMLElement {
  /** @type {LogFile[]} */
  #logs = [];
  /** Entries of each channel, where the server counts them. @type {Map<string, number>} */
  #channels = new Map();
  #hasChannels = true;
  /** @type {Set<string>} */
  #closed = new Set(stored('closed', []));
  /** @type {Set<string>} */
  #favourites = new Set(stored('favourites', []));
  /** @type {Set<string>} */
  #picked = new Set();
  #order = 'name';
  #isFlat = localStorage.getItem('logbrook.flat') === 'true';
  #limit = SHOWN;
  #timer = 0;
  #ages = 0;
  #listeners = new AbortController();
  /** Elements of the lines, by what they show. @type {Map<string, HTMLElement>} */
  #elements = new Map();
  /** The file that an element shows. @type {WeakMap<Element, LogFile>} */
  #shown = new WeakMap();
  #activity = new Activity(base(), (file) => this.#drawn(file));
  #seen = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => this.#see(target, isIntersecting)), { rootMargin: '100px' });

  connectedCallback() {
    this.#listeners = new AbortController();
    this.#activity = new Activity(base(), (file) => this.#drawn(file));
    const { signal } = this.#listeners;
    this.#input.addEventListener('input', () => this.#render(), { signal });
    this.#input.addEventListener('keydown', (event) => event.key === 'Enter' && this.#links()[0]?.click(), { signal });
    part(this, '.shape').addEventListener('click', () => this.#reshape(), { signal });
    part(this, '.clear').addEventListener('click', () => this.#pickNone(), { signal });
    part(this, 'thead').addEventListener('click', (event) => this.#reorder(/** @type {HTMLElement} */ (event.target)), { signal });
    part(this, '.searches').addEventListener('click', () => /** @type {any} */ (document.querySelector('saved-searches')).show(), { signal });
    document.addEventListener('saved', () => this.#showSaved(), { signal });
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#load(), { signal });
    part(this, '.shape').setAttribute('aria-pressed', String(this.#isFlat));
    this.#showSaved();
    void this.#load();
    this.#ages = window.setInterval(() => document.hidden || this.#showAges(), 1000);
  }

  disconnectedCallback() {
    this.#listeners.abort();
    this.#activity.stop();
    this.#seen.disconnect();
    clearTimeout(this.#timer);
    clearInterval(this.#ages);
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (part(this, '.filter'));
  }

  async #load() {
    clearTimeout(this.#timer);
    const begun = Date.now();
    try {
      this.#logs = (await getJson(`${base()}/api/logs`, this.#listeners.signal)).logs;
      await this.#countChannels();
      part(this, '.lost').hidden = true;
      this.#render();
    } catch (error) {
      this.#lost(/** @type {Error} */ (error));
    }
    if (this.#listeners.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => document.hidden || this.#load(), Math.max(AGAIN, (Date.now() - begun) * 20));
  }

  /** A server without channels does not know the address: it is asked once. */
  async #countChannels() {
    if (!this.#hasChannels || !this.#logs.some(({ channel }) => channel)) return;
    try {
      const { channels } = await getJson(`${base()}/api/channels`, this.#listeners.signal);
      this.#channels = new Map(channels.map((/** @type {{ channel: string, entries: number }} */ { channel, entries }) => [channel, entries]));
    } catch {
      this.#hasChannels = false;
    }
  }

  /** @param {Error} error */
  #lost(error) {
    const { message } = error;
    if (this.#listeners.signal.aborted) return;
    if (error instanceof Problem && error.status === 401) {
      this.#logs = [];
      this.#render();
      return this.#say('You are signed out', 'Sign in again to see the logs.', make('button', { type: 'button', onclick: () => location.reload() }, 'Sign in'));
    }
    if (this.#logs.length === 0) return this.#say('The server cannot be reached', `${message}. It is tried again by itself.`);
    const lost = part(this, '.lost');
    lost.hidden = false;
    lost.textContent = 'The server cannot be reached: the list is as it was. It is tried again by itself.';
  }

  #render() {
    const typed = this.#input.value;
    const logs = matching(this.#logs, typed).sort(ORDERS[this.#order]);
    const favourites = logs.filter(({ file }) => this.#favourites.has(file));
    const flat = (/** @type {LogFile[]} */ some) => some.map((log) => ({ kind: /** @type {const} */ ('file'), name: log.file, depth: 0, log }));
    const isFlat = this.#isFlat || typed.trim() !== '';
    const all = isFlat ? flat(logs.filter(({ file }) => !this.#favourites.has(file))) : treeLines(logs.filter(({ file }) => !this.#favourites.has(file)), this.#closed);
    const lines = [...flat(favourites), ...all];
    if (this.#elements.size > 2 * lines.length + SHOWN) this.#elements.clear(); // files come and go
    this.#place(lines.slice(0, this.#limit).map((line) => this.#element(line)), lines.length);
    part(this, '.files').hidden = lines.length === 0;
    part(this, '.notice').hidden = lines.length > 0;
    if (lines.length === 0) this.#empty(typed);
    const total = `${plural(logs.length, 'file')} · ${bytes(logs.reduce((sum, log) => sum + log.size, 0))}`;
    part(this, '.total').textContent = logs.length === this.#logs.length ? total : `${total} of ${plural(this.#logs.length, 'file')}`;
    this.#showPicked();
  }

  /** Puts the lines into the document; those that stand there already are not touched, so that nothing loses the focus. @param {HTMLElement[]} elements @param {number} count */
  #place(elements, count) {
    const body = part(this, 'tbody');
    if (count > elements.length) elements.push(this.#rest(count - elements.length));
    let next = body.firstElementChild;
    for (const element of elements) {
      if (element === next) next = next.nextElementSibling;
      else body.insertBefore(element, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      this.#seen.unobserve(gone);
      gone.remove();
    }
  }

  /** @param {import('../models/file-tree.js').FolderLine | import('../models/file-tree.js').FileLine} line */
  #element(line) {
    const path = line.kind === 'folder' ? line.path : line.log.file;
    const isOpen = !this.#closed.has(path);
    const key = `${path}\n${line.name}\n${line.depth}\n${line.kind === 'folder' && isOpen}`;
    const known = this.#elements.get(key);
    if (line.kind === 'folder') {
      const element = known ?? folderLine(line, isOpen, (folder) => this.#fold(folder));
      this.#elements.set(key, element);
      showFolder(element, line);
      return element;
    }
    const { log } = line;
    const isTree = !this.#isFlat && this.#input.value.trim() === '' && !this.#favourites.has(log.file);
    const element = known ?? fileLine(log, line.name, line.depth + (isTree ? 0.9 : 0), { pick: (file, on) => this.#pick(file, on), favour: (file) => this.#favour(file) });
    this.#elements.set(key, element);
    this.#shown.set(element, log);
    showFile(element, log, { picked: this.#picked.has(log.file), favourite: this.#favourites.has(log.file), entries: log.channel ? this.#channels.get(log.channel) : undefined });
    showSpark(element, this.#activity.of(log.file));
    if (known?.isConnected && element.classList.contains('seen')) this.#activity.want(log);
    else this.#seen.observe(element);
    return element;
  }

  /** @param {Element} element @param {boolean} isSeen */
  #see(element, isSeen) {
    element.classList.toggle('seen', isSeen);
    const log = this.#shown.get(element);
    if (!log) return;
    if (isSeen) this.#activity.want(log);
    else this.#activity.leave(log.file);
  }

  /** @param {string} file */
  #drawn(file) {
    for (const element of this.#lines()) if (element.dataset.path === file) showSpark(element, this.#activity.of(file));
  }

  #showAges() {
    for (const element of this.#lines()) {
      const log = this.#shown.get(element);
      if (log) showAge(element, log);
    }
  }

  #lines() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('tr.file')]);
  }

  #showSaved() {
    const searches = savedSearches();
    const row = part(this, '.saved');
    row.hidden = searches.length === 0;
    part(row, 'ul').replaceChildren(...searches.map((search) => make('li', {}, make('a', { class: 'chip', href: addressOf(search) }, search.name))));
  }

  /** @param {number} left */
  #rest(left) {
    const button = make('button', { type: 'button', onclick: () => { this.#limit = Infinity; this.#render(); } }, `Show ${plural(left, 'more line')}`);
    return make('tr', {}, make('td', {}), make('td', {}), make('td', { class: 'name', colspan: '5' }, button));
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
    store('closed', [...this.#closed]);
    this.#render();
    this.#links().find((link) => link.closest('tr')?.dataset.path === path)?.focus();
  }

  /** @param {string} file */
  #favour(file) {
    if (!this.#favourites.delete(file)) this.#favourites.add(file);
    store('favourites', [...this.#favourites]);
    this.#render();
    /** @type {HTMLElement | null} */ (this.querySelector(`tr[data-path="${CSS.escape(file)}"] .star button`))?.focus();
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
    const open = /** @type {HTMLAnchorElement} */ (part(this, '.picked .primary'));
    open.textContent = files.length > 1 ? 'Open merged by time' : 'Open';
    open.href = address(files);
    /** @type {HTMLAnchorElement} */ (part(this, '.picked .follow')).href = `${address(files)}#live=1`;
  }

  #links() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('td.name > a, td.name > button')]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = target === this.#input;
    if (target.closest('dialog')) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !isTyping) this.#input.focus();
    else if (event.key === 'Escape' && isTyping) this.#input.blur();
    else if (event.key === 'ArrowDown' || (event.key === 'j' && !isTyping)) this.#move(1);
    else if (event.key === 'ArrowUp' || (event.key === 'k' && !isTyping)) this.#move(-1);
    else if (event.key === 's' && !isTyping) part(this, '.searches').click();
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
