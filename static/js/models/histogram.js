import { LEVELS } from './levels.js';

/**
 * @typedef {object} Histogram   the answer of `/api/logs/histogram`
 * @property {string} since
 * @property {string} until
 * @property {number} step_ms
 * @property {boolean} exact
 * @property {number} total
 * @property {{ start: string, counts: Record<string, number> }[]} buckets
 *
 * @typedef {{ level: string, tops: number[], total: number }} Layer
 */

/** Levels from the bottom of a bar: the worst first, so that a single error stands on the ground line. */
const STACK = [...LEVELS.toReversed(), 'NONE'];

/**
 * What to draw: the times, and for each level that occurs the tops of its part of the bars.
 * @param {Histogram} histogram
 * @returns {{ times: number[], layers: Layer[], highest: number }} times in seconds
 */
export function stacked({ buckets }) {
  const times = buckets.map(({ start }) => Date.parse(start) / 1000);
  const tops = buckets.map(() => 0);
  /** @type {Layer[]} */
  const layers = [];
  for (const level of STACK) {
    const counts = buckets.map((bucket) => bucket.counts[level] ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) continue;
    counts.forEach((count, i) => { tops[i] = (tops[i] ?? 0) + count; });
    layers.push({ level, tops: [...tops], total });
  }
  return { times, layers, highest: tops.reduce((highest, top) => Math.max(highest, top), 0) };
}

/** How many entries each level has. @param {Histogram} histogram @returns {Record<string, number>} */
export const levelCounts = (histogram) => Object.fromEntries(stacked(histogram).layers.map(({ level, total }) => [level, total]));

/** Buckets that may be added live before all of them are asked for anew, as a share of what was drawn. */
const ROOM = 0.5;

/**
 * Takes up entries that were written since. What is before the first bucket is left to the server.
 * @param {Histogram} histogram it is changed @param {{ timestamp: string | null, level: string | null }[]} entries @param {number} drawn buckets it began with
 * @returns {boolean} whether it can go on to grow
 */
export function grow(histogram, entries, drawn) {
  const { buckets, step_ms: step } = histogram;
  if (buckets.length < 2) return false;
  const first = Date.parse(buckets[0]?.start ?? '');
  let time = first + (buckets.length - 1) * step;
  for (const { timestamp, level } of entries) {
    if (timestamp) time = Date.parse(timestamp);
    const index = Math.floor((time - first) / step);
    if (index < 0) continue;
    if (index > drawn * (1 + ROOM)) return false;
    while (buckets.length <= index) buckets.push({ start: new Date(first + buckets.length * step).toISOString(), counts: {} });
    const { counts } = /** @type {Histogram['buckets'][0]} */ (buckets[index]);
    counts[level ?? 'NONE'] = (counts[level ?? 'NONE'] ?? 0) + 1;
    histogram.total += 1;
  }
  return true;
}
