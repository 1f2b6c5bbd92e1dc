import { number, percent, plural } from '../models/format.js';
import { part, tell } from './dom.js';

/** Where one is, how much there is, and what is going on. */
export class StatusLine extends HTMLElement {
  #doing = '';
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
   * @param {import('../models/live.js').Live | null} live what is followed
   */
  show(reader, state, row, atEnd, live) {
    const { extent } = reader;
    part(this, '.where').textContent = where(reader, row, state.single, atEnd);
    part(this, '.matches').textContent = state.narrowed && !reader.error ? matches(reader) : '';
    const isSearching = state.narrowed && !extent.counted && !reader.stopped && !reader.error && !extent.error;
    const done = extent.progress && extent.progress.total > 0 ? extent.progress.scanned / extent.progress.total : 0;
    const refused = /** @type {any} */ (reader.error)?.param !== 'q' ? reader.error?.message ?? '' : '';
    const doing = following(live) || refused || (isSearching ? `searching ${percent(done)}` : reader.stopped ? `stopped at ${percent(done)}` : '');
    if (!live || doing !== this.#doing) part(this, '.doing').textContent = doing; // what a command said stays though rows come in
    this.#doing = doing;
    this.#offer(live?.isLost ? 'retry' : reader.stopped ? 'again' : isSearching ? 'stop' : '');
    part(this, '.zone').textContent = { utc: 'UTC', local: 'Local time', relative: 'Relative time' }[state.values.zone];
    return isSearching ? done : null;
  }

  /** @param {'retry' | 'again' | 'stop' | ''} command */
  #offer(command) {
    const button = part(this, '.stop');
    button.hidden = command === '';
    button.textContent = { retry: 'Try now', again: 'Search again', stop: 'Stop', '': '' }[command];
    button.dataset.does = command;
  }
}

/** What there is to say of following. @param {import('../models/live.js').Live | null} live */
function following(live) {
  if (live?.state === 'off' && live.reason) return `not followed: ${live.reason}`;
  if (!live?.isLost) return '';
  return `nothing is lost · ${live.reason || 'the server cannot be reached'} · next try in ${Math.ceil(live.wait / 1000)} s`;
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
