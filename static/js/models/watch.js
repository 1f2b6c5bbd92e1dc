import { subscription } from './following.js';
import { Live } from './live.js';
import { viewOf } from './saved.js';

/** @typedef {import('./saved.js').Saved} Saved */

/** Searches watched at once: each is a connection. */
const MOST = 8;

/** Follows saved searches and tells of what is written that they find. */
export class Watch {
  /** @type {Map<string, Live>} by name and query */
  #lives = new Map();
  #url;
  #onFound;
  #world;

  /** @param {string} url of the socket @param {(search: Saved, rows: import('./row.js').Row[]) => void} onFound @param {import('./live.js').World} [world] */
  constructor(url, onFound, world) {
    this.#url = url;
    this.#onFound = onFound;
    this.#world = world;
  }

  /** Follows these of the searches that are to notify, and no others. @param {Saved[]} searches */
  update(searches) {
    const wanted = new Map(searches.filter(({ notify }) => notify).slice(0, MOST).map((search) => [`${search.name}\n${search.query}`, search]));
    for (const [key, live] of this.#lives) {
      if (wanted.has(key)) continue;
      live.stop();
      this.#lives.delete(key);
    }
    for (const [key, search] of wanted) if (!this.#lives.has(key)) this.#lives.set(key, this.#follow(search));
  }

  /** @param {Saved} search */
  #follow(search) {
    const live = new Live(this.#url, subscription(viewOf(search).filter()), {
      onBegin: () => {},
      onRows: (rows) => {
        const found = rows.filter(({ isNotice }) => !isNotice);
        if (found.length) this.#onFound(search, found);
      },
      onState: () => {},
    }, this.#world);
    live.start();
    return live;
  }
}
