/** What the browser keeps of a reader's choices; where it keeps nothing, they last as long as the page. */

/** @type {Map<string, unknown>} */
const held = new Map();

/**
 * @template T
 * @param {string} name @param {T} otherwise
 * @returns {T}
 */
export function stored(name, otherwise) {
  try {
    const text = localStorage.getItem(`logbrook.${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return /** @type {T} */ (held.get(name) ?? otherwise);
  }
}

/** @param {string} name @param {unknown} value */
export function store(name, value) {
  held.set(name, value);
  try {
    localStorage.setItem(`logbrook.${name}`, JSON.stringify(value));
  } catch {
    return; // private windows and full stores keep nothing
  }
}
