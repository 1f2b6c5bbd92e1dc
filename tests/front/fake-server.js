/** A clock that goes on when it is told to, and what is to be done by it. */
export class World {
  luck = 0.5;
  #now = 0;
  /** @type {{ at: number, run: () => void }[]} */
  #due = [];

  handles = {
    now: () => this.#now,
    random: () => this.luck,
    later: (/** @type {() => void} */ run, /** @type {number} */ ms) => {
      const one = { at: this.#now + ms, run };
      this.#due.push(one);
      return () => { this.#due = this.#due.filter((other) => other !== one); };
    },
  };

  /** @param {number} ms */
  pass(ms) {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

/** Follows two files of numbered entries, as the contract has it; a cursor is `FILE@N`, behind N entries. */
export class FakeServer {
  /** @type {Record<string, number>} */
  written = { 'a.log': 0, 'b.log': 0 };
  /** @type {any[]} */
  subscribed = [];
  /** @type {any} */
  #socket = null;
  #paused = false;
  /** @type {Record<string, number> | null} */
  #sent = null;
  /** Cursors of the last heartbeat. @type {Record<string, string>} */
  #told = {};
  #random;

  /** @param {() => number} random */
  constructor(random) {
    this.#random = random;
  }

  /** @returns {any} what stands for a WebSocket */
  connect() {
    this.#paused = false;
    this.#sent = null;
    return (this.#socket = { isOpen: false, send: (/** @type {string} */ text) => this.#take(JSON.parse(text)), close: () => { this.#socket = null; } });
  }

  /** @param {string} file */
  write(file) {
    return `${file} ${(this.written[file] = (this.written[file] ?? 0) + 1)}`;
  }

  /** Lets the connection open, and sends what is there, in frames of any size. */
  settle() {
    if (!this.#socket) return;
    if (!this.#socket.isOpen) {
      this.#socket.isOpen = true;
      this.#socket.onopen();
    }
    const lines = this.#paused ? [] : this.#news();
    while (lines.length) this.#socket.onmessage({ data: lines.splice(0, 1 + Math.floor(this.#random() * 4)).join('\n') });
  }

  /** @param {boolean} isStale whether it says again what the one before said */
  heartbeat(isStale) {
    if (!this.#socket?.isOpen || !this.#sent) return;
    if (!isStale) this.#told = this.#cursors();
    this.say({ type: 'heartbeat', ts: 0, data: { cursors: {}, subscriptions: { '#1': this.#told } } });
  }

  /** @param {...object} messages */
  say(...messages) {
    this.#socket.onmessage({ data: messages.map((message) => JSON.stringify(message)).join('\n') });
  }

  /** Ends the connection; some of what was sent is lost on the way. @param {number} code */
  cut(code, reason = '') {
    const socket = this.#socket;
    this.#socket = null;
    socket?.onclose({ code, reason });
  }

  /** @param {any} message */
  #take(message) {
    if (message.type === 'pause' || message.type === 'resume') this.#paused = message.type === 'pause';
    if (message.type !== 'subscribe') return;
    this.subscribed.push(message);
    const { cursor } = message;
    const from = cursor ? (Array.isArray(cursor) ? cursor : Object.values(cursor)).flatMap((one) => one.split('~')) : null;
    this.#sent = from ? Object.fromEntries(from.map((one) => [one.split('@')[0], Number(one.split('@')[1])])) : { ...this.written };
    this.#told = this.#cursors();
    this.say({ type: 'subscribed', id: '#1', cursors: this.#told });
  }

  #cursors() {
    return Object.fromEntries(Object.entries(this.#sent ?? {}).map(([file, n]) => [file, `${file}@${n}`]));
  }

  #news() {
    const lines = [];
    const sent = this.#sent ?? {};
    for (const [file, n] of Object.entries(this.written)) {
      for (let i = (sent[file] ?? 0) + 1; i <= n; i++) lines.push(JSON.stringify({ type: 'log', file, line: null, cursor: `${file}@${i}`, message: `${file} ${i}`, context: {}, raw: `${file} ${i}` }));
      sent[file] = n;
    }
    return lines;
  }
}

/** Numbers between 0 and 1 that a seed determines (mulberry32). @param {number} seed */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
