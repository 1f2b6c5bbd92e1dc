import { LEVELS, levelOf, levelsShown, shortLevel } from '../models/levels.js';
import { number } from '../models/format.js';
import { make, tell } from './dom.js';

/** A switch for each level, and the choice of a least one. */
export class LevelFilter extends HTMLElement {
  #shown = '';
  /** @type {Record<string, number>} */
  #counts = {};
  /** @type {import('../models/view-state.js').ViewState | null} */
  #state = null;

  connectedCallback() {
    this.setAttribute('role', 'group');
  }

  disconnectedCallback() {
    this.replaceChildren();
    this.#shown = '';
  }

  /** How many entries each level has. @param {Record<string, number>} counts */
  set counts(counts) {
    this.#counts = counts;
    if (this.#state) this.#render(this.#state.values);
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state(state) {
    this.#state = state;
    const { levels, minLevel } = state.values;
    const shown = `${levels.join()}|${minLevel}`;
    if (shown === this.#shown && this.childElementCount) return;
    this.#shown = shown;
    this.#render(state.values);
  }

  /** @param {{ levels: string[], minLevel: string }} values */
  #render({ levels, minLevel }) {
    const focused = /** @type {HTMLElement | null} */ (this.querySelector(':focus'))?.dataset.level;
    const narrowed = levels.length > 0 || minLevel !== '';
    const let_through = levelsShown(levels, minLevel);
    const least = /** @type {HTMLSelectElement} */ (make('select', { class: 'least', 'aria-label': 'Least level', onchange: () => this.#least(least.value) },
      make('option', { value: '' }, 'All levels'),
      ...LEVELS.slice(1).toReversed().map((level) => make('option', { value: level }, level === 'CRITICAL' ? 'Critical only' : `${name(level)} and above`))));
    least.value = levels.length === 0 && minLevel ? levelOf(minLevel) ?? '' : '';
    this.replaceChildren(least, ...LEVELS.toReversed().map((level) => {
      const count = this.#counts[level];
      return make('button', {
        type: 'button', 'data-level': level, 'aria-pressed': String(narrowed && let_through.has(level)),
        title: `Only ${name(level)}; again to let go. With Alt: without it`,
        onclick: (/** @type {MouseEvent} */ event) => this.#toggle(level, narrowed ? let_through : new Set(), event.altKey),
      }, shortLevel(level), count !== undefined && make('span', { class: 'n' }, number(count)));
    }));
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-level="${focused}"]`))?.focus();
  }

  /** @param {string} level */
  #least(level) {
    tell(this, 'filter', { patch: { levels: [], minLevel: level }, step: true });
  }

  /** @param {string} level @param {Set<string>} chosen @param {boolean} exclude */
  #toggle(level, chosen, exclude) {
    const next = new Set(chosen);
    if (exclude) LEVELS.forEach((other) => (other === level ? next.delete(other) : chosen.size === 0 && next.add(other)));
    else if (next.has(level)) next.delete(level);
    else next.add(level);
    const levels = LEVELS.filter((other) => next.has(other));
    tell(this, 'filter', { patch: { levels: levels.length === LEVELS.length ? [] : levels, minLevel: '' }, step: true });
  }
}

/** @param {string} level */
const name = (level) => level[0] + level.slice(1).toLowerCase();
