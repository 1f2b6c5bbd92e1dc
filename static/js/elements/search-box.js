import { getJson } from '../models/api.js';
import { completions } from '../models/completion.js';
import { pieces } from '../models/painted.js';
import { savedSearches } from '../models/saved.js';
import { searchSpans } from '../models/search-terms.js';
import { store, stored } from '../models/stored.js';
import { base, icon, make, part, tell } from './dom.js';

/** Quiet after which what is typed is searched, in milliseconds. */
const PAUSE = 350;

/** Searches kept. */
const KEPT = 30;

/** Earlier searches offered at once. */
const OFFERED = 8;

/** @typedef {{ text: string, says: string, sign?: string, take: () => void }} Offer */

/** The search: runs while one types, in colours, completed by what the log holds; says what is wrong with it under the character at fault. */
export class SearchBox extends HTMLElement {
  #listeners = new AbortController();
  #pause = 0;
  #shown = '';
  /** @type {Offer[]} */
  #offers = [];
  #chosen = -1;
  /** What of the view says which entries, but for the search. */
  #around = '';
  /** The fields known, and of which entries. @type {{ of: string | null, fields: import('../models/completion.js').Field[] }} */
  #known = { of: null, fields: [] };

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const { input } = this;
    input.addEventListener('input', () => this.#typed(), { signal });
    input.addEventListener('keydown', (event) => this.#key(event), { signal });
    input.addEventListener('focus', () => this.#focused(), { signal });
    input.addEventListener('blur', () => this.#hide(), { signal });
    for (const name of ['scroll', 'keyup', 'select']) input.addEventListener(name, () => this.#align(), { signal, passive: true });
    part(this, 'form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#run(true);
    }, { signal });
    part(this, '.clear').addEventListener('click', () => this.#set(''), { signal });
    part(this, '.save').addEventListener('click', () => tell(this, 'command', { name: 'saved' }), { signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#pause);
  }

  get input() {
    return /** @type {HTMLInputElement} */ (part(this, 'input'));
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state(state) {
    const { q } = state.values;
    this.#around = state.with({ q: '' }).filter().toString();
    if (q === this.#shown) return;
    this.#shown = q;
    if (this.input.value.trim() !== q.trim()) this.input.value = q;
    this.#paint();
  }

  /** Shows what the server found wrong with the search. @param {import('../models/api.js').Problem | null} problem */
  set problem(problem) {
    const fault = part(this, '.fault');
    const isOurs = problem?.param === 'q';
    this.classList.toggle('faulty', isOurs);
    fault.hidden = !isOurs;
    this.input.setAttribute('aria-invalid', String(isOurs));
    this.input.removeAttribute('aria-describedby');
    if (!isOurs) return;
    this.input.setAttribute('aria-describedby', fault.id);
    const at = Math.max((problem.column ?? 1) - 1, 0);
    const [before = '', wrong, after = ''] = cut(this.input.value, at);
    const pointer = make('pre', { 'aria-hidden': 'true' }, before, make('em', {}, wrong || '␣'), after, '\n', ' '.repeat([...before].length), make('em', {}, '▲'));
    fault.replaceChildren(pointer, make('p', {}, problem.message));
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  #focused() {
    void this.#learn();
    if (this.input.value === '') this.#suggest();
  }

  #typed() {
    clearTimeout(this.#pause);
    this.#paint();
    this.problem = null;
    this.#suggest();
    this.#pause = window.setTimeout(() => this.#run(false), PAUSE);
  }

  /** The same text in colours lies under the letters of the input, which are not shown themselves. */
  #paint() {
    const q = this.input.value;
    part(this, '.clear').hidden = q === '';
    part(this, '.colours').replaceChildren(...pieces(q, searchSpans(q)).map(({ text, kinds }) => (kinds.length ? make('span', { class: kinds.join(' ') }, text) : text)));
    this.#align();
  }

  #align() {
    part(this, '.colours').style.transform = `translateX(${-this.input.scrollLeft}px)`;
  }

  /** @param {boolean} kept whether the search was meant, rather than passed through while typing */
  #run(kept) {
    clearTimeout(this.#pause);
    const q = this.input.value.trim();
    if (kept) this.#hide();
    if (kept) remember(q);
    if (q === this.#shown.trim() && !kept) return;
    this.#shown = q;
    tell(this, 'filter', { patch: { q }, step: kept });
  }

  /** Finds it without hiding what does not match. */
  #find() {
    clearTimeout(this.#pause);
    const q = this.input.value.trim();
    if (!q) return;
    remember(q);
    this.#hide();
    this.input.blur();
    tell(this, 'command', { name: 'find', q });
  }

  /** @param {string} q */
  #set(q) {
    this.input.value = q;
    this.#paint();
    this.problem = null;
    this.#run(true);
    this.input.focus();
    this.#hide();
  }

  /** @param {import('../models/completion.js').Completion} completion */
  #complete({ insert, caret }) {
    this.input.value = insert;
    this.input.setSelectionRange(caret, caret);
    this.#typed();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isOpen = this.#offers.length > 0;
    const offer = this.#offers[this.#chosen];
    if (event.key === 'Escape') {
      if (isOpen) this.#hide();
      else this.input.blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen) this.#suggest();
      else this.#choose((this.#chosen + (event.key === 'ArrowDown' ? 1 : -1) + this.#offers.length) % this.#offers.length);
    } else if (event.key === 'Enter' && event.shiftKey) this.#find();
    else if (event.key === 'Enter' && offer) offer.take();
    else if (event.key === 'Tab' && !event.shiftKey && (offer ?? this.#offers[0])?.sign === undefined && isOpen) (offer ?? this.#offers[0])?.take();
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...this.querySelectorAll('[role="option"]')].forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === index));
      if (i === index) option.scrollIntoView({ block: 'nearest' });
    });
    this.input.setAttribute('aria-activedescendant', `offer-${index}`);
  }

  /** Learns which fields there are, for completing them. */
  async #learn() {
    const of = this.#around;
    if (of === this.#known.of) return;
    this.#known = { of, fields: [] };
    try {
      const { fields } = await getJson(`${base()}/api/logs/fields?${of}`, this.#listeners.signal);
      if (of === this.#known.of) this.#known.fields = fields;
    } catch {
      return; // it is typed without
    }
    if (document.activeElement === this.input && this.#offers.length === 0 && this.input.value) this.#suggest();
  }

  /** Offers how the word at the caret may go on, saved searches, and earlier ones that go on from what is typed. */
  #suggest() {
    const { input } = this;
    const typed = input.value.trim().toLowerCase();
    const goesOn = (/** @type {string} */ text) => text.toLowerCase().includes(typed) && text.toLowerCase() !== typed;
    const saved = savedSearches().filter(({ name }) => goesOn(name));
    const earlier = searches().filter(goesOn);
    this.#offers = [
      ...completions(input.value, input.selectionStart ?? input.value.length, this.#known.fields).map((completion) => ({ text: completion.text, says: completion.says, take: () => this.#complete(completion) })),
      ...saved.map((search) => ({ text: search.name, says: 'saved', sign: 'star', take: () => this.#open(search) })),
      ...earlier.map((q) => ({ text: q, says: 'earlier', sign: 'clock', take: () => this.#set(q) })),
    ].slice(0, OFFERED);
    this.#chosen = -1;
    this.#show();
  }

  /** @param {import('../models/saved.js').Saved} search */
  #open(search) {
    this.#hide();
    this.input.blur();
    tell(this, 'command', { name: 'open-saved', search });
  }

  #show() {
    part(this, '.suggestions ul').replaceChildren(...this.#offers.map(({ text, says, sign, take }, i) => make('li', {
      id: `offer-${i}`, role: 'option', 'aria-selected': 'false',
      onmousedown: (/** @type {Event} */ event) => { event.preventDefault(); take(); },
    }, icon(sign ?? 'filter'), make('span', { class: 'text' }, text), make('small', {}, says))));
    const isOpen = this.#offers.length > 0;
    part(this, '.suggestions').hidden = !isOpen;
    this.input.setAttribute('aria-expanded', String(isOpen));
    this.input.removeAttribute('aria-activedescendant');
  }

  #hide() {
    this.#offers = [];
    this.#show();
  }
}

/** @returns {string[]} */
const searches = () => stored('searches', []);

/** @param {string} q */
function remember(q) {
  if (q) store('searches', [q, ...searches().filter((other) => other !== q)].slice(0, KEPT));
}

/** A text before, at and behind a character. @param {string} text @param {number} at counted in characters */
function cut(text, at) {
  const characters = [...text];
  return [characters.slice(0, at).join(''), characters[at] ?? '', characters.slice(at + 1).join('')];
}
