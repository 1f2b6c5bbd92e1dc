import { KEYS } from '../models/keys.js';
import { icon, make } from './dom.js';

/** How a search is written: what to type, and what it finds. @type {[string, string][]} */
const GRAMMAR = [
  ['timeout pool', 'both words; an upper-case letter makes it exact'], ['"connection reset"', 'a phrase'],
  ['a OR b, ( )', 'either; group'], ['-health', 'without it'], ['/ord(er|inal)s?/i', 'a regular expression'],
  ['status:5*', 'a field with a value; * is any text'], ['latency_ms>250', 'a field above a number'], ['level>=warn', 'this level and above'],
];

/** All keys, and how a search is written. */
export class HelpDialog extends HTMLElement {
  disconnectedCallback() {
    this.replaceChildren();
  }

  show() {
    const keys = make('dl', { class: 'keys' }, ...KEYS.map(({ shown, says }) =>
      make('div', {}, make('dt', {}, says), make('dd', {}, ...shown.flatMap((key, i) => [i ? ' ' : '', make('kbd', {}, key)])))));
    const grammar = make('dl', { class: 'grammar' }, ...GRAMMAR.flatMap(([typed, finds]) => [make('dt', {}, typed), make('dd', {}, finds)]));
    const close = make('button', { class: 'quiet icon', type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close'));
    const dialog = /** @type {HTMLDialogElement} */ (make('dialog', { 'aria-label': 'Keys and search' },
      make('header', {}, make('h2', {}, 'Keys'), close), keys, make('h3', {}, 'Search'), grammar));
    dialog.addEventListener('close', () => this.replaceChildren());
    this.replaceChildren(dialog);
    dialog.showModal();
  }
}
