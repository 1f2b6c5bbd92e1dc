import { icon, make, tell } from './dom.js';

/** What is being found without hiding the rest: shown beside the levels, with the way to the next one. */
export class FindBar extends HTMLElement {
  disconnectedCallback() {
    this.replaceChildren();
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values: { find } }) {
    this.hidden = find === '';
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ sign, /** @type {string} */ kind = '') =>
      make('button', { type: 'button', class: `quiet small icon ${kind}`, 'aria-label': label, title: label, onclick: () => tell(this, 'command', { name }) }, icon(sign));
    this.replaceChildren('Finding ', make('b', {}, find), button('previous-match', 'Match before (N)', 'up'), button('next-match', 'Next match (n)', 'up', 'down'),
      make('button', { type: 'button', class: 'quiet small', onclick: () => tell(this, 'command', { name: 'back' }) }, 'Show matches only'),
      button('clear-find', 'Stop finding', 'close'));
  }
}
