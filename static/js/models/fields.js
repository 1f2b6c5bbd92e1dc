/** @typedef {{ name: string, text: string, value: unknown }} Field */

/**
 * The fields of an entry, nested objects spread to dotted names, in the order they were written.
 * Numbers are shown as they were written: JavaScript would round those above 2^53.
 * @param {string} json the entry as it came
 * @returns {Field[]}
 */
export function contextFields(json) {
  /** @type {Field[]} */
  const fields = [];
  spread(exact(json).context ?? {}, '', 0, fields);
  return fields;
}

/** No more fields of an entry are shown, none is spread deeper, and no name is longer than so many characters. */
const [MOST_FIELDS, DEEPEST, LONGEST_NAME] = [500, 16, 200];

/**
 * Reads JSON so that its numbers are written again as they stand, where the engine can.
 * @param {string} json
 */
export function exact(json) {
  try {
    return JSON.parse(json, /** @type {any} */ (keepDigits));
  } catch {
    return JSON.parse(json); // too deep to look at each number
  }
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

/** @param {Record<string, unknown>} object @param {string} prefix @param {number} depth @param {Field[]} fields */
function spread(object, prefix, depth, fields) {
  for (const key in object) {
    if (fields.length >= MOST_FIELDS) return;
    const [name, value] = [prefix + key, object[key]];
    if (name.length > LONGEST_NAME) continue;
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Digits);
    if (isObject && depth < DEEPEST && Object.keys(value).length) spread(/** @type {Record<string, unknown>} */ (value), `${name}.`, depth + 1, fields);
    else fields.push({ name, value: value instanceof Digits ? value.text : value, text: shown(value) });
  }
}

/** @param {unknown} value */
function shown(value) {
  if (value instanceof Digits) return value.text;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return '…'; // too deep to be written
  }
}
