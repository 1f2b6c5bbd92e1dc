import { typedTime } from './times.js';

/** @typedef {{ line: number } | { at: string } | { place: number }} Destination */

/**
 * Where somebody wants to go; null where it cannot be told.
 * @param {string} typed @param {string} day the day on the screen @param {boolean} lines whether lines can be counted
 * @returns {Destination | null}
 */
export function destination(typed, day, lines) {
  const text = typed.trim().replace(/^:/, '');
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (share) return { place: Math.min(Number(share[1]) / 100, 1) };
  if (lines && /^[\d,_ ]+$/.test(text)) return { line: Math.max(Number(text.replace(/[,_ ]/g, '')), 1) };
  const time = typedTime(text, day);
  return Number.isNaN(Date.parse(time)) || /^\d+$/.test(text) ? null : { at: new Date(time).toISOString() };
}
