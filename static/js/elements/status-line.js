import { number, percent, plural } from '../models/format.js';
import { part, tell } from './dom.js';

/** Where one is, how much there is, and what is going on. */
export class StatusLine extends HTMLElement {
  #stop = () => tell(this, 'command', { name: part(this, '.stop').dataset.does ?? 'stop' });
  #zone = () => tell(this, 'command', { name: 'zone' });

  connectedCallback() {
    part(this, '.stop').addEventListener('click', this.#stop);
    part(this, '.zone').addEventListener('click', this.#zone);
  }

  disconnectedCallback() {
    part(this, '.stop').removeEventListener('click', this.#stop);
    part(this, '.zone').removeEventListener('click', this.#zone);
  }

  /**
   * @param {import('../models/log-reader.js').LogReader} reader
   * @param {import('../models/view-state.js').ViewState} state
   * @param {import('../models/row.js').Row | null} row the current row, or the one at the top
   * @param {boolean} atEnd whether the last row is on the screen
   */
  show(reader, state, row, atEnd) {
    const { extent } = reader;
    part(this, '.where').textContent = where(reader, row, state.single, atEnd);
    part(this, '.matches').textContent = state.narrowed && !reader.error ? matches(reader) : '';
    const isSearching = state.narrowed && !extent.counted && !reader.stopped && !reader.error && !extent.error;
    const done = extent.progress && extent.progress.total > 0 ? extent.progress.scanned / extent.progress.total : 0;
    part(this, '.doing').textContent = isSearching ? `searching ${percent(done)}`
      : reader.stopped ? `stopped at ${percent(done)}` : '';
    this.#offer(isSearching, reader.stopped);
    part(this, '.zone').textContent = { utc: 'UTC', local: 'Local time', relative: 'Relative time' }[state.values.zone];
    return isSearching ? done : null;
  }

  /** @param {boolean} isSearching @param {boolean} stopped */
  #offer(isSearching, stopped) {
    const button = part(this, '.stop');
    button.hidden = !isSearching && !stopped;
    button.textContent = stopped ? 'Search again' : 'Stop';
    button.dataset.does = stopped ? 'again' : 'stop';
  }
}

/** @param {import('../models/log-reader.js').LogReader} reader @param {import('../models/row.js').Row | null} row @param {boolean} single @param {boolean} atEnd */
function where({ extent: { scale } }, row, single, atEnd) {
  if (!row) return '';
  const share = scale.place(row);
  const total = scale.lines ? ` of ${scale.exact ? '' : '~'}${number(scale.lines)}` : '';
  const line = single && row.line ? `line ${number(row.line)}${total}` : '';
  return [line, share === null ? '' : percent(atEnd ? 1 : share)].filter(Boolean).join(' · ');
}

/** @param {import('../models/log-reader.js').LogReader} reader */
function matches({ extent, rows }) {
  const count = extent.matched ?? rows.length;
  return `${plural(count, 'match', 'matches')}${extent.counted ? '' : ' so far'}`;
}
