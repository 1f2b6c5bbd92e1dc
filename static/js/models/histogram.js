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
