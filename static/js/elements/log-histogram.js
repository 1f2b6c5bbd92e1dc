import { getJson, isAbort } from '../models/api.js';
import { levelCounts, stacked } from '../models/histogram.js';
import { number } from '../models/format.js';
import { base, make, part, tell } from './dom.js';

/** @typedef {import('../models/histogram.js').Histogram} Histogram */

/** Width of a bar and its gap, in pixels. */
const BAR = 6;

const HEIGHT = 56;

/** While it is followed it is drawn anew so often, in milliseconds, and for no more than a twentieth of the time. */
const AGAIN = 10_000;

/** By a name of its own, so that types are not sought in what others wrote. */
const LIBRARY = '../lib/uPlot.esm.js';

/** When the entries were written, stacked by level: drag selects a time range, a click goes there. Hidden where the server offers none. */
export class LogHistogram extends HTMLElement {
  #filter = '';
  #stop = new AbortController();
  /** When it is to be drawn anew. */
  #again = 0;
  #loadedAt = Date.now();
  /** How long the last answer took, in milliseconds. */
  #took = 0;
  /** @type {any} */
  #plot = null;
  /** @type {Histogram | null} */
  #histogram = null;
  #resize = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT }));
  #recolour = () => void this.#draw();
  #themes = new MutationObserver(this.#recolour);
  #system = matchMedia('(prefers-color-scheme: dark)');

  connectedCallback() {
    this.#resize.observe(this);
    this.#themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.#system.addEventListener('change', this.#recolour);
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#again);
    this.#resize.disconnect();
    this.#themes.disconnect();
    this.#system.removeEventListener('change', this.#recolour);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** @param {import('../models/view-state.js').ViewState} state */
  set state(state) {
    const filter = state.filter().toString();
    if (filter === this.#filter) return;
    this.#filter = filter;
    void this.#load();
  }

  /** More was written than is drawn: it says so, and is drawn anew before long. */
  outdated() {
    if (!this.#histogram) return;
    const note = part(this, '.asof');
    note.hidden = false;
    note.textContent = `as of ${new Date(this.#loadedAt).toLocaleTimeString([], { hour12: false })}`;
    this.#again ||= window.setTimeout(() => this.#renew(), Math.max(AGAIN, this.#took * 20));
  }

  #renew() {
    this.#again = 0;
    if (document.hidden || this.matches(':hover')) this.outdated();
    else void this.#load();
  }

  async #load() {
    const filter = new URLSearchParams(this.#filter);
    clearTimeout(this.#again);
    this.#again = 0;
    this.#loadedAt = Date.now();
    this.#stop.abort();
    this.#stop = new AbortController();
    filter.set('buckets', String(Math.max(20, Math.floor(innerWidth / BAR))));
    filter.set('by', 'level');
    try {
      this.#histogram = await getJson(`${base()}/api/logs/histogram?${filter}`, this.#stop.signal);
      this.#took = Date.now() - this.#loadedAt;
      part(this, '.asof').hidden = true;
      await this.#draw();
    } catch (error) {
      if (!isAbort(error)) this.hidden = true;
    }
  }

  async #draw() {
    const histogram = this.#histogram;
    this.hidden = !histogram || histogram.buckets.length < 2;
    if (!histogram || this.hidden) return;
    tell(this, 'counts', levelCounts(histogram));
    const { default: UPlot } = await import(LIBRARY);
    const { times, layers, highest } = stacked(histogram);
    const drawn = layers.toReversed(); // the highest first, the lower ones over it
    this.#plot?.destroy();
    this.#plot = new UPlot(this.#options(UPlot, drawn, histogram, highest), [times, ...drawn.map(({ tops }) => tops)], part(this, '.plot'));
    this.setAttribute('aria-label', `Histogram: ${number(histogram.total)} entries from ${histogram.since} to ${histogram.until}`);
  }

  /** @param {any} UPlot @param {import('../models/histogram.js').Layer[]} layers @param {Histogram} histogram @param {number} highest */
  #options(UPlot, layers, histogram, highest) {
    const bars = UPlot.paths.bars({ size: [0.85, BAR * 3], align: 1 });
    const seconds = histogram.step_ms / 1000;
    return {
      width: this.clientWidth, height: HEIGHT, padding: [4, 0, 0, 0], legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: true, range: (/** @type {any} */ _, /** @type {number} */ from, /** @type {number} */ to) => [from, to + seconds] }, y: { range: [0, highest] } },
      series: [{}, ...layers.map(({ level }) => ({ fill: colour(level), width: 0, paths: bars, points: { show: false } }))],
      hooks: {
        setSelect: [(/** @type {any} */ plot) => this.#selected(plot)],
        setCursor: [(/** @type {any} */ plot) => this.#tell(plot, histogram)],
        ready: [(/** @type {any} */ plot) => plot.over.addEventListener('click', () => this.#clicked(plot))],
      },
    };
  }

  /** @param {any} plot */
  #selected(plot) {
    const { left, width } = plot.select;
    if (width < 4) return;
    const [since, until] = [left, left + width].map((x) => new Date(plot.posToVal(x, 'x') * 1000).toISOString());
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    tell(this, 'filter', { patch: { since, until }, step: true });
  }

  /** @param {any} plot */
  #clicked(plot) {
    const at = plot.data[0][plot.cursor.idx];
    if (at) tell(this, 'command', { name: 'go', to: { at: new Date(at * 1000).toISOString() } });
  }

  /** @param {any} plot @param {Histogram} histogram */
  #tell(plot, histogram) {
    const bucket = plot.cursor.left >= 0 ? histogram.buckets[plot.cursor.idx] : undefined;
    const says = bucket ? Object.entries(bucket.counts).map(([level, count]) => `${level} ${number(count)}`).join('  ') : '';
    part(this, '.says').textContent = bucket ? `${bucket.start.replace('T', ' ').replace(/(\.\d+)?Z$/, '')}  ${says}` : '';
  }
}

/** A level's colour as the theme has it: canvas knows no custom properties. @param {string} level */
function colour(level) {
  const probe = make('i', { class: 'tone', 'data-level': level });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
