import { LiveRate } from './live-rate.js';
import { Row } from './row.js';

/**
 * @typedef {'off' | 'connecting' | 'live' | 'paused' | 'waiting'} LiveState
 *
 * @typedef {object} Listener
 * @property {(cursors: string[]) => void} onBegin   a first subscription began at these cursors: what comes is behind them
 * @property {(rows: Row[]) => void} onRows          entries, and notices of what happened to their files
 * @property {() => void} onState
 *
 * @typedef {object} World   what is not the model's own; the tests bring theirs
 * @property {(url: string) => WebSocket} connect
 * @property {(run: () => void, ms: number) => () => void} later  runs it later; gives what calls that off
 * @property {() => number} now      milliseconds
 * @property {() => number} random   0 to 1
 */

/** Wait before the first and before the tenth further try, in milliseconds. */
const [SOONEST, LATEST] = [500, 30_000];

/** A heartbeat comes every 30 s: a connection that is silent for longer than two is dead. */
const SILENCE = 70_000;

/** More files than these cannot be taken up again by their cursors. */
const MOST_CURSORS = 256;

/** Close codes after which it is of no use to try again. */
const FINAL = new Set([1003, 1008, 1009]);

/** @type {World} */
const BROWSER = {
  connect: (url) => new WebSocket(url),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => Math.random(),
};

/**
 * What is written to the files of one query, as it is written. It outlives its connections: what was missed between two of
 * them comes by the cursors that were reached.
 */
export class Live {
  /** @type {LiveState} */
  state = 'off';
  /** Why it waits, or is off. */
  reason = '';
  /** Whether the server will not have it: there is no such log, or it may not be read. */
  refused = false;
  rate;
  /** Entries that came. */
  count = 0;

  #url;
  #query;
  #listener;
  #world;
  /** Cursors reached, by file. @type {Map<string, string> | null} */
  #reached = null;
  /** Cursors that were last told apart from entries: the same one again may be older than what came since. @type {Map<string, string>} */
  #told = new Map();
  /** Cursors of a search to go on from, which name no files. @type {string[] | null} */
  #from = null;
  /** @type {WebSocket | null} */
  #socket = null;
  /** Name of the subscription. */
  #id = '';
  #tries = 0;
  #retryAt = 0;
  #heard = 0;
  /** Calls off what is to be done later. */
  #calm = () => {};

  /** @param {string} url of the socket @param {Record<string, unknown>} query keys of a subscription @param {Listener} listener @param {World} [world] */
  constructor(url, query, listener, world = BROWSER) {
    this.#url = url;
    this.#query = query;
    this.#listener = listener;
    this.#world = world;
    this.rate = new LiveRate(world.now);
  }

