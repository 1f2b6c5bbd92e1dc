import { icon, part } from './dom.js';

const THEMES = ['system', 'light', 'dark'];

/** Goes round the themes: as the system has it, light, dark. */
export class ThemeButton extends HTMLElement {
  #turn = () => this.next();

  connectedCallback() {
    part(this, 'button').addEventListener('click', this.#turn);
    this.#show();
  }

  disconnectedCallback() {
    part(this, 'button').removeEventListener('click', this.#turn);
  }

  get #theme() {
    return document.documentElement.dataset.theme ?? 'system';
  }

  next() {
    const theme = THEMES[(THEMES.indexOf(this.#theme) + 1) % THEMES.length] ?? 'system';
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem('logbrook.theme');
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem('logbrook.theme', theme);
    }
    this.#show();
  }

  #show() {
    const button = part(this, 'button');
    button.setAttribute('aria-label', `Theme: ${this.#theme}`);
    button.title = `Theme: ${this.#theme} (t)`;
    button.replaceChildren(icon(this.#theme));
  }
}
