import { getJson, isAbort } from '../models/api.js';
import { grow, levelCounts, stacked } from '../models/histogram.js';
import { number } from '../models/format.js';
import { base, make, part, tell } from './dom.js';

/** @typedef {import('../models/histogram.js').Histogram} Histogram */

/** Width of a bar and its gap, in pixels. */
const BAR = 6;

const HEIGHT = 56;

/** Live, it is drawn no more often than this, in milliseconds. */
const REDRAWN = 500;

/** While it is followed it is asked for anew so often, in milliseconds, and for no more than a twentieth of the time. */
const AGAIN = 30_000;

/** The same where what was written no longer fits, in milliseconds. */
const SOON = 2000;

/** Where what others wrote stands among the assets. By a name of its own, so that types are not sought there. */
const LIBRARY = '/js/lib/uPlot.esm.js';

/** When the entries were written, stacked by level: drag selects a time range, a click goes there. Hidden where the server offers none. */
export class LogHistogram extends HTMLElement {
  #filter = '';
  #stop = new AbortController();
  /** What asks for it anew, and when. */
  #again = 0;
  #againAt = 0;
  /** When what was written is drawn. */
  #frame = 0;
  /** Buckets that the server gave. */
  #drawn = 0;
  /** How long the last answer took, in milliseconds. */
  #took = 0;
  /** @type {any} */
  #plot = null;
  /** @type {Histogram | null} */
  #histogram = null;
  #highest = 0;
  /** Levels that are drawn. */
  #levels = '';
  #resize = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT }));
  #recolour = () => void this.#draw(true);
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
    clearTimeout(this.#frame);
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

  /** Takes up what was written since; now and then all is asked for anew. @param {import('../models/row.js').Row[]} rows */
  take(rows) {
    const histogram = this.#histogram;
    if (!histogram) return;
    const entries = rows.filter(({ isNotice, record }) => !isNotice && !record.continues).map(({ record }) => record);
    if (entries.length === 0) return;
    if (!grow(histogram, entries, this.#drawn)) return this.#renewIn(SOON);
    this.#renewIn(AGAIN);
    this.#frame ||= window.setTimeout(() => {
      this.#frame = 0;
      void this.#draw();
    }, REDRAWN);
  }

  /** @param {number} wait milliseconds */
  #renewIn(wait) {
    const at = Date.now() + Math.max(wait, this.#took * 20);
    if (this.#again && this.#againAt <= at) return;
    clearTimeout(this.#again);
    this.#againAt = at;
    this.#again = window.setTimeout(() => {
      this.#again = 0;
      if (!document.hidden && !this.matches(':hover')) void this.#load();
    }, at - Date.now());
  }

  async #load() {
    const filter = new URLSearchParams(this.#filter);
    clearTimeout(this.#again);
    this.#again = 0;
    const begun = Date.now();
    this.#stop.abort();
    this.#stop = new AbortController();
    filter.set('buckets', String(Math.max(20, Math.floor(innerWidth / BAR))));
    filter.set('by', 'level');
    try {
      this.#histogram = await getJson(`${base()}/api/logs/histogram?${filter}`, this.#stop.signal);
      this.#took = Date.now() - begun;
      this.#drawn = this.#histogram?.buckets.length ?? 0;
      await this.#draw();
    } catch (error) {
      if (!isAbort(error)) this.hidden = true;
    }
  }

  /** @param {boolean} [isRecoloured] whether the theme has changed */
  async #draw(isRecoloured = false) {
    const histogram = this.#histogram;
    this.hidden = !histogram || histogram.buckets.length < 2;
    if (!histogram || this.hidden) return;
    tell(this, 'counts', levelCounts(histogram));
    const { default: UPlot } = await import(document.body.dataset.assets + LIBRARY);
    const { times, layers, highest } = stacked(histogram);
    const drawn = layers.toReversed(); // the highest first, the lower ones over it
    const levels = drawn.map(({ level }) => level).join();
    this.#highest = highest;
    const data = [times, ...drawn.map(({ tops }) => tops)];
    const hasGrown = this.#plot && levels === this.#levels && !isRecoloured;
    this.#levels = levels;
    if (hasGrown) this.#plot.setData(data);
    else {
      this.#plot?.destroy();
      this.#plot = new UPlot(this.#options(UPlot, drawn), data, part(this, '.plot'));
    }
    this.setAttribute('aria-label', `Histogram: ${number(histogram.total)} entries from ${histogram.since} to ${histogram.until}`);
  }

  /** @param {any} UPlot @param {import('../models/histogram.js').Layer[]} layers */
  #options(UPlot, layers) {
    const bars = UPlot.paths.bars({ size: [0.85, BAR * 3], align: 1 });
    const step = () => (this.#histogram?.step_ms ?? 0) / 1000;
    return {
      width: this.clientWidth, height: HEIGHT, padding: [4, 0, 0, 0], legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: true, range: (/** @type {any} */ _, /** @type {number} */ from, /** @type {number} */ to) => [from, to + step()] }, y: { range: () => [0, this.#highest] } },
      series: [{}, ...layers.map(({ level }) => ({ fill: colour(level), width: 0, paths: bars, points: { show: false } }))],
      hooks: {
        setSelect: [(/** @type {any} */ plot) => this.#selected(plot)],
        setCursor: [(/** @type {any} */ plot) => this.#tell(plot)],
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

  /** @param {any} plot */
  #tell(plot) {
    const bucket = plot.cursor.left >= 0 ? this.#histogram?.buckets[plot.cursor.idx] : undefined;
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
