import { number, plural } from '../models/format.js';
import { Following } from '../models/following.js';
import { part, say, socketAddress } from './dom.js';

/** How often rate and countdown are shown anew, in milliseconds. */
const TICK = 1000;

/** What is new is said to screen readers no more often, in milliseconds. */
const SAID_EVERY = 5000;

/** What is said to screen readers when following changes. @type {Record<string, string>} */
const SAID = { live: 'Following', paused: 'Paused', waiting: 'Connection lost. Nothing is lost; it is tried again.' };

/** Following, as the viewer shows it. */
export class ViewerFollow {
  #viewer;
  /** @type {Following | null} */
  #following = null;
  #timer = 0;
  #said = '';
  /** Entries that came until the last tick. */
  #counted = 0;
  /** The entry that came last. @type {import('../models/row.js').Row | null} */
  #last = null;
  /** When what is new was last said. */
  #saidAt = 0;
  #online = () => this.retry();

  /** @param {import('./log-viewer.js').LogViewer} viewer */
  constructor(viewer) {
    this.#viewer = viewer;
  }

  get live() {
    return this.#following?.live ?? null;
  }

  get isPaused() {
    return this.live?.state === 'paused';
  }

  /** Takes up a reader in the place of the one before, where the view is to be followed. @param {import('../models/log-reader.js').LogReader} reader */
  begin(reader) {
    this.end();
    const viewer = this.#viewer;
    if (!viewer.state.values.live) return;
    const isSeen = () => viewer.rows.reader === reader && viewer.rows.atNewest;
    this.#following = new Following(socketAddress(), viewer.state.filter(), reader, isSeen, () => this.#changed());
    this.#following.onRows = (rows) => {
      this.#last = rows.findLast(({ isNotice }) => !isNotice) ?? this.#last;
      /** @type {import('./log-histogram.js').LogHistogram} */ (part(viewer, 'log-histogram')).take(rows);
    };
    this.#counted = 0;
    this.#timer = window.setInterval(() => this.#tick(), TICK);
    window.addEventListener('online', this.#online);
  }

  end() {
    window.removeEventListener('online', this.#online);
    clearInterval(this.#timer);
    this.#following?.stop();
    this.#following = null;
    this.#said = '';
    this.#showSwitch();
    this.#viewer.refresh();
  }

  /** Follows from the end, or from where the reader of the page stands. @param {boolean} toEnd @returns {boolean} whether it leads to the end */
  stand(toEnd) {
    if (toEnd) return this.toEnd();
    if (this.live?.state === 'off') this.#following?.start(false);
    return false;
  }

  /** Goes to the end that is followed. @returns {boolean} whether one is */
  toEnd() {
    const following = this.#following;
    if (!following) return false;
    const { reader, rows } = this.#viewer;
    if (reader.holdsEnd && following.live.state !== 'off') rows.toNewest();
    else following.start(true);
    return true;
  }

  pause() {
    if (this.isPaused) this.live?.resume();
    else this.live?.pause();
  }

  retry() {
    this.live?.retry();
  }

  /** Shows how much is new. */
  show() {
    const { rows, reader } = this.#viewer;
    if (this.#following && rows.atNewest) this.#following.fresh = 0;
    const fresh = this.#following?.fresh ?? 0;
    const button = part(rows, '.fresh');
    if (fresh > 0 && button.hidden) say(`New entries ${reader.reversed ? 'above' : 'below'}`);
    button.hidden = fresh === 0;
    button.classList.toggle('above', reader.reversed);
    part(button, 'span').textContent = `${number(fresh)} new`;
  }

  #showSwitch() {
    /** @type {import('./live-switch.js').LiveSwitch} */ (part(this.#viewer, 'live-switch')).show(this.live);
  }

  #tick() {
    const count = this.live?.count ?? 0;
    if (count > this.#counted && Date.now() - this.#saidAt > SAID_EVERY) {
      const { level, message = '' } = this.#last?.record ?? {};
      say(`${plural(count - this.#counted, 'new entry', 'new entries')}, last: ${level ?? ''} ${message.slice(0, 120)}`);
      this.#counted = count;
      this.#saidAt = Date.now();
    }
    this.#showSwitch();
    this.#viewer.refresh();
  }

  #changed() {
    const live = this.live;
    const said = live?.reason && live.refused ? live.reason : SAID[live?.state ?? ''] ?? this.#said;
    if (said !== this.#said) say(said);
    this.#said = said;
    this.#showSwitch();
    this.#viewer.refresh();
  }
}
