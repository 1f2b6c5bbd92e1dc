import { plural } from './format.js';

/** @typedef {import('./histogram.js').Histogram} Histogram */

/** Parts of a bar from the ground up, and the levels that they stand for. @type {[string, string[]][]} */
const PARTS = [['error', ['CRITICAL', 'ERROR']], ['warning', ['WARNING']], ['other', ['NOTICE', 'INFO', 'DEBUG', 'TRACE', 'NONE']]];

/** Size of the drawing. */
const [WIDTH, HEIGHT] = [60, 16];

/** Least height of what is there at all: one error among thousands is seen. */
const LEAST = 1.6;

/**
 * A drawing of how much was written at which level between two moments.
 * @param {Histogram} histogram @param {number} from @param {number} to milliseconds
 * @returns {{ width: number, height: number, paths: { kind: string, d: string }[], says: string }}
 */
export function sparkline({ buckets, step_ms: step, total }, from, to) {
  const highest = Math.max(...buckets.map(({ counts }) => sum(counts)), 1);
  const scale = WIDTH / (to - from);
  const tops = buckets.map(() => HEIGHT);
  const paths = PARTS.map(([kind, levels]) => {
    const bars = buckets.map(({ start, counts }, i) => {
      const count = sum(counts, levels);
      if (count === 0) return '';
      const height = Math.max((count / highest) * (HEIGHT - 2 * LEAST), LEAST);
      const top = (tops[i] = (tops[i] ?? 0) - height);
      const [left, right] = [Date.parse(start), Date.parse(start) + step * 0.8].map((time) => Math.min(Math.max((time - from) * scale, 0), WIDTH));
      return `M${left?.toFixed(2)} ${top.toFixed(1)}H${right?.toFixed(2)}v${height.toFixed(1)}H${left?.toFixed(2)}z`;
    });
    return { kind, d: bars.join('') };
  });
  const of = (/** @type {string[]} */ levels) => buckets.reduce((n, { counts }) => n + sum(counts, levels), 0);
  const clock = (/** @type {number} */ time) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  return {
    width: WIDTH, height: HEIGHT, paths: paths.filter(({ d }) => d),
    says: `${plural(total, 'entry', 'entries')} from ${clock(from)} to ${clock(to).slice(11)} UTC: ${plural(of(PARTS[0]?.[1] ?? []), 'error')}, ${plural(of(PARTS[1]?.[1] ?? []), 'warning')}`,
  };
}

/** @param {Record<string, number>} counts @param {string[]} [levels] all of them unless said */
const sum = (counts, levels = Object.keys(counts)) => levels.reduce((n, level) => n + (counts[level] ?? 0), 0);