  /** Cursors reached. */
  get cursors() {
    return [...(this.#reached?.values() ?? this.#from ?? [])];
  }

  /** Whether the connection is lost, and not yet there again. */
  get isLost() {
    return this.state === 'waiting' || (this.state === 'connecting' && this.#tries > 0);
  }

  /** Milliseconds to the next try. */
  get wait() {
    return this.state === 'waiting' ? Math.max(0, this.#retryAt - this.#world.now()) : 0;
  }

  /** Begins at these cursors, or at what is written from now on. @param {string[]} [cursors] */
  start(cursors) {
    this.stop();
    this.#reached = null;
    this.#from = cursors ?? null;
    this.#tries = 0;
    this.#connect();
  }

  stop() {
    this.#drop();
    this.#become('off');
  }

  /** Stops reading, at the server too. Nothing is lost by it. */
  pause() {
    if (this.state !== 'live') return;
    this.#send({ type: 'pause' });
    this.#become('paused');
  }

  resume() {
    if (this.state !== 'paused') return;
    if (!this.#socket) return this.#connect();
    this.#send({ type: 'resume' });
    this.#become('live');
  }

  /** Tries again at once. */
  retry() {
    if (this.state === 'waiting') this.#connect();
  }

  #connect() {
    this.#drop();
    this.#become('connecting', this.reason);
    const socket = this.#world.connect(this.#url);
    this.#socket = socket;
    const mine = (/** @type {(event: any) => void} */ run) => (/** @type {any} */ event) => { if (socket === this.#socket) run(event); };
    socket.onopen = mine(() => this.#subscribe());
    socket.onmessage = mine(({ data }) => this.#hear(data));
    socket.onclose = mine(({ code, reason }) => this.#closed(code, reason));
    this.#heard = this.#world.now();
    this.#watch(SILENCE);
  }

  #drop() {
    this.#calm();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Gives a silent connection up. @param {number} ms */
  #watch(ms) {
    this.#calm = this.#world.later(() => {
      const left = this.#heard + SILENCE - this.#world.now();
      if (left > 0) return this.#watch(left);
      this.#drop();
      this.#closed(1006, '');
    }, ms);
  }

  #subscribe() {
    const cursor = this.#reached ? Object.fromEntries(this.#reached) : this.#from;
    this.#send({ ...this.#query, ...(cursor ? { cursor } : { backfill: 0 }), type: 'subscribe' });
  }

  /** @param {object} message */
  #send(message) {
    this.#socket?.send(JSON.stringify(message));
  }

  /** @param {string} data messages, one a line */
  #hear(data) {
    this.#heard = this.#world.now();
    /** @type {Row[]} */
    const rows = [];
    let entries = 0;
    for (const line of data.split('\n')) {
      if (!line.startsWith('{"type":"log"')) this.#obey(JSON.parse(line), rows);
      else {
        const row = new Row(line);
        this.#reached?.set(row.record.file, row.record.cursor);
        rows.push(row);
        entries += 1;
      }
    }
    this.rate.add(entries);
    this.count += entries;
    if (rows.length) this.#listener.onRows(rows);
  }

  /** @param {any} message @param {Row[]} rows */
  #obey(message, rows) {
    switch (message.type) {
      case 'subscribed': return this.#subscribed(message);
      case 'heartbeat':
        return this.#reach(message.data.subscriptions?.[this.#id] ?? {});
      case 'rotated': case 'truncated': case 'gap': case 'sampled':
        return void rows.push(Row.notice(message, this.#reached?.get(message.file) ?? ''));
      case 'error': return this.#refuse(message.message);
    }
  }

  /** @param {Record<string, string>} cursors */
  #reach(cursors) {
    for (const [file, cursor] of Object.entries(cursors)) {
      if (cursor === this.#told.get(file)) continue;
      this.#told.set(file, cursor);
      this.#reached?.set(file, cursor);
    }
  }

  /** @param {{ id: string, cursors: Record<string, string> }} message */
  #subscribed({ id, cursors }) {
    const isFirst = !this.#reached && !this.#from;
    this.#id = id;
    this.#reached = new Map(Object.entries(cursors));
    this.#told = new Map(this.#reached);
    if (this.#reached.size > MOST_CURSORS) return this.#refuse(`more than ${MOST_CURSORS} files cannot be followed here; choose fewer`);
    this.#tries = 0;
    this.#become('live');
    if (isFirst) this.#listener.onBegin(this.cursors);
  }

  /** @param {string} reason */
  #refuse(reason) {
    this.#drop();
    this.refused = true;
    this.#become('off', reason);
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    this.#drop();
    if (FINAL.has(code)) return this.#refuse(reason);
    if (this.state === 'paused') return; // it is taken up again when one goes on
    const longest = Math.min(SOONEST * 2 ** this.#tries, LATEST);
    const wait = longest * (0.5 + this.#world.random() / 2);
    this.#tries += 1;
    this.#retryAt = this.#world.now() + wait;
    this.#calm = this.#world.later(() => this.#connect(), wait);
    this.#become('waiting', reason);
  }

  /** @param {LiveState} state @param {string} [reason] */
  #become(state, reason = '') {
    if (state !== 'off') this.refused = false;
    this.state = state;
    this.reason = reason;
    this.#listener.onState();
  }
}
