import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const modules = createRequire(new URL('../front/package.json', import.meta.url));
const { chromium } = /** @type {typeof import('playwright-core')} */ (modules('playwright-core'));

/** The script of axe, to be put into a page. */
export const axe = modules.resolve('axe-core/axe.min.js');

/** Rows of the log, by what they say. @param {import('playwright-core').Page} page @param {string | RegExp} [name] */
export const row = (page, name) => page.getByRole('treegrid', { name: 'Log entries' }).getByRole('row', name ? { name } : {}).filter({ has: page.getByRole('gridcell') });

/** Waits until the status line says something. @param {import('playwright-core').Page} page @param {string | RegExp} text */
export const says = (page, text) => page.locator('status-line').getByText(text).first().waitFor();

/** Row at the top of the screen, and where it stands. @param {import('playwright-core').Page} page @returns {Promise<string>} */
export const top = (page) => page.evaluate(() => {
  const heads = /** @type {Element} */ (document.querySelector('.heads')).getBoundingClientRect().bottom;
  const row = document.elementFromPoint(600, heads + 1)?.closest('.row');
  return `${row?.textContent} ${row?.getBoundingClientRect().top}`;
});

/** What axe finds as the page is, a line each; its script must have been put in. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
export const findings = (page) => page.evaluate(async () => {
  const { violations } = await /** @type {any} */ (window).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  return violations.map((/** @type {any} */ found) => `${found.id}: ${found.nodes.map((/** @type {any} */ node) => node.target.join(' ')).slice(0, 3).join(', ')}`);
});

/** How long one waits for something to come true, in milliseconds. */
const PATIENCE = 15_000;

/** Lines of the long log: none of its entries has more than one. */
export const LONG = 1_000_000;

/**
 * A directory of logs, a server on it and a browser, for the tests of one file.
 * @param {{ long?: boolean, samples?: boolean, args?: string[] }} [options] `samples`: the logs that come with logbrook too
 */
export async function start({ long = false, samples = false, args = [] } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'logbrook-browser-'));
  await writeLogs(directory, long);
  if (samples) await cp(new URL('../../sample-logs', import.meta.url), join(directory, 'samples'), { recursive: true });
  let server = await serve(directory, args, '0');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  /** What went wrong in pages. @type {string[]} */
  const faults = [];
  const logs = {
    directory,
    url: server.url,
    browser,
    /** Opens a view and waits for its first rows. @param {string} address @param {import('playwright-core').BrowserContextOptions} [options] */
    async open(address, options) {
      const page = await logs.page(options);
      await page.goto(server.url + address);
      await row(page).first().waitFor();
      return page;
    },
    /** @param {import('playwright-core').BrowserContextOptions} [options] */
    async page(options) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(String(error.stack)));
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== new URL(server.url).origin) faults.push(`asked ${request.url()}`);
      });
      return page;
    },
    /** Closes all pages; none may have had a fault, or asked another server. */
    async leave() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      assert.deepEqual(faults.splice(0), []);
    },
    /** Ends the server at once, as a crash does. */
    async kill() {
      const gone = new Promise((resolve) => server.child.once('exit', resolve));
      server.child.kill('SIGKILL');
      await gone;
    },
    /** Begins it anew at the same address. */
    async restart() {
      server = await serve(directory, args, new URL(server.url).port);
    },
    async stop() {
      await browser.close();
      server.child.kill('SIGTERM');
      await rm(directory, { recursive: true });
    },
  };
  return logs;
}

/** @param {string} directory @param {string[]} args @param {string} port */
async function serve(directory, args, port) {
  const binary = process.env.LOGBROOK_BIN;
  if (!binary) throw new Error('LOGBROOK_BIN must name the binary to be tested');
  const child = spawn(binary, ['serve', directory, '--bind', `127.0.0.1:${port}`, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_STATE_HOME: join(directory, '.state') } });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+[^\s]*/.exec(line)?.[0];
    if (url) return { child, url: url.replace(/\/$/, '') };
  }
  throw new Error('the server ended before it said where it listens');
}

/** @param {string} directory @param {boolean} long */
async function writeLogs(directory, long) {
  await mkdir(join(directory, 'shop'));
  await writeFile(join(directory, 'shop', 'api.log'), Array.from({ length: 1200 }, (_, i) => json(i)).join(''));
  await writeFile(join(directory, 'shop', 'worker.log'), Array.from({ length: 60 }, (_, i) => text(i * 20)).join(''));
  await writeFile(join(directory, 'hostile.log'), HOSTILE);
  await writeFile(join(directory, 'empty.log'), '');
  if (long) await writeLong(join(directory, 'long.log'));
}

/** @param {string} path */
async function writeLong(path) {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  for (let n = 1; n <= LONG;) {
    let block = '';
    for (const end = Math.min(n + 10_000, LONG + 1); n < end; n++) {
      const level = n % 100_000 === 0 ? 'ERROR' : n % 1000 === 0 ? 'WARN' : 'INFO';
      block += `${new Date(START + n * 50).toISOString()} ${level} [worker.${n % 7}] entry ${n} of the long log\n`;
    }
    if (!stream.write(block)) await new Promise((resolve) => stream.once('drain', () => resolve(null)));
  }
  await new Promise((resolve) => stream.end(() => resolve(null)));
}

const START = Date.parse('2026-01-23T08:00:00Z');

/** @param {number} i */
function json(i) {
  const level = i % 40 === 39 ? 'error' : i % 10 === 9 ? 'warn' : 'info';
  const message = level === 'error' ? `job ${i} failed: connection reset` : `request ${i} served`;
  const entry = { time: new Date(START + i * 1000).toISOString(), level, logger: i % 3 ? 'api' : 'db.pool', msg: message, status: level === 'error' ? 503 : 200, user: { id: i % 9, plan: 'pro' } };
  return `${JSON.stringify(entry)}\n`;
}

/** @param {number} i */
function text(i) {
  const head = `${new Date(START + i * 1000).toISOString()} `;
  if (i % 400 !== 0) return `${head}INFO [jobs] job ${i} done\n`;
  return `${head}ERROR [jobs] job ${i} failed\njava.lang.IllegalStateException: no connection\n\tat shop.Worker.run(Worker.java:120)\n\tat shop.Main.main(Main.java:7)\n`;
}

const HOSTILE = [
  '2026-01-23T08:00:00Z INFO [x] said <script>window.hurt = 1</script><img src=x onerror="window.hurt=1">',
  '2026-01-23T08:00:01Z INFO [x] \u001b[31mred\u001b[0m \u202eturned\u202c \u0007bell ${1+1} {{ 1+1 }}',
  `2026-01-23T08:00:02Z INFO [x] ${'long '.repeat(4000)}`, '',
].join('\n');
