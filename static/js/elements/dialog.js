import { icon, make } from './dom.js';

/** An element that shows a dialog, made when it opens and gone when it is closed. */
export class Dialog extends HTMLElement {
  disconnectedCallback() {
    this.replaceChildren();
  }

  /** @param {string} label @param {...(Node | string)} children @returns {HTMLDialogElement} */
  open(label, ...children) {
    const dialog = /** @type {HTMLDialogElement} */ (make('dialog', { 'aria-label': label }, ...children));
    dialog.addEventListener('cancel', () => this.close());
    dialog.addEventListener('close', () => dialog.remove());
    dialog.addEventListener('click', (event) => event.target === dialog && this.close());
    this.replaceChildren(dialog);
    dialog.showModal();
    return dialog;
  }

  /** Takes the dialog away at once: the event `close` comes after the next key, which would be the dialog's still. */
  close() {
    const dialog = this.querySelector('dialog');
    dialog?.close();
    dialog?.remove();
  }

  /** Changes what is shown, and gives the focus back to the control of the same name, or else to the first. @param {() => void} change */
  keepingFocus(change) {
    const label = document.activeElement?.getAttribute('aria-label');
    change();
    const same = label && this.querySelector(`[aria-label="${CSS.escape(label)}"]`);
    /** @type {HTMLElement | null} */ (same || this.querySelector('input, button'))?.focus();
  }

  /** A title, and the way out. @param {string} title */
  header(title) {
    return make('header', {}, make('h2', {}, title), make('button', { class: 'quiet icon', type: 'button', 'aria-label': 'Close', onclick: () => this.close() }, icon('close')));
  }
}
