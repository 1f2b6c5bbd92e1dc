import { part } from './dom.js';

/** An element with a button that opens its panel. What is in the panel is made when it opens. */
export class Popup extends HTMLElement {
  #listeners = new AbortController();

  connectedCallback() {
    this.#listeners = new AbortController();
    /** @type {HTMLButtonElement} */ (this.button).popoverTargetElement = this.panel;
    this.panel.addEventListener('beforetoggle', (event) => this.#toggled(/** @type {ToggleEvent} */ (event)), { signal: this.#listeners.signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get button() {
    return part(this, 'button.open');
  }

  get panel() {
    return part(this, '.panel');
  }

  show() {
    this.panel.showPopover();
  }

  close() {
    this.panel.hidePopover();
    this.button.focus();
  }

  /** The panel was closed. */
  closed() {}

  /** Fills the panel; what has `autofocus` is focused. */
  fill() {}

  /** @param {ToggleEvent} event */
  #toggled(event) {
    const opens = event.newState === 'open';
    this.button.setAttribute('aria-expanded', String(opens));
    if (!opens) return this.closed();
    this.fill();
    const { left, right, bottom } = this.button.getBoundingClientRect();
    this.panel.style.top = `${bottom + 4}px`;
    const atRight = left > innerWidth / 2;
    this.panel.style.left = atRight ? 'auto' : `${left}px`;
    this.panel.style.right = atRight ? `${Math.max(8, innerWidth - right)}px` : 'auto';
  }
}
