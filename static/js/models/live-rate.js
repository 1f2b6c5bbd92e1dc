/** Time over which the rate is smoothed, in milliseconds. */
const SPAN = 3000;

/** Entries a second, smoothed: what came long ago counts less and less. */
export class LiveRate {
  #now;
  #value = 0;
  #at;

  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.#now = now;
    this.#at = now();
  }

  get perSecond() {
    return this.#value * Math.exp((this.#at - this.#now()) / SPAN);
  }

  /** @param {number} entries */
  add(entries) {
    this.#value = this.perSecond + (entries * 1000) / SPAN;
    this.#at = this.#now();
  }
}
