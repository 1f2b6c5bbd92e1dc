import assert from 'node:assert/strict';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { start, top } from './support.js';

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof start>>['page']>>} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
let path = '';
let written = 0;
before(async () => {
  logs = await start();
  path = join(logs.directory, 'live.log');
});
after(() => logs?.stop());
beforeEach(async () => {
  written = 0;
  await writeFile(path, lines(200));
});

afterEach(() => logs.leave());

/** Lines of further entries. @param {number} count */
const lines = (count) => Array.from({ length: count }, () => `2026-01-23T08:00:00Z INFO [jobs] job ${(written += 1)} done\n`).join('');

/** @param {number} count */
const write = (count) => appendFile(path, lines(count));

/** Follows the log, from its end. @param {string} [address] @param {import('playwright-core').BrowserContextOptions} [options] */
async function follow(address = '/view?file=live.log#live=1', options) {
  const page = await logs.page(options);
  await page.goto(logs.url + address);
  await page.locator('live-switch').getByRole('button', { name: 'Live', pressed: true }).waitFor();
  return page;
}

/** @param {Page} page @param {number} n */
const job = (page, n) => page.getByRole('row').getByText(`job ${n} done`, { exact: true });

/** Numbers of the jobs in the document, from the top. @param {Page} page @returns {Promise<number[]>} */
const jobs = (page) => page.evaluate(() => [...document.querySelectorAll('.entry .message')].flatMap((cell) => /job (\d+) done/.exec(cell.textContent ?? '')?.[1] ?? []).map(Number));

/** Scrolls up a little, and waits until the view has come to rest there. @param {Page} page @returns {Promise<string>} the row at the top */
async function readElsewhere(page) {
  const end = await top(page);
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -300);
  for (let before = end; ;) {
    await page.waitForTimeout(100);
    const now = await top(page);
    if (now !== end && now === before) return now;
    before = now;
  }
}

/** @param {number[]} numbers */
const isRun = (numbers) => numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1);

test('what is written comes in at the end, and the counts follow', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  for (let i = 0; i < 5; i++) {
    await write(40);
    await job(page, written).waitFor();
    assert.ok(isRun(await jobs(page)));
  }
  await page.locator('status-line').getByText('of 400').waitFor();
  await page.getByRole('button', { name: /Live \d+\/s/ }).waitFor();
});

test('while one reads elsewhere the view stays, and what is new is counted and waits', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  const before = await readElsewhere(page);
  await write(128);
  await page.getByRole('button', { name: '128 new' }).waitFor();
  assert.equal(await top(page), before);
  await page.getByRole('button', { name: '128 new' }).click();
  await job(page, 328).waitFor();
  await page.getByRole('button', { name: '128 new' }).waitFor({ state: 'hidden' });
  await write(1);
  await job(page, 329).waitFor();
  assert.ok(isRun(await jobs(page)));
});

test('more than is held at once waits in the file, and one reads on to it without loss or repetition', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  await readElsewhere(page);
  for (let i = 0; i < 5; i++) await write(1000);
  await page.getByRole('button', { name: '5,000 new' }).waitFor();
  const seen = new Set(await jobs(page));
  let last = 0;
  for (let i = 0; i < 600 && !seen.has(written); i++) {
    await page.mouse.wheel(0, 1400);
    await page.waitForTimeout(20);
    const numbers = await jobs(page);
    assert.ok(isRun(numbers));
    assert.ok((numbers[0] ?? 0) >= last, 'it never goes back');
    last = numbers[0] ?? 0;
    numbers.forEach((n) => seen.add(n));
  }
  assert.ok(seen.has(written));
  await write(3);
  await job(page, written).waitFor();
  assert.ok(isRun(await jobs(page)));
});

test('a server that died is waited for, and nothing is lost or doubled', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  await write(3);
  await job(page, 203).waitFor();
  await logs.kill();
  await page.locator('status-line').getByText(/nothing is lost · .* · next try in \d+ s/).waitFor();
  await page.getByRole('button', { name: /^Lost · \d+ s$/ }).waitFor();
  await write(20);
  await logs.restart();
  await job(page, 223).waitFor();
  await write(2);
  await job(page, 225).waitFor();
  const numbers = await jobs(page);
  assert.ok(isRun(numbers), numbers.join());
});

