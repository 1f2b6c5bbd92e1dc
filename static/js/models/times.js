/**
 * @typedef {'utc' | 'local' | 'relative'} Zone
 * @typedef {{ date: string, time: string }} Shown
 */

/**
 * A time stamp as the time column shows it: to the millisecond at most, never finer than it was written.
 * @param {string} timestamp RFC 3339 in UTC @param {Zone} zone @param {number} now milliseconds
 * @returns {Shown}
 */
export function shownTime(timestamp, zone, now) {
  const [date = '', clock = ''] = timestamp.replace('Z', '').split('T');
  const fraction = /\.\d{1,3}/.exec(clock)?.[0] ?? '';
  if (zone === 'utc') return { date, time: clock.slice(0, 8) + fraction };
  const instant = new Date(timestamp);
  if (zone === 'relative') return { date, time: relative(instant.getTime() - now) };
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return {
    date: `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`,
    time: `${two(instant.getHours())}:${two(instant.getMinutes())}:${two(instant.getSeconds())}${fraction}`,
  };
}

/** @param {number} ms */
function relative(ms) {
  const sign = ms < 0 ? '−' : '+';
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 60) return `${sign}${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${sign}${minutes} m ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${sign}${hours} h ${minutes % 60} m` : `${sign}${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Ranges on offer, as the query spells them. @type {[string, string][]} */
export const QUICK_RANGES = [
  ['5m', 'Last 5 minutes'], ['15m', 'Last 15 minutes'], ['1h', 'Last hour'], ['6h', 'Last 6 hours'],
  ['24h', 'Last 24 hours'], ['7d', 'Last 7 days'],
];

/**
 * A time as the query takes it, from what a person types: `2h`, `2026-01-23`, `2026-01-23 10:15`, `10:15` on a known day.
 * What is not understood is left for the server to judge.
 * @param {string} typed @param {string} day the day on the screen, `YYYY-MM-DD`
 */
export function typedTime(typed, day) {
  const text = typed.trim().replace(/^(?:last|past)\s+/i, '').replace(/^(\d+)\s*(s|m|h|d)[a-z]*$/i, (_, n, unit) => n + unit.toLowerCase());
  if (/^\d{1,2}:\d\d(:\d\d(\.\d+)?)?$/.test(text) && day) return `${day}T${padClock(text)}Z`;
  const full = /^(\d{4}-\d\d-\d\d)[ T](\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/.exec(text);
  return full ? `${full[1]}T${padClock(full[2] ?? '')}${full[3] ?? 'Z'}` : text;
}

/** @param {string} clock */
const padClock = (clock) => {
  const padded = clock.replace(/^\d:/, '0$&');
  return padded.length === 5 ? `${padded}:00` : padded;
};

/** What the time button says. @param {string} since @param {string} until */
export function rangeLabel(since, until) {
  if (!since && !until) return 'All time';
  const quick = QUICK_RANGES.find(([span]) => span === since);
  if (quick && !until) return quick[1];
  const short = (/** @type {string} */ time) => time.replace('T', ' ').replace(/(:00)?(\.\d+)?Z$/, '');
  if (!until) return /^\d+[smhd]$/.test(since) ? `Last ${since}` : `From ${short(since)}`;
  if (!since) return `Until ${short(until)}`;
  const [from, to] = [short(since), short(until)];
  return from.slice(0, 10) === to.slice(0, 10) && to.length > 10 ? `${from} – ${to.slice(11)}` : `${from} – ${to}`;
}

/** A time moved by some milliseconds. @param {string} timestamp @param {number} ms */
export const moved = (timestamp, ms) => new Date(Date.parse(timestamp) + ms).toISOString();
