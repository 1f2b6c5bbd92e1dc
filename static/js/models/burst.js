/** Things less than this apart are of one burst, in milliseconds. */
const REST = 40;

/** Does the first of a burst of things at once, and of the others the last, when they rest. */
export class Burst {
  #last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {() => void} work */
  add(work) {
    const now = performance.now();
    clearTimeout(this.#later);
    if (now - this.#last < REST) this.#later = setTimeout(work, REST);
    else work();
    this.#last = now;
  }
}
