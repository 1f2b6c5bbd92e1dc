/** A whole number with commas. `Intl` would take longer to load than a page to show its rows. @param {number} n */
export const number = (n) => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** @param {number} n @param {string} one @param {string} [many] */
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** @param {number} bytes */
export function bytes(bytes) {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(value < 9.95 ? 2 : 3)} ${UNITS[unit]}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** How long ago, in the largest unit that fits. @param {number} then @param {number} now milliseconds */
export function age(then, now) {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 5) return 'now';
  const [span, unit] = AGES.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.floor(seconds / span)} ${unit}`;
}

/** @type {[number, string][]} */
const AGES = [[31_536_000, 'y'], [2_592_000, 'mo'], [86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']];

/** Never more than was reached. @param {number} share */
export const percent = (share) => `${Math.floor(share * 100)} %`;

/** A part of a whole; what is there at all is never nothing. @param {number} share */
export const partOf = (share) => (share > 0 && share < 0.01 ? '< 1 %' : percent(share));
