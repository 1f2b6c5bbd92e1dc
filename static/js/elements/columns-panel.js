import { USUAL_COLUMNS, clamped, columnLabel } from '../models/columns.js';
import { icon, make, tell } from './dom.js';
import { Popup } from './popup.js';

/** Which columns there are, in which order and how wide: the same that is dragged at their heads, by keyboard. */
export class ColumnsPanel extends Popup {
  /** Fields that the rows on the screen have. @type {() => string[]} */
  fields = () => [];
  /** @type {string[]} */
  #columns = USUAL_COLUMNS;
  /** @type {Record<string, number>} */
  #widths = {};
  /** Whether files have a column of their own here. */
  #isSeveral = false;

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values, single }) {
    this.#columns = values.columns;
    this.#widths = values.widths;
    this.#isSeveral = !single;
    if (this.panel.matches(':popover-open')) this.fill();
  }

  fill() {
    const focused = /** @type {HTMLElement | null} */ (this.panel.querySelector(':focus'))?.dataset.does;
    const known = [...this.#columns, ...USUAL_COLUMNS, ...this.fields()].filter((name) => name !== 'file' || this.#isSeveral);
    const list = make('ul', { 'aria-label': 'Columns' }, ...[...new Set(known)].map((name) => this.#line(name)));
    const usual = make('button', { type: 'button', class: 'small', onclick: () => tell(this, 'command', { name: 'usual-columns' }) }, 'The usual columns');
    this.panel.replaceChildren(list, make('div', { class: 'foot' }, make('span', { class: 'hint' }, 'The message comes last'), usual));
    const again = focused && this.panel.querySelector(`[data-does="${CSS.escape(focused)}"]`);
    /** @type {HTMLElement | null} */ (again || this.panel.querySelector('input'))?.focus();
  }

  /** @param {string} name */
  #line(name) {
    const place = this.#columns.indexOf(name);
    const isShown = place >= 0;
    const box = make('input', { type: 'checkbox', 'data-does': `show ${name}`, onchange: () => tell(this, 'command', { name: 'column', field: name }) });
    /** @type {HTMLInputElement} */ (box).checked = isShown;
    const label = make('label', {}, box, make('span', {}, columnLabel(name)));
    return make('li', {}, label, ...(isShown ? [this.#width(name), this.#mover(name, place, -1), this.#mover(name, place, 1)] : []));
  }

  /** @param {string} name */
  #width(name) {
    const input = /** @type {HTMLInputElement} */ (make('input', {
      type: 'number', min: '3', max: '120', placeholder: 'auto', value: this.#widths[name] ?? null, 'data-does': `width ${name}`, 'aria-label': `Width of ${columnLabel(name)} in characters`,
      onchange: () => tell(this, 'command', { name: 'width', column: name, width: input.value === '' ? null : clamped(input.valueAsNumber) }),
    }));
    return input;
  }

  /** @param {string} name @param {number} place @param {1 | -1} step */
  #mover(name, place, step) {
    const to = this.#columns[place + step];
    const label = `Move ${columnLabel(name)} to the ${step < 0 ? 'left' : 'right'}`;
    return make('button', {
      type: 'button', class: step < 0 ? 'quiet icon' : 'quiet icon down', 'aria-label': label, title: label, disabled: to === undefined, 'data-does': `move ${step} ${name}`,
      onclick: () => tell(this, 'command', { name: 'move-column', column: name, to }),
    }, icon('up'));
  }
}
