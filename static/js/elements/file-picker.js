import { getJson } from '../models/api.js';
import { matching } from '../models/file-tree.js';
import { bytes, plural } from '../models/format.js';
import { base, icon, make, part, tell } from './dom.js';
import { Popup } from './popup.js';

/** @typedef {import('../models/file-tree.js').LogFile} LogFile */

/** Files shown at once; the filter finds the others. */
const SHOWN = 200;

/** Chooses the file, or several to be merged. */
export class FilePicker extends Popup {
  /** @type {LogFile[]} */
  #logs = [];
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {string[]} */
  #files = [];
  #active = 0;
  /** The moment that is to be shown in what is chosen, without what narrows the view. @type {string | null} */
  #moment = null;

  /** Chooses where to look at a moment. @param {string} time */
  showFor(time) {
    this.#moment = time;
    this.show();
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values }) {
    this.#files = values.files;
    const [first] = values.files;
    part(this, '.name').textContent = first === undefined ? 'All files' : values.files.length === 1 ? first + (values.rotated ? ' + rotated' : '') : `${plural(values.files.length, 'file')} merged`;
    this.button.title = values.files.join('\n');
  }

  fill() {
    const moment = this.#moment;
    this.#chosen = new Set(moment ? [] : this.#files);
    this.#active = 0;
    const list = make('ul', { role: 'listbox', id: 'file-choices', 'aria-label': 'Files', 'aria-multiselectable': 'true' });
    const input = /** @type {HTMLInputElement} */ (make('input', {
      type: 'search', placeholder: 'Find a file', 'aria-label': 'Find a file', autocomplete: 'off', spellcheck: 'false',
      role: 'combobox', autofocus: true, 'aria-expanded': 'true', 'aria-controls': 'file-choices',
      oninput: () => { this.#active = 0; this.#list(); }, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    }));
    const foot = make('div', { class: 'foot' }, make('span', { class: 'hint' }), make('button', { class: 'primary', type: 'button', onclick: () => this.#open([...this.#chosen]) }, 'Open'));
    const hint = moment && make('p', { class: 'hint' }, `What happened at ${moment.replace('T', ' ').replace('Z', ' UTC')} in another file`);
    this.panel.replaceChildren(make('div', { class: 'head' }, hint, make('div', { class: 'field' }, input)), list, foot);
    this.#list();
    void this.#load();
  }

  closed() {
    this.#moment = null;
  }

  async #load() {
    try {
      this.#logs = (await getJson(`${base()}/api/logs`)).logs;
    } catch {
      return; // the list stays as it was
    }
    this.#list();
  }

  #matching() {
    return matching(this.#logs, /** @type {HTMLInputElement} */ (part(this, 'input[type="search"]')).value).slice(0, SHOWN);
  }

  #list() {
    const logs = this.#matching();
    part(this, 'ul').replaceChildren(...logs.map((log, i) => this.#line(log, i)));
    part(this, '.foot .hint').textContent = this.#logs.length > logs.length ? `${logs.length} of ${plural(this.#logs.length, 'file')}` : 'Space picks several';
    part(this, '.foot button').hidden = this.#chosen.size < 2;
    part(this, '.foot button').textContent = `Open ${this.#chosen.size} merged`;
    part(this, 'input[type="search"]').setAttribute('aria-activedescendant', logs.length ? `file-${this.#active}` : '');
    this.querySelector('li.active')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {LogFile} log @param {number} index */
  #line(log, index) {
    const box = make('span', { class: 'box', onclick: (/** @type {Event} */ event) => { event.stopPropagation(); this.#pick(log.file); } }, icon('check'));
    return make('li', {
      id: `file-${index}`, role: 'option', 'aria-selected': String(this.#chosen.has(log.file)), class: index === this.#active ? 'active' : null,
      onclick: () => this.#open([log.file]),
    }, box, make('span', { class: 'path', title: log.file }, log.file), make('span', { class: 'meta' }, bytes(log.size)));
  }

  /** @param {string} file */
  #pick(file) {
    if (!this.#chosen.delete(file)) this.#chosen.add(file);
    this.#list();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const logs = this.#matching();
    const log = logs[this.#active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.#active = Math.min(Math.max(this.#active + (event.key === 'ArrowDown' ? 1 : -1), 0), logs.length - 1);
    } else if (event.key === 'Enter' && log) this.#open(this.#chosen.size > 1 ? [...this.#chosen] : [log.file]);
    else if (event.key === ' ' && log) this.#pick(log.file);
    else return;
    event.preventDefault();
    this.#list();
  }

  /** @param {string[]} files */
  #open(files) {
    const moment = this.#moment;
    this.close();
    tell(this, 'command', { name: 'files', files, ...(moment ? { at: moment, all: true } : {}) });
  }
}
