import { QUICK_RANGES, moved, rangeLabel, typedTime } from '../models/times.js';
import { make, part, tell } from './dom.js';
import { Popup } from './popup.js';

/** Spans on both sides of a row, in milliseconds. @type {[string, number][]} */
const AROUND = [['± 1 minute', 60_000], ['± 10 minutes', 600_000], ['± 1 hour', 3_600_000], ['± 1 day', 86_400_000]];

/** The time range: quick ones back from now, or typed from and until. */
export class TimeRange extends Popup {
  /** The day on the screen, which a bare clock time is taken to mean. */
  day = '';
  /** Time of the row on the screen. */
  time = '';
  /** @type {{ since: string, until: string }} */
  #values = { since: '', until: '' };

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values }) {
    this.#values = values;
    const label = rangeLabel(values.since, values.until);
    part(this, '.name').textContent = label;
    this.button.setAttribute('aria-label', `Time range: ${label}`);
  }

  /** Shows what the server found wrong with it. @param {import('../models/api.js').Problem | null} problem */
  set problem(problem) {
    const isOurs = problem?.param === 'since' || problem?.param === 'until';
    if (!isOurs) return;
    if (!this.panel.matches(':popover-open')) this.show();
    const fault = part(this, '.fault');
    fault.textContent = problem?.message ?? '';
    fault.hidden = false;
  }

  fill() {
    const { since, until } = this.#values;
    const quick = [['', 'All time'], ...QUICK_RANGES].map(([span = '', label = '']) => make('button', {
      type: 'button', autofocus: span === '', 'aria-pressed': String(since === span && !until), onclick: () => this.#choose(span, ''),
    }, label));
    const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ value, /** @type {string} */ hint) =>
      make('label', {}, label, make('input', { name, value, placeholder: hint, autocomplete: 'off', spellcheck: 'false' }));
    const form = /** @type {HTMLFormElement} */ (make('form', {
      onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.#typed(form); },
    },
    field('since', 'From', since, this.day ? `${this.day} 10:15` : '2h, 2026-01-23 10:15'),
    field('until', 'Until (not included)', until, 'now'),
    make('p', { class: 'hint' }, 'A time, a date, a clock time of the day on the screen, or a span back from now such as 90m. UTC unless it says otherwise.'),
    make('p', { class: 'fault', role: 'alert', hidden: true }),
    make('div', { class: 'acts' }, make('button', { class: 'primary', type: 'submit' }, 'Apply'))));
    const around = this.time ? AROUND.map(([label, ms]) => make('button', { type: 'button', onclick: () => this.#choose(moved(this.time, -ms), moved(this.time, ms)) }, label)) : [];
    this.panel.replaceChildren(make('div', { class: 'quick' }, ...quick), make('hr'),
      ...(around.length ? [make('h3', { id: 'around' }, 'Around the row on the screen'), make('div', { class: 'quick', role: 'group', 'aria-labelledby': 'around' }, ...around), make('hr')] : []), form);
  }

  /** @param {HTMLFormElement} form */
  #typed(form) {
    const data = new FormData(form);
    this.#choose(typedTime(String(data.get('since')), this.day), typedTime(String(data.get('until')), this.day));
  }

  /** @param {string} since @param {string} until */
  #choose(since, until) {
    this.close();
    tell(this, 'filter', { patch: { since, until }, step: true });
  }
}
