import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { row, start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start(); });
after(() => logs?.stop());
afterEach(() => logs.leave());

/** @param {import('playwright-core').BrowserContextOptions} [options] */
async function list(options) {
  const page = await logs.page(options);
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'api.log' }).waitFor();
  return page;
}

/** @param {import('playwright-core').Page} page @param {string} name */
const line = (page, name) => page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) });

test('files stand in folders that fold, or flat', async () => {
  const page = await list();
  await page.getByRole('button', { name: /^shop/, expanded: true }).click();
  await page.getByRole('link', { name: 'api.log' }).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('button', { name: /^shop/, expanded: false }).click();
  await page.getByRole('link', { name: 'api.log' }).waitFor();
  await page.getByRole('button', { name: 'Flat' }).click();
  await page.getByRole('link', { name: 'shop/api.log' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^shop/ }).count(), 0);
});

test('the list is filtered and ordered', async () => {
  const page = await list();
  await page.getByRole('button', { name: 'Size' }).click();
  assert.equal(await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'), 'descending');
  await page.keyboard.press('/');
  await page.keyboard.type('work');
  await page.getByRole('link', { name: 'api.log' }).waitFor({ state: 'detached' });
  assert.deepEqual(await page.getByRole('link', { name: /\.log/ }).allTextContents(), ['shop/worker.log']);
  await page.keyboard.type('less');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.getByRole('link', { name: 'api.log' }).waitFor();
});

test('size and last write stay as they are on disk', async () => {
  const page = await list();
  const path = join(logs.directory, 'grows.log');
  await writeFile(path, '2026-01-23T08:00:00Z INFO [x] begin\n');
  await line(page, 'grows.log').getByText('36 B', { exact: true }).waitFor();
  await appendFile(path, `${'2026-01-23T08:00:01Z INFO [x] more\n'.repeat(100)}`);
  await line(page, 'grows.log').getByText('3.5 kB').waitFor();
  await line(page, 'grows.log').getByText(/^(now|\d+ s)$/).waitFor();
});

test('the last hour of each file is drawn by level', async () => {
  const page = await list();
  await line(page, 'shop/api.log').getByRole('img', { name: '1,200 entries from 2026-01-23 07:19 to 08:19 UTC: 30 errors, 90 warnings' }).waitFor();
  await line(page, 'shop/worker.log').getByRole('img', { name: /60 entries .*3 errors/ }).waitFor();
});

test('favourites come first, and stay', async () => {
  const page = await list();
  await line(page, 'shop/worker.log').hover();
  await page.getByRole('button', { name: 'Favourite shop/worker.log' }).click();
  await page.reload();
  await page.getByRole('link', { name: 'shop/worker.log' }).waitFor();
  const links = await page.getByRole('link', { name: /\.log/ }).allTextContents();
  assert.equal(links[0], 'shop/worker.log');
  await page.getByRole('button', { name: 'Favourite shop/worker.log', pressed: true }).click();
  await page.getByRole('link', { name: 'worker.log', exact: true }).waitFor();
});

test('channels say how many entries they hold', async () => {
  const page = await list();
  const write = (/** @type {number} */ n) => page.request.post(`${logs.url}/api/channels/tasks/logs`, { data: Array.from({ length: n }, (_, i) => ({ level: 'info', message: `task ${i}` })) });
  assert.equal((await write(3)).status(), 202);
  await page.getByRole('link', { name: /tasks\.ndjson\s*3 entries/ }).waitFor();
  assert.equal((await write(1)).status(), 202);
  await page.getByRole('link', { name: /tasks\.ndjson\s*4 entries/ }).click();
  await row(page, /task 2/).waitFor();
});

test('several files are opened as one, or followed', async () => {
  const page = await list();
  for (const name of ['shop/api.log', 'shop/worker.log']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  assert.match(await page.getByRole('link', { name: 'Follow' }).getAttribute('href') ?? '', /#live=1$/);
  await page.getByRole('link', { name: 'Open merged by time' }).click();
  await row(page, /worker\.log.*job 0 failed/).waitFor();
});

test('a lost server is told, and the list stays', async () => {
  const page = await list();
  await page.route('**/api/logs', (route) => route.abort());
  await page.getByText('The server cannot be reached: the list is as it was').waitFor();
  await page.getByRole('link', { name: 'api.log' }).waitFor();
  await page.unrouteAll();
  await page.getByText('The server cannot be reached').waitFor({ state: 'hidden' });
});
