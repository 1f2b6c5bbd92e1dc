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

test('without a mouse: from the list to a failed job and a link to it', async () => {
  const page = await logs.page();
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'api.log' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('api');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /request 0 served/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('failed status:503');
  await page.keyboard.press('Enter');
  await page.locator('status-line').getByText('30 matches').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /job 79 failed/, expanded: true }).waitFor();
  assert.match(page.url(), /#open=80$/);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and search' }).waitFor();
  // The key after Escape is not the dialog's, however soon it comes.
  await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Enter')]);
  await page.getByRole('row', { name: /job 79 failed/, expanded: false }).waitFor();
});

test('without a mouse: another file, a time range, and the menu', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=shop/api.log`);
  await page.getByRole('row', { name: /request 0 served/ }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('option', { name: /worker\.log/ }).waitFor();
  await page.keyboard.type('worker');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /job 20 done/ }).waitFor();
  await page.getByRole('button', { name: /Time range/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'From' }).focus();
  await page.keyboard.type('8:10');
  await page.keyboard.press('Enter');
  await page.locator('status-line').getByText('30 matches').waitFor();
  await page.getByRole('button', { name: 'More' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.waitForURL(/wrap=1/);
});

test('without a mouse: the incident in the sample logs is found, and a link to it shared', async () => {
  const samples = await start({ samples: true });
  after(() => samples.stop());
  const page = await samples.page();
  const press = async (/** @type {string[]} */ ...keys) => { for (const key of keys) await page.keyboard.press(key); };
  await page.goto(samples.url);
  await page.getByRole('link', { name: 'worker.log' }).first().waitFor();
  await press('/');
  await page.keyboard.type('samples/shop/api');
  await page.getByRole('link', { name: 'samples/shop/api.log' }).waitFor();
  await press('Enter');
  await row(page).first().waitFor();
  await press('e');
  await page.getByRole('row', { selected: true }).getByText('health check failed').waitFor();
  const first = await page.getByRole('row', { selected: true }).textContent() ?? '';
  await press('Enter');
  await page.getByRole('row', { selected: true, expanded: true }).waitFor();
  await press('Tab');
  while (await page.evaluate(() => document.activeElement?.textContent) !== 'Link') await press('Tab');
  await press('Enter');
  await page.getByText('Link copied').first().waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await samples.page();
  await other.goto(link);
  await other.getByRole('row', { expanded: true }).waitFor();
  assert.equal(await other.getByRole('row', { expanded: true }).textContent(), first);
});

test('without a mouse: two files are followed, paused and taken up again', async () => {
  const [one, two] = [join(logs.directory, 'one.log'), join(logs.directory, 'two.log')];
  const line = (/** @type {number} */ n) => `${new Date(Date.parse('2026-01-23T08:00:00Z') + n * 1000).toISOString()} INFO [x] event ${n}\n`;
  await Promise.all([writeFile(one, line(1)), writeFile(two, line(2))]);
  const page = await logs.page();
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'one.log' }).waitFor();
  await page.getByRole('link', { name: 'one.log' }).focus();
  await page.keyboard.press('x');
  await page.getByRole('link', { name: 'two.log' }).focus();
  await page.keyboard.press('x');
  await page.getByText('2 files selected').waitFor();
  await page.getByRole('link', { name: 'Follow' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await appendFile(one, line(3));
  await row(page, /one\.log.*event 3/).waitFor();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await appendFile(two, line(4));
  await appendFile(one, line(5));
  await page.keyboard.press(' ');
  await row(page, /two\.log.*event 4/).waitFor();
  await row(page, /one\.log.*event 5/).waitFor();
  assert.equal(await row(page, /event/).count(), 5);
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Pause' }).waitFor({ state: 'hidden' });
});
