/** Samples kept: enough for every pixel of a scroll bar. */
const SAMPLES = 4096;

/** Which match stands where: every so many matches one is noted by its key, its line or its time. */
export class RankMap {
  /** What the keys are. @readonly */
  by;

  /** Keys of the matches 0, step, 2 × step, … */
  #keys = /** @type {number[]} */ ([]);
  #step = 1;
  #count = 0;

  /** @param {'line' | 'timestamp'} by */
  constructor(by) {
    this.by = by;
  }

  get count() {
    return this.#count;
  }

  /** Takes the next match. @param {() => number | null} key asked for only where it is noted */
  take(key) {
    if (this.#count % this.#step === 0) {
      this.#keys.push(key() ?? this.#keys.at(-1) ?? 0);
      if (this.#keys.length > SAMPLES) this.#thin();
    }
    this.#count += 1;
  }

  /** How many matches stand before a key. @param {number} key */
  rank(key) {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    const [from, to] = [this.#keys[low - 1], this.#keys[low]];
    if (from === undefined) return 0;
    const share = to === undefined || to === from ? 0 : (key - from) / (to - from);
    return Math.min((low - 1 + share) * this.#step, this.#count);
  }

  /** The key of a match, or of one a little before it. @param {number} rank */
  key(rank) {
    return this.#keys[Math.min(Math.floor(rank / this.#step), this.#keys.length - 1)] ?? 0;
  }

  #thin() {
    this.#keys = this.#keys.filter((_, i) => i % 2 === 0);
    this.#step *= 2;
  }
}
