import { ViewState } from './view-state.js';
import { store, stored } from './stored.js';

/**
 * @typedef {object} Saved   a search that was given a name
 * @property {string} name
 * @property {string} query    what of the address says which entries
 * @property {boolean} notify  whether a live match is told while the page is in the background
 */

/** @returns {Saved[]} */
export const savedSearches = () => stored('saved', []);

/** Keeps a search under its name, in the place of one that had it. @param {Saved} search */
export function save(search) {
  store('saved', [...savedSearches().filter(({ name }) => name !== search.name), search]);
}

/** @param {string} name */
export function forget(name) {
  store('saved', savedSearches().filter((search) => search.name !== name));
}

/** A name to begin with. @param {ViewState} state */
export function nameFor({ values }) {
  const files = values.files.length === 1 ? values.files[0] ?? '' : values.files.length ? `${values.files.length} files` : 'all files';
  const levels = values.minLevel ? `${values.minLevel.toLowerCase()} and above` : values.levels.join(', ').toLowerCase();
  return [[values.q.trim(), levels, values.sources.join(', ')].filter(Boolean).join(' · ') || 'everything', files].join(' in ');
}

/** The view that a saved search opens. @param {Saved} search */
export const viewOf = ({ query }) => ViewState.parse({ search: `?${query}`, hash: '' });
