import { getJson, isAbort } from '../models/api.js';
import { number, partOf } from '../models/format.js';
import { visible } from '../models/visible.js';
import { base, icon, make, part, tell } from './dom.js';

/** @typedef {{ name: string, count: number, values: { value: unknown, count: number }[] }} Facet */

/** Values shown of a field. */
const SHOWN = 8;

/** Share of the entries below which even the commonest value is rare. */
const RARE = 0.02;

/** The fields of what is found, with their commonest values: a click keeps only these, with Alt all others. */
export class FieldPanel extends HTMLElement {
  #filter = new URLSearchParams();
  #loaded = '';
  #stop = new AbortController();
  #isOpen = localStorage.getItem('logbrook.fields') === 'open';
  /** Whether the server has answered: it may be too old to count fields. */
  #isOffered = false;

  connectedCallback() {
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', 'Fields');
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state(state) {
    this.#filter = state.filter();
    void this.#load();
  }

  toggle() {
    this.#isOpen = !this.#isOpen;
    localStorage.setItem('logbrook.fields', this.#isOpen ? 'open' : 'closed');
    this.#show();
    void this.#load();
  }

  get #button() {
    return part(document, '[data-switch="fields"]');
  }

  #show() {
    this.hidden = !this.#isOpen || !this.#isOffered;
    this.#button.hidden = !this.#isOffered;
    this.#button.setAttribute('aria-pressed', String(!this.hidden));
  }

  async #load() {
    const filter = this.#filter.toString();
    if (filter === this.#loaded || (this.#isOffered && !this.#isOpen)) return;
    this.#loaded = filter;
    this.#stop.abort();
    this.#stop = new AbortController();
    try {
      const { fields } = await getJson(`${base()}/api/logs/fields?${filter}`, this.#stop.signal);
      part(this, '.fields').replaceChildren(...telling(fields).map((facet) => this.#facet(facet)));
      this.#isOffered = true;
    } catch (error) {
      if (isAbort(error)) return;
      this.#isOffered = this.#isOffered && /** @type {{ status?: number }} */ (error).status !== 404;
    }
    this.#show();
  }

  /** @param {Facet} facet */
  #facet({ name, count, values }) {
    return make('section', {}, make('h2', {}, name, make('span', {}, number(count))),
      make('ul', {}, ...values.slice(0, SHOWN).map((one) => make('li', {}, ...this.#value(name, one.value, one.count, one.count / count)))));
  }

  /** @param {string} name @param {unknown} value @param {number} count @param {number} share */
  #value(name, value, count, share) {
    const text = visible(typeof value === 'string' ? value : JSON.stringify(value));
    const bar = make('i', { class: 'bar' });
    bar.style.width = `${share * 100}%`;
    const choose = (/** @type {MouseEvent} */ { altKey }) => tell(this, 'command', { name: 'value', field: name, value, exclude: altKey });
    const without = `Without ${name} ${text}`;
    return [make('button', { type: 'button', title: `${text}: ${number(count)}. With Alt: all others`, onclick: choose },
      make('span', { class: 'value' }, text), make('span', { class: 'share' }, partOf(share)), bar),
    make('button', { type: 'button', class: 'without', 'aria-label': without, title: without, onclick: () => tell(this, 'command', { name: 'value', field: name, value, exclude: true }) }, icon('exclude'))];
  }
}

/**
 * The fields that have values, those last in which each value is rare: they tell entries apart, and do not sort them.
 * @param {Facet[]} facets
 */
function telling(facets) {
  const isRare = (/** @type {Facet} */ { values, count }) => (values[0]?.count ?? 0) < count * RARE;
  const shown = facets.filter(({ values }) => values.length > 0);
  return [...shown.filter((facet) => !isRare(facet)), ...shown.filter(isRare)];
}
