import { filterTerms } from '../models/search-terms.js';
import { rangeLabel } from '../models/times.js';
import { icon, make, tell } from './dom.js';

/** What narrows the view beside search and level, each to be taken away. */
export class FilterChips extends HTMLElement {
  disconnectedCallback() {
    this.replaceChildren();
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values }) {
    const chips = [];
    if (values.since || values.until) chips.push(this.#chip(rangeLabel(values.since, values.until), { since: '', until: '' }));
    for (const source of values.sources) {
      chips.push(this.#chip(`source ${source}`, { sources: values.sources.filter((other) => other !== source) }));
    }
    for (const { says, without } of filterTerms(values.q)) chips.push(this.#chip(says, { q: without }));
    for (const [key, value] of values.extra) {
      chips.push(this.#chip(`${key.replaceAll('_', ' ')} ${value}`, { extra: values.extra.filter((pair) => pair[0] !== key) }));
    }
    this.replaceChildren(...chips);
  }

  /** @param {string} label @param {object} patch */
  #chip(label, patch) {
    const away = () => tell(this, 'filter', { patch, step: true });
    return make('span', { class: 'chip' }, make('span', {}, label),
      make('button', { type: 'button', 'aria-label': `Remove ${label}`, onclick: away }, icon('close')));
  }
}
