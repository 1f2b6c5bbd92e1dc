import { make, part, tell } from './dom.js';

/** Quiet after which what is typed is searched, in milliseconds. */
const PAUSE = 350;

/** Searches kept. */
const KEPT = 30;

/** The search: runs while one types, says what is wrong with it under the character at fault, and knows earlier ones. */
export class SearchBox extends HTMLElement {
  #listeners = new AbortController();
  #pause = 0;
  #shown = '';

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    this.input.addEventListener('input', () => this.#typed(), { signal });
    this.input.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.input.addEventListener('focus', () => this.input.value === '' && this.#suggest(), { signal });
    this.input.addEventListener('blur', () => this.#hide(), { signal });
    part(this, 'form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#run(true);
    }, { signal });
    part(this, '.clear').addEventListener('click', () => this.#set(''), { signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#pause);
  }

  get input() {
    return /** @type {HTMLInputElement} */ (part(this, 'input'));
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state({ values: { q } }) {
    if (q === this.#shown) return;
    this.#shown = q;
    if (this.input.value.trim() !== q.trim()) this.input.value = q;
    part(this, '.clear').hidden = q === '';
  }

  /** Shows what the server found wrong with the search. @param {import('../models/api.js').Problem | null} problem */
  set problem(problem) {
    const fault = part(this, '.fault');
    const isOurs = problem?.param === 'q';
    this.classList.toggle('faulty', isOurs);
    fault.hidden = !isOurs;
    this.input.setAttribute('aria-invalid', String(isOurs));
    this.input.removeAttribute('aria-describedby');
    if (!isOurs) return;
    this.input.setAttribute('aria-describedby', fault.id);
    const at = Math.max((problem.column ?? 1) - 1, 0);
    const [before = '', wrong, after = ''] = cut(this.input.value, at);
    const pointer = make('pre', { 'aria-hidden': 'true' }, before, make('em', {}, wrong || '␣'), after, '\n', ' '.repeat([...before].length), make('em', {}, '▲'));
    fault.replaceChildren(pointer, make('p', {}, problem.message));
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  #typed() {
    clearTimeout(this.#pause);
    part(this, '.clear').hidden = this.input.value === '';
    this.problem = null;
    this.#suggest();
    this.#pause = window.setTimeout(() => this.#run(false), PAUSE);
  }

  /** @param {boolean} kept whether the search was meant, rather than passed through while typing */
  #run(kept) {
    clearTimeout(this.#pause);
    const q = this.input.value.trim();
    if (kept) this.#hide();
    if (kept && q) localStorage.setItem('logbrook.searches', JSON.stringify([q, ...searches().filter((other) => other !== q)].slice(0, KEPT)));
    if (q === this.#shown.trim() && !kept) return;
    this.#shown = q;
    tell(this, 'filter', { patch: { q }, step: kept });
  }

  /** @param {string} q */
  #set(q) {
    this.input.value = q;
    part(this, '.clear').hidden = q === '';
    this.problem = null;
    this.#run(true);
    this.input.focus();
    this.#hide();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const options = [...this.querySelectorAll('[role="option"]')];
    const isOpen = !part(this, '.suggestions').hidden && options.length > 0;
    const chosen = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'Escape') {
      if (isOpen) this.#hide();
      else this.input.blur();
      event.preventDefault();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) return this.#suggest();
      this.#choose(options, (chosen + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter' && isOpen && chosen >= 0) {
      event.preventDefault();
      this.#set(options[chosen]?.textContent ?? '');
    }
  }

  /** @param {Element[]} options @param {number} index */
  #choose(options, index) {
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
    this.input.setAttribute('aria-activedescendant', options[index]?.id ?? '');
    options[index]?.scrollIntoView({ block: 'nearest' });
  }

  /** Offers earlier searches that go on from what is typed. */
  #suggest() {
    const typed = this.input.value.trim().toLowerCase();
    const found = searches().filter((q) => q.toLowerCase().includes(typed) && q.toLowerCase() !== typed).slice(0, 8);
    const list = part(this, '.suggestions');
    list.replaceChildren(...found.map((q, i) => make('li', {
      id: `search-${i}`, role: 'option', 'aria-selected': 'false',
      onmousedown: (/** @type {Event} */ event) => { event.preventDefault(); this.#set(q); },
    }, q)));
    list.hidden = found.length === 0;
    this.input.setAttribute('aria-expanded', String(found.length > 0));
    this.input.removeAttribute('aria-activedescendant');
  }

  #hide() {
    part(this, '.suggestions').hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

/** @returns {string[]} */
function searches() {
  try {
    return JSON.parse(localStorage.getItem('logbrook.searches') ?? '[]');
  } catch {
    return [];
  }
}

/** A text before, at and behind a character. @param {string} text @param {number} at counted in characters */
function cut(text, at) {
  const characters = [...text];
  return [characters.slice(0, at).join(''), characters[at] ?? '', characters.slice(at + 1).join('')];
}
