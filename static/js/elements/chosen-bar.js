import { plural } from '../models/format.js';
import { icon, make, tell } from './dom.js';

/** What can be done with the rows that are selected together. */
export class ChosenBar extends HTMLElement {
  #count = 0;

  disconnectedCallback() {
    this.replaceChildren();
  }

  /** @param {number} count of rows selected */
  set count(count) {
    if (count === this.#count) return;
    const wasShown = this.#count > 0;
    this.#count = count;
    this.hidden = count === 0;
    if (!wasShown) this.#fill();
    const said = this.querySelector('.count');
    if (said) said.textContent = plural(count, 'row selected', 'rows selected');
  }

  #fill() {
    const act = (/** @type {string} */ label, /** @type {string} */ as, /** @type {string} */ title) =>
      make('button', { type: 'button', class: 'quiet small', title, onclick: () => tell(this, 'command', { name: 'copy-rows', as }) }, icon('copy'), label);
    this.replaceChildren(make('span', { class: 'count', role: 'status' }),
      act('Text', 'text', 'Copy the lines as they stand in the file (y)'), act('JSON', 'json', 'Copy the entries as JSON, one a line'), act('curl', 'curl', 'Copy a curl command that asks for these entries'),
      make('button', { type: 'button', class: 'quiet small icon', 'aria-label': 'Select none', title: 'Select none (Esc)', onclick: () => tell(this, 'command', { name: 'choose-none' }) }, icon('close')));
  }
}
