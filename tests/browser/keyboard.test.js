import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start(); });
after(() => logs?.stop());

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
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys and search' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /job 79 failed/, expanded: false }).waitFor();
  assert.deepEqual(page.faults, []);
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
