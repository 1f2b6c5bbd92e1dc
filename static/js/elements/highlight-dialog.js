import { HIGHLIGHT_COLOURS, keepRules, rules } from '../models/highlights.js';
import { Dialog } from './dialog.js';
import { icon, make, part, tell } from './dom.js';

/** Words that are shown in a colour wherever they stand; kept in the browser. */
export class HighlightDialog extends Dialog {
  show() {
    const list = make('ul', { class: 'lines', 'aria-label': 'Highlighted' });
    const input = /** @type {HTMLInputElement} */ (make('input', { name: 'text', 'aria-label': 'Words to highlight', placeholder: 'timeout, “a phrase”, /req-[0-9a-f]+/', autocomplete: 'off', spellcheck: 'false' }));
    const form = make('form', { onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text) return;
      const used = rules().map(({ colour }) => colour);
      const colour = HIGHLIGHT_COLOURS.find((one) => !used.includes(one)) ?? HIGHLIGHT_COLOURS[used.length % HIGHLIGHT_COLOURS.length] ?? '';
      input.value = '';
      this.#keep([...rules().filter((rule) => rule.text !== text), { text, colour }]);
    } }, make('div', { class: 'field' }, input, make('button', { class: 'primary small', type: 'submit' }, 'Add')),
    make('p', { class: 'hint' }, 'Every word, phrase and /expression/ is shown in the colour, in all files. Nothing is hidden. Kept in this browser.'));
    this.open('Highlight words', this.header('Highlight words'), form, list);
    input.focus();
    this.#list();
  }

  #list() {
    part(this, '.lines').replaceChildren(...rules().map((rule, i) => make('li', {},
      make('button', { type: 'button', class: `quiet icon swatch h-${rule.colour}`, 'aria-label': `Colour of ${rule.text}: ${rule.colour}`, title: 'Another colour', onclick: () => this.#recolour(i) }, 'Aa'),
      make('code', {}, rule.text),
      make('button', { type: 'button', class: 'quiet icon', 'aria-label': `Remove ${rule.text}`, onclick: () => this.#keep(rules().toSpliced(i, 1)) }, icon('close')))));
  }

  /** @param {number} index */
  #recolour(index) {
    this.#keep(rules().map((rule, i) => (i === index ? { ...rule, colour: HIGHLIGHT_COLOURS[(HIGHLIGHT_COLOURS.indexOf(rule.colour) + 1) % HIGHLIGHT_COLOURS.length] ?? '' } : rule)));
    /** @type {HTMLElement} */ (this.querySelectorAll('.swatch')[index]).focus();
  }

  /** @param {import('../models/highlights.js').Rule[]} kept */
  #keep(kept) {
    keepRules(kept);
    this.keepingFocus(() => this.#list());
    tell(this, 'highlights');
  }
}
