import { make, tell } from './dom.js';

/** Said where there is nothing yet. */
const FOLLOWED = 'It is followed: what comes appears here as it is written.';

/** What stands where there are no rows: why, and what to try. */
export class ViewNotice extends HTMLElement {
  disconnectedCallback() {
    this.replaceChildren();
  }

  /**
   * @param {import('../models/log-reader.js').LogReader} reader
   * @param {import('../models/view-state.js').ViewState} state
   * @param {boolean} isShown whether the rows on the screen are the reader's
   */
  show(reader, state, isShown) {
    const said = !isShown || reader.rows.length || reader.reading ? null : this.#said(reader, state);
    this.hidden = !said;
    const text = said?.map((part) => (typeof part === 'string' ? part : part.textContent)).join('|') ?? '';
    if (text === this.dataset.said) return;
    this.dataset.said = text;
    this.replaceChildren(...(said ?? []));
  }

  /** @param {import('../models/log-reader.js').LogReader} reader @param {import('../models/view-state.js').ViewState} state */
  #said({ error, stopped }, { narrowed, values }) {
    if (error) return this.#failure(/** @type {import('../models/api.js').Problem} */ (error));
    if (stopped) return [make('h2', {}, 'Stopped before anything was found'), this.#tries([['Search again', 'again']])];
    if (!narrowed) return [make('h2', {}, 'This log is empty'), make('p', {}, values.live ? FOLLOWED : 'Nothing has been written to it yet.'), this.#tries([['Look again', 'again'], ['Choose another file', 'pick']])];
    /** @type {[string, string][]} */
    const tries = [];
    if (values.q.trim()) tries.push(['Clear search', 'clear-q']);
    if (values.levels.length || values.minLevel) tries.push(['All levels', 'clear-level']);
    if (values.since || values.until) tries.push(['All time', 'clear-time']);
    if (values.sources.length) tries.push(['All sources', 'clear-source']);
    return [make('h2', {}, 'No entry matches'), make('p', {}, this.#hint(values)), this.#tries(tries)];
  }

  /** @param {import('../models/view-state.js').Values} values */
  #hint({ since, q, live }) {
    if (live) return FOLLOWED;
    if (/^\d+[smhd]$/.test(since)) return `Nothing was written in the ${since} before now. Logs of another day need another time range.`;
    if (/\p{Lu}/u.test(q)) return 'A word with an upper-case letter is searched exactly as it is written; in lower case it finds both.';
    return 'Every condition must hold at once. Take one away:';
  }

  /** @param {import('../models/api.js').Problem} problem */
  #failure(problem) {
    if (problem.status === 401) return [make('h2', {}, 'You are signed out'), make('p', {}, 'Sign in again, and it goes on where you were.'), this.#tries([['Sign in', 'sign-in']])];
    if (problem.status === 404 || problem.status === 403) {
      return [make('h2', {}, 'There is no such log'), make('p', {}, 'It may have been moved or rotated away, or it may not be yours to read.'), this.#tries([['Choose another file', 'pick'], ['All files', 'list']])];
    }
    if (problem.status === 400) return [make('h2', {}, 'The server does not understand this query'), make('p', {}, problem.message), this.#tries([['Clear all filters', 'clear']])];
    if (problem.status) return [make('h2', {}, 'The server could not answer'), make('p', {}, problem.message), this.#tries([['Try again', 'again']])];
    return [make('h2', {}, 'The server cannot be reached'), make('p', {}, 'Nothing is lost: the logs are read anew as soon as it answers.'), this.#tries([['Try again', 'again']])];
  }

  /** @param {[string, string][]} tries label and command */
  #tries(tries) {
    return make('div', { class: 'tries' }, ...tries.map(([label, name]) =>
      make('button', { type: 'button', onclick: () => tell(this, 'command', { name }) }, label)));
  }
}
