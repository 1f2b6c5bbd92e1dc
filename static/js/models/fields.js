/** @typedef {{ name: string, text: string, value: unknown }} Field */

/**
 * The fields of an entry, nested objects spread to dotted names, in the order they were written.
 * Numbers are shown as they were written: JavaScript would round those above 2^53.
 * @param {string} json the entry as it came
 * @returns {Field[]}
 */
export function contextFields(json) {
  const { context } = JSON.parse(json, /** @type {any} */ (keepDigits));
  return spread(context ?? {}, '');
}

/** A number that JavaScript cannot hold, as its digits. */
class Digits {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toJSON() {
    return /** @type {any} */ (JSON).rawJSON?.(this.text) ?? this.text;
  }
}

/** @param {string} _key @param {unknown} value @param {{ source?: string }} [written] */
function keepDigits(_key, value, written) {
  const exact = typeof value !== 'number' || !written?.source || String(value) === written.source;
  return exact ? value : new Digits(/** @type {string} */ (written.source));
}

/** @param {Record<string, unknown>} object @param {string} prefix @returns {Field[]} */
function spread(object, prefix) {
  return Object.entries(object).flatMap(([key, value]) => {
    const name = prefix + key;
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Digits);
    if (isObject && Object.keys(value).length) return spread(/** @type {Record<string, unknown>} */ (value), `${name}.`);
    return [{ name, value: value instanceof Digits ? value.text : value, text: shown(value) }];
  });
}

/** @param {unknown} value */
function shown(value) {
  if (value instanceof Digits) return value.text;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
