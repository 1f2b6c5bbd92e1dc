import { icon, make, tell } from './dom.js';
import { Popup } from './popup.js';

/** @typedef {{ label: string, icon: string, key?: string, checked?: boolean, run?: () => void, href?: string, name?: string }} Item */

/** What is not needed all the time. */
export class MoreMenu extends Popup {
  /** Makes the items when the menu opens. @type {() => (Item | null)[]} */
  items = () => [];

  fill() {
    this.panel.replaceChildren(...this.items().map((item) => (item ? this.#item(item) : make('hr'))));
    this.panel.firstElementChild?.setAttribute('autofocus', '');
    this.panel.onkeydown = (event) => this.#key(event);
  }

  /** @param {Item} item */
  #item({ label, icon: sign, key, checked, run, href, name }) {
    const role = checked === undefined ? 'menuitem' : 'menuitemcheckbox';
    const attributes = { role, tabindex: '-1', 'aria-checked': checked === undefined ? null : String(checked) };
    const children = [icon(sign), make('span', {}, label), key ? make('kbd', { 'aria-hidden': 'true' }, key) : null];
    if (href) return make('a', { ...attributes, href, download: name ?? true, onclick: () => this.close() }, ...children);
    return make('button', { ...attributes, type: 'button', onclick: () => { this.close(); run?.(); tell(this, 'chosen'); } }, ...children);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = /** @type {HTMLElement[]} */ ([...this.panel.querySelectorAll('[role^="menuitem"]')]);
    const here = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[to % items.length]?.focus();
  }
}