test('without a mouse: follow, pause, go on, jump to the end, follow no more', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=live.log`);
  await job(page, 1).waitFor();
  await page.keyboard.press('f');
  await job(page, 200).waitFor();
  assert.match(page.url(), /#live=1$/);
  await write(1);
  await job(page, 201).waitFor();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Paused' }).waitFor();
  await write(5);
  await page.waitForTimeout(500);
  assert.equal(await job(page, 206).count(), 0);
  await page.keyboard.press(' ');
  await job(page, 206).waitFor();
  await page.keyboard.press('g');
  await job(page, 1).waitFor();
  await write(2);
  await page.getByRole('button', { name: '2 new' }).waitFor();
  await page.keyboard.press('Shift+G');
  await job(page, 208).waitFor();
  await page.keyboard.press('f');
  await page.locator('live-switch').getByRole('button', { name: 'Live', pressed: false }).waitFor();
  assert.doesNotMatch(page.url(), /live=1/);
});

test('a reload follows on', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  await page.reload();
  await job(page, 200).waitFor();
  await write(1);
  await job(page, 201).waitFor();
});

test('newest first, new entries come at the top', async () => {
  const page = await follow('/view?file=live.log&order=desc#live=1');
  await job(page, 200).waitFor();
  await write(3);
  await job(page, 203).waitFor();
  assert.deepEqual((await jobs(page)).slice(0, 5), [203, 202, 201, 200, 199]);
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, 300);
  await page.waitForTimeout(400);
  const before = await top(page);
  await write(4);
  await page.getByRole('button', { name: '4 new' }).waitFor();
  assert.equal(await top(page), before);
  await page.getByRole('button', { name: '4 new' }).click();
  await job(page, 207).waitFor();
});

test('only what matches comes in, and is counted', async () => {
  const page = await follow('/view?file=live.log&q=-nothing&level=error#live=1');
  await page.getByText('It is followed: what comes appears here as it is written.').waitFor();
  await appendFile(path, `${lines(3)}2026-01-23T09:00:00Z ERROR [jobs] job failed\n${lines(2)}`);
  await page.getByRole('row', { name: /job failed/ }).waitFor();
  await page.locator('status-line').getByText('1 match').waitFor();
  assert.equal((await jobs(page)).length, 0);
});

test('further lines of an entry join it, and a rotation is a quiet line', async () => {
  const page = await follow();
  await appendFile(path, '2026-01-23T09:00:00Z ERROR [jobs] it failed\n');
  await page.getByRole('row', { name: /it failed/ }).waitFor();
  await appendFile(path, '\tat shop.Worker.run(Worker.java:120)\n');
  await page.getByRole('row', { name: /it failed.*\+1 line/ }).waitFor();
  await appendFile(path, '\tat shop.Main.main(Main.java:7)\n');
  await page.getByRole('row', { name: /it failed.*\+2 lines/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /it failed/ }).count(), 1);
  await rename(path, `${path}.1`);
  await writeFile(path, lines(2));
  await page.getByRole('row', { name: 'live.log was rotated: a new file begins' }).waitFor();
  await job(page, written).waitFor();
});

test('several files are followed as one', async () => {
  const page = await follow('/view?file=live.log&file=shop/worker.log#live=1');
  await job(page, 1180).waitFor();
  await write(1);
  await job(page, 201).waitFor();
  await appendFile(join(logs.directory, 'shop', 'worker.log'), '2026-01-23T09:00:00Z INFO [jobs] from the worker\n');
  await page.getByRole('row', { name: /from the worker/ }).waitFor();
});

test('a log that is not there says so, and is not asked for again', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=gone.log#live=1`);
  await page.getByRole('heading', { name: 'There is no such log' }).waitFor();
  await page.getByRole('button', { name: 'Not live' }).waitFor();
});

test('after many thousand lines the page is as light as before', async () => {
  const page = await follow();
  await job(page, 200).waitFor();
  for (let i = 0; i < 20; i++) {
    await write(1000);
    await job(page, written).waitFor();
  }
  const held = await page.evaluate(() => /** @type {any} */ (document.querySelector('log-viewer')).reader.rows.length);
  assert.ok(held < 3700, `${held} rows are held`);
  assert.ok(await page.locator('*').count() < 3000);
  await page.keyboard.press('g');
  await job(page, 1).waitFor();
});
