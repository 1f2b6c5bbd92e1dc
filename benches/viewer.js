/**
 * Measures the viewer in a real Chromium on a file of 10 GB, through the DevTools protocol.
 *
 *   LOGBROOK_BIN=$PWD/target/release/logbrook node benches/viewer.js
 *
 * SIZE_GB=10, MINUTES=10 and LOG=FILE (one that exists) change what is measured; LOG must lie on the file system of the temporary directory. Needs what `tests/run browser` installs.
 */
import { createWriteStream } from 'node:fs';
import { appendFile, link, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from '../tests/browser/support.js';

const SIZE = Number(process.env.SIZE_GB ?? 10) * 1e9;
const MINUTES = Number(process.env.MINUTES ?? 10);

/** Lines a second that are written while it is followed. */
const RATE = 1000;

/** Times that each thing is done. */
const RUNS = 9;

const median = (/** @type {number[]} */ values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const tell = (/** @type {string} */ what, /** @type {unknown} */ figure) => process.stdout.write(`${what.padEnd(52)} ${figure}\n`);
const ms = (/** @type {number[]} */ values) => `${Math.round(median(values))} ms (most ${Math.round(Math.max(...values))} ms)`;

/** One line of a log, with its moment. @param {number} n */
const line = (n) => `${new Date(START + n * 3).toISOString()} ${n % 997 === 0 ? 'ERROR' : n % 89 === 0 ? 'WARN ' : 'INFO '} [shop.worker-${n % 7}] request ${n} of customer ${n % 4096} was served in ${n % 211} ms\n`;
const START = Date.parse('2026-01-01T00:00:00Z');

/** @param {string} path */
async function write(path) {
  const stream = createWriteStream(path, { highWaterMark: 8 << 20 });
  for (let n = 0, size = 0; size < SIZE;) {
    const lines = [];
    for (const end = n + 20_000; n < end; n++) lines.push(line(n));
    const block = lines.join('');
    size += block.length;
    if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', () => resolve(null)));
  }
  await new Promise((resolve) => stream.end(() => resolve(null)));
}

/** Put into the page before its own scripts: notes when rows are first seen, and every long task. */
function watch() {
  const seen = { first: 0, /** @type {number[]} */ tasks: [] };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.entry')) return;
    observer.disconnect();
    // The frame in which they were made has been painted when the next begins.
    requestAnimationFrame(() => { seen.first = performance.now(); });
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** @param {import('playwright-core').Page} page */
const rowsAreSeen = (page) => page.waitForFunction(() => /** @type {any} */ (window).seen.first > 0);

/** Goes somewhere and tells how long it takes until rows of another place are painted. @param {import('playwright-core').Page} page @param {number} share */
const jump = (page, share) => page.evaluate((to) => new Promise((resolve) => {
  const scroller = /** @type {HTMLElement} */ (document.querySelector('.scroller'));
  const begun = performance.now();
  const before = document.querySelector('.entry .message')?.textContent;
  scroller.scrollTop = to * scroller.scrollHeight;
  const look = () => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const row = document.elementFromPoint(600, (top + bottom) / 2)?.closest('.entry');
    if (row && document.querySelector('.entry .message')?.textContent !== before) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}), share);

const logs = await start();
try {
  const log = join(logs.directory, 'big.log');
  if (process.env.LOG) await link(process.env.LOG, log);
  else await write(log);
  tell('size of the file', `${((await stat(log)).size / 1e9).toFixed(1)} GB`);
  const page = await logs.page();
  await page.addInitScript(watch);
  const address = `${logs.url}/view?file=big.log`;

  /** @type {number[]} */
  const firsts = [];
  for (let i = 0; i < RUNS; i++) {
    await page.goto('about:blank');
    await page.goto(address);
    await rowsAreSeen(page);
    firsts.push(/** @type {number} */ (await page.evaluate('seen.first')));
  }
  tell('first rows after navigation (bar: 150 ms)', ms(firsts));

  await page.waitForTimeout(2000);
  /** @type {number[]} */
  const jumps = [];
  for (let i = 0; i < RUNS * 2; i++) {
    jumps.push(await jump(page, (i * 0.37 + 0.11) % 1));
    await page.waitForTimeout(300);
  }
  tell('jump by the scroll bar (bar: 100 ms)', ms(jumps));

  await page.evaluate('seen.tasks.length = 0');
  const frames = page.evaluate(() => new Promise((resolve) => {
    /** @type {number[]} */
    const gaps = [];
    let last = performance.now();
    const next = (/** @type {number} */ now) => {
      gaps.push(now - last);
      last = now;
      if (gaps.length < 600) requestAnimationFrame(next);
      else resolve(gaps);
    };
    requestAnimationFrame(next);
  }));
  await page.mouse.move(700, 500);
  for (let i = 0; i < 300; i++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(25);
  }
  const gaps = /** @type {number[]} */ (await frames);
  tell('frame while scrolling (60 a second: 16.7 ms)', `${median(gaps).toFixed(1)} ms (95 %: ${(gaps.toSorted((a, b) => a - b)[570] ?? 0).toFixed(1)} ms)`);
  tell('long tasks while scrolling (bar: none over 50 ms)', JSON.stringify((/** @type {number[]} */ (await page.evaluate('seen.tasks'))).map(Math.round)));

  const live = join(logs.directory, 'live.log');
  await appendFile(live, line(0));
  await page.goto(`${logs.url}/view?file=live.log#live=1`);
  await rowsAreSeen(page);
  await page.evaluate('seen.tasks.length = 0');
  let written = 1;
  const begun = Date.now();
  for (let step = 0; Date.now() - begun < MINUTES * 60_000; step++) {
    const due = Math.floor(((Date.now() - begun) / 1000) * RATE);
    let block = '';
    for (; written < due; written++) block += line(written);
    if (block) await appendFile(live, block);
    if (step % 200 === 150) await page.mouse.wheel(0, -8000);
    if (step % 200 === 199) await page.keyboard.press('Shift+G');
    await page.waitForTimeout(50);
  }
  await page.keyboard.press('Shift+G');
  await page.getByText(`request ${written - 1} of`).waitFor({ timeout: 60_000 });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (/** @type {string} */ name) => metrics.find((one) => one.name === name)?.value ?? NaN;
  tell(`heap after ${MINUTES} min at ${RATE} lines/s (bar: 60 MB)`, `${(metric('JSHeapUsedSize') / 1e6).toFixed(1)} MB, ${metric('Nodes')} nodes, ${written} lines`);
  tell('long tasks while following', JSON.stringify((/** @type {number[]} */ (await page.evaluate('seen.tasks'))).map(Math.round)));
} finally {
  await logs.stop();
}
