import { destination } from '../models/destination.js';
import { Dialog } from './dialog.js';
import { make, tell } from './dom.js';

/** Asks where to go: a line, a time, or a share of the whole. */
export class GotoDialog extends Dialog {
  /** @param {string} day the day on the screen @param {boolean} lines whether lines can be counted here */
  show(day, lines) {
    const input = /** @type {HTMLInputElement} */ (make('input', { name: 'to', 'aria-label': 'Line, time or percentage', autocomplete: 'off', spellcheck: 'false', placeholder: lines ? '90112, 10:15, 50%' : '10:15, 50%' }));
    const fault = make('p', { class: 'fault', role: 'alert' });
    const form = make('form', { method: 'dialog', onsubmit: (/** @type {Event} */ event) => {
      const to = destination(input.value, day, lines);
      if (to) tell(this, 'command', { name: 'go', to });
      else {
        event.preventDefault();
        fault.textContent = lines ? 'Neither a line, nor a time, nor a percentage.' : 'Neither a time nor a percentage.';
      }
    } }, make('div', { class: 'field' }, input, make('button', { class: 'primary small', type: 'submit' }, 'Go')),
    make('p', { class: 'hint' }, lines ? 'A line (90112), a time (2026-01-23 10:15, or 10:15 on the day shown), or a share of the whole (50%).' : 'A time (2026-01-23 10:15, or 10:15 on the day shown), or a share of the whole (50%).'), fault);
    this.open('Go to', form);
    input.focus();
  }
}
