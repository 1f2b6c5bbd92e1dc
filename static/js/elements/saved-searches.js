import { forget, nameFor, save, savedSearches, viewOf } from '../models/saved.js';
import { Watch } from '../models/watch.js';
import { Dialog } from './dialog.js';
import { base, countInTitle, icon, make, part, socketAddress, tell } from './dom.js';

/** @typedef {import('../models/saved.js').Saved} Saved */

/**
 * Searches that were given a name, kept in the browser. Those with a bell are followed while the page is open: what they find
 * while it is in the background is counted in its title, and told by a notification where the browser lets it.
 */
export class SavedSearches extends Dialog {
  #watch = new Watch(socketAddress(), (search, rows) => this.#found(search, rows));
  #listeners = new AbortController();
  #count = 0;
  /** @type {import('../models/view-state.js').ViewState | null} */
  #state = null;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    document.addEventListener('visibilitychange', () => this.#seen(), { signal });
    window.addEventListener('storage', () => this.#watch.update(savedSearches()), { signal });
    this.#watch.update(savedSearches());
  }

  disconnectedCallback() {
    this.#listeners.abort();
    this.#watch.update([]);
    super.disconnectedCallback();
  }

  /** @param {import('../models/view-state.js').ViewState | null} [state] what can be saved */
  show(state = null) {
    this.#state = state;
    const list = make('ul', { class: 'lines', 'aria-label': 'Saved searches' });
    const note = make('p', { class: 'hint note', role: 'status' }, 'With its bell on, a search is followed while this page is in the background.');
    this.open('Saved searches', this.header('Saved searches'), ...(state ? [this.#form(state)] : []), list, note);
    this.#list();
    this.querySelector('input')?.select();
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  #form(state) {
    const input = /** @type {HTMLInputElement} */ (make('input', { name: 'name', 'aria-label': 'Name of this search', value: nameFor(state), autocomplete: 'off', spellcheck: 'false' }));
    return make('form', { onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (name) this.#keep({ name, query: state.filter().toString(), notify: false });
    } }, make('div', { class: 'field' }, input, make('button', { class: 'primary small', type: 'submit' }, 'Save this search')));
  }

  #list() {
    const searches = savedSearches();
    part(this, '.lines').replaceChildren(...searches.map((search) => this.#line(search)), ...(searches.length ? [] : [make('li', { class: 'none' }, 'None is saved yet.')]));
  }

  /** @param {Saved} search */
  #line(search) {
    const open = (/** @type {Event} */ event) => {
      if (!this.#state) return; // the list of files follows the link
      event.preventDefault();
      this.close();
      tell(this, 'command', { name: 'open-saved', search });
    };
    return make('li', {},
      make('a', { href: addressOf(search), onclick: open }, make('span', {}, search.name), make('small', {}, [...new URLSearchParams(search.query)].map(([key, value]) => `${key}=${value}`).join('  '))),
      make('button', { type: 'button', class: 'quiet icon', 'aria-pressed': String(search.notify), 'aria-label': `Tell of matches of ${search.name}`, title: 'Tell of live matches while this page is in the background', onclick: () => void this.#ring(search) }, icon('bell')),
      make('button', { type: 'button', class: 'quiet icon', 'aria-label': `Forget ${search.name}`, onclick: () => this.#forget(search) }, icon('close')));
  }

  /** @param {Saved} search */
  async #ring(search) {
    this.#keep({ ...search, notify: !search.notify });
    if (search.notify) return;
    const note = part(this, '.note');
    if (!('Notification' in window) || !isSecureContext) note.textContent = 'Matches are counted in the title of this page; notifications need HTTPS or localhost.';
    else if ((await Notification.requestPermission()) !== 'granted') note.textContent = 'Matches are counted in the title of this page; the browser was told to show no notifications of it.';
    else note.textContent = 'Matches are told by a notification, and counted in the title of this page.';
  }

  /** @param {Saved} search */
  #keep(search) {
    save(search);
    this.#changed();
  }

  /** @param {Saved} search */
  #forget(search) {
    forget(search.name);
    this.#changed();
  }

  #changed() {
    this.keepingFocus(() => this.#list());
    this.#watch.update(savedSearches());
    tell(this, 'saved');
  }

  /** @param {Saved} search @param {import('../models/row.js').Row[]} rows */
  #found(search, rows) {
    if (!document.hidden) return;
    this.#count += rows.length;
    countInTitle(this.#count);
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const body = rows.at(-1)?.record.message.slice(0, 200) ?? '';
    const told = new Notification(search.name, { body, tag: `logbrook ${search.name}`, icon: `${document.body.dataset.assets}/icons/favicon.svg` });
    told.onclick = () => {
      window.focus();
      location.assign(`${addressOf(search)}#live=1`);
    };
  }

  #seen() {
    if (document.hidden) return;
    this.#count = 0;
    countInTitle(0);
  }
}

/** @param {Saved} search */
export const addressOf = (search) => `${base()}/view${viewOf(search).address()}`;
