import { marks } from './search-terms.js';
import { store, stored } from './stored.js';

/**
 * @typedef {{ text: string, colour: string }} Rule   what to highlight, written as a search is, and in which colour
 * @typedef {{ kind: string, expressions: RegExp[] }} Highlight
 */

export const HIGHLIGHT_COLOURS = ['yellow', 'green', 'blue', 'magenta', 'red', 'cyan'];

/** @returns {Rule[]} */
export const rules = () => stored('highlights', []);

/** @param {Rule[]} kept */
export const keepRules = (kept) => store('highlights', kept);

/** What the rules look for. @returns {Highlight[]} */
export const highlights = () => rules().map(({ text, colour }) => ({ kind: `h-${colour}`, expressions: marks(text) }));
