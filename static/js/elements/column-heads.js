import { clamped } from '../models/columns.js';
import { part, tell } from './dom.js';

/** How far a head is moved before it is taken to be dragged, in pixels. */
const SLACK = 6;

/**
 * The heads of the columns under the pointer: the edge drags a width, the head itself drags the order.
 * By keyboard both are changed in the panel of the columns.
 */
export class ColumnHeads {
  #root;
  #painter;

  /** @param {HTMLElement} root the element around heads and rows @param {import('./row-painter.js').RowPainter} painter */
  constructor(root, painter) {
    this.#root = root;
    this.#painter = painter;
  }

  /** @param {AbortSignal} signal ends it */
  listen(signal) {
    const heads = part(this.#root, '.heads');
    heads.addEventListener('pointerdown', (event) => this.#grasp(event), { signal });
    heads.addEventListener('dblclick', (event) => {
      const head = /** @type {HTMLElement} */ (event.target).closest('.grip')?.closest('[data-column]');
      if (head) tell(this.#root, 'command', { name: 'width', column: head.getAttribute('data-column'), width: null });
    }, { signal });
  }

  /** @param {PointerEvent} event */
  #grasp(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const head = /** @type {HTMLElement | null} */ (target.closest('[data-column]'));
    if (!head || target.closest('button') || event.button !== 0) return;
    event.preventDefault();
    const drag = target.closest('.grip') ? this.#resizing(head, event.clientX) : this.#moving(head, event.clientX);
    const released = new AbortController();
    const { signal } = released;
    document.addEventListener('pointermove', (moved) => drag.to(moved.clientX), { signal });
    for (const end of ['pointerup', 'pointercancel']) {
      document.addEventListener(end, () => {
        released.abort();
        drag.end();
      }, { signal });
    }
  }

  /** @param {HTMLElement} head @param {number} start */
  #resizing(head, start) {
    const column = head.dataset.column ?? '';
    const before = head.offsetWidth;
    const character = characterWidth(head);
    let width = before / character;
    return {
      to: (/** @type {number} */ x) => {
        width = clamped((before + x - start) / character);
        this.#painter.drag(column, width);
      },
      end: () => width !== before / character && tell(this.#root, 'command', { name: 'width', column, width }),
    };
  }

  /** @param {HTMLElement} head @param {number} start */
  #moving(head, start) {
    const column = head.dataset.column ?? '';
    /** @type {HTMLElement | null} */
    let over = null;
    return {
      to: (/** @type {number} */ x) => {
        if (Math.abs(x - start) < SLACK && !over) return;
        over?.classList.remove('over');
        over = this.#headAt(x) ?? head;
        over.classList.toggle('over', over !== head);
      },
      end: () => {
        over?.classList.remove('over');
        if (over && over !== head) tell(this.#root, 'command', { name: 'move-column', column, to: over.dataset.column });
      },
    };
  }

  /** @param {number} x */
  #headAt(x) {
    const heads = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll('[data-column]')]);
    return heads.find((head) => head.getBoundingClientRect().left <= x && x <= head.getBoundingClientRect().right + SLACK);
  }
}

/** @param {HTMLElement} head */
function characterWidth(head) {
  const probe = document.createElement('span');
  probe.style.cssText = 'position:absolute;width:10ch';
  head.parentElement?.append(probe);
  const width = probe.getBoundingClientRect().width / 10;
  probe.remove();
  return width;
}
