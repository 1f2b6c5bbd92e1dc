import { KEYS } from '../models/keys.js';
import { Dialog } from './dialog.js';
import { make } from './dom.js';

/** How a search is written: what to type, and what it finds. @type {[string, string][]} */
const GRAMMAR = [
  ['timeout pool', 'both words; an upper-case letter makes it exact'], ['"connection reset"', 'a phrase'],
  ['a OR b, ( )', 'either; group'], ['-health', 'without it'], ['/ord(er|inal)s?/i', 'a regular expression'],
  ['status:5*', 'a field with a value; * is any text'], ['latency_ms>250', 'a field above a number'], ['level>=warn', 'this level and above'],
];

/** All keys, and how a search is written. */
export class HelpDialog extends Dialog {
  show() {
    const keys = make('dl', { class: 'keys' }, ...KEYS.map(({ shown, says }) =>
      make('div', {}, make('dt', {}, says), make('dd', {}, ...shown.flatMap((key, i) => [i ? ' ' : '', make('kbd', {}, key)])))));
    const grammar = make('dl', { class: 'grammar' }, ...GRAMMAR.flatMap(([typed, finds]) => [make('dt', {}, typed), make('dd', {}, finds)]));
    this.open('Keys and search', this.header('Keys'), keys, make('h3', {}, 'Search'), grammar);
  }
}
