import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { start } from './support.js';

const TOKEN = 'nobody-guesses-this-token';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start({ args: ['--token', TOKEN] }); });
after(() => logs?.stop());
afterEach(() => logs.leave());

test('one signs in by the form, and out again', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=shop/api.log`);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/view?file=shop/api.log');
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'api.log' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto(logs.url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a link with a token opens the page, and tells nobody of the token', async () => {
  const page = await logs.page();
  /** @type {string[]} */
  const referrers = [];
  page.on('request', (request) => { referrers.push(request.headers().referer ?? ''); });
  await page.goto(`${logs.url}/view?file=shop/api.log&token=${TOKEN}`);
  await page.waitForURL('**/view?file=shop/api.log');
  await page.getByRole('treegrid').waitFor();
  assert.ok(!referrers.some((referrer) => referrer.includes(TOKEN)), referrers.join(' '));
});
