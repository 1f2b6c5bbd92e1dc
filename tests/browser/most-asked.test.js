/** What users of other viewers ask for most, a test each. */
import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { LONG, axe, findings, row, says, start, top } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => {
  logs = await start({ long: true });
  await writeFile(join(logs.directory, 'colours.log'), '2026-01-23T08:00:00Z \u001b[33mWARN\u001b[0m [x] pool \u001b[1;31mexhausted\u001b[0m \u001b[48;5;21mnow\u001b[0m\n');
  await writeFile(join(logs.directory, 'wide.log'), `2026-01-23T08:00:00Z INFO [x] ${'wide '.repeat(40_000)}end of it\n2026-01-23T08:00:01Z INFO [x] next\n`);
});
after(() => logs?.stop());
afterEach(() => logs.leave());

/** @param {string} address */
const open = (address) => logs.open(address);

/** @param {import('playwright-core').Page} page */
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

test('context: from a match to the lines around it, and back', async () => {
  const page = await open('/view?file=long.log&q="entry 500000 "');
  await says(page, '1 match');
  await page.keyboard.press('c');
  await row(page, /entry 499999 of/).waitFor();
  await row(page, /entry 500001 of/).waitFor();
  await page.keyboard.press('c');
  await says(page, '1 match');
});

test('no row cap and no frozen tab: a million lines, and the page answers all along', async () => {
  const page = await open('/view?file=long.log');
  await says(page, `of ${LONG.toLocaleString('en')}`);
  for (const key of ['Shift+G', 'g']) {
    await page.keyboard.press(key);
    await row(page, new RegExp(`entry ${key === 'g' ? 1 : LONG} of`)).waitFor();
    assert.equal(await page.evaluate(() => 1 + 1), 2);
    assert.ok(await page.locator('[role="row"]').count() < 150);
  }
});

test('colours of terminals are shown, and their codes are not', async () => {
  const page = await open('/view?file=colours.log');
  const message = row(page, /pool exhausted now/);
  const colour = (/** @type {string} */ text) => message.getByText(text, { exact: true }).evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).fontWeight, getComputedStyle(element).backgroundColor]);
  assert.deepEqual((await colour('exhausted')).slice(0, 2), ['rgb(180, 35, 24)', '700']);
  assert.notEqual((await colour('now'))[2], 'rgba(0, 0, 0, 0)');
});

test('rows are copied as they stand in the file, those that are not on the screen among them', async () => {
  const page = await open('/view?file=long.log');
  await row(page, /entry 3 of/).click();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 4000);
  await row(page, /entry 200 of/).waitFor();
  await row(page, /entry 200 of/).click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Selected rows' });
  await bar.getByText('198 rows selected').waitFor();
  await bar.getByRole('button', { name: 'Text' }).click();
  const lines = (await copied(page)).split('\n');
  assert.equal(lines.length, 198);
  assert.match(lines[0] ?? '', /^2026-01-23T08:00:00\.150Z INFO \[worker\.3\] entry 3 of the long log$/);
  assert.match(lines.at(-1) ?? '', /entry 200 of/);
  await bar.getByRole('button', { name: 'JSON' }).click();
  await page.locator('status-line').getByText('198 rows copied').waitFor();
  assert.equal(JSON.parse((await copied(page)).split('\n')[1] ?? '').message, 'entry 4 of the long log');
  await bar.getByRole('button', { name: 'curl' }).click();
  await page.locator('status-line').getByText('curl command copied').waitFor();
  assert.equal(await copied(page), `curl -sN '${logs.url}/api/logs/stream?file=long.log&line=3&limit=198'`);
  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'hidden' });
  await page.keyboard.press('Shift+ArrowUp');
  await bar.getByText('2 rows selected').waitFor();
  await page.keyboard.press('Control+c');
  assert.match(await copied(page), /entry 199 of the long log\n.*entry 200 of the long log$/);
});

test('the view does not jump while one reads: what unfolds and what is read above leave it where it is', async () => {
  const page = await open('/view?file=long.log&line=500000');
  await row(page, /entry 500000 of/).waitFor();
  await says(page, `of ${LONG.toLocaleString('en')}`);
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, -1000);
  await page.waitForURL(/line=4999\d\d/);
  const before = await top(page);
  await row(page, /entry 499970 of/).click();
  await page.getByRole('row', { expanded: true }).waitFor();
  assert.equal(await top(page), before);
});

test('the next error is a key away, however far', async () => {
  const page = await open('/view?file=long.log');
  await page.keyboard.press('e');
  await row(page, /entry 100000 of/).waitFor();
  await page.keyboard.press('e');
  await row(page, /entry 200000 of/).waitFor();
  await page.keyboard.press('Shift+E');
  await row(page, /entry 100000 of/).waitFor();
});

test('several files are one, merged by time, each with its name', async () => {
  const page = await open('/view?file=shop/api.log&file=shop/worker.log');
  await row(page, /worker\.log.*job 0 failed/).waitFor();
  await row(page, /api\.log.*request 0 served/).waitFor();
  await row(page, /worker\.log.*job 20 done/).waitFor();
});

test('what the filter shows is downloaded, in three ways', async () => {
  const page = await open('/view?file=shop/api.log&q=failed');
  for (const [name, file, first] of /** @type {[string, string, RegExp][]} */ ([
    ['Download what is shown as text', 'api-found.log', /^\{"time":"2026-01-23T08:00:39\.000Z"/],
    ['… as NDJSON', 'api-found.ndjson', /^\{"type":"log"/], ['… as CSV', 'api-found.csv', /^timestamp,level,/],
  ])) {
    await page.getByRole('button', { name: 'More' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
    assert.equal(download.suggestedFilename(), file);
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, first);
    assert.equal(text.trim().split('\n').length, name.endsWith('CSV') ? 31 : 30);
  }
});

test('one goes to a date by typing it', async () => {
  const page = await open('/view?file=long.log');
  await page.keyboard.press(':');
  await page.getByRole('textbox', { name: 'Line, time or percentage' }).fill('2026-01-23 20:00');
  await page.keyboard.press('Enter');
  await row(page, /20:00:00\.000.*entry 864000 of/).waitFor();
});

test('a very long line is cut in its row, and shown whole when it is asked for', async () => {
  const page = await open('/view?file=wide.log');
  const wide = row(page, /wide wide/).first();
  assert.ok((await wide.textContent() ?? '').length < 2000);
  await wide.click();
  await page.getByRole('button', { name: 'Show all: 192,009 more characters' }).click();
  await page.getByText(/wide end of it/).first().waitFor();
});

test('fields of JSON are columns, with an order and widths, and the address keeps them', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.getByRole('button', { name: 'Columns' }).click();
  const panel = page.getByRole('dialog', { name: 'Columns' });
  await panel.getByRole('checkbox', { name: 'user.id' }).check();
  await page.getByRole('columnheader', { name: 'user.id' }).waitFor();
  await panel.getByRole('button', { name: 'Move user.id to the left' }).click();
  await panel.getByRole('spinbutton', { name: 'Width of user.id in characters' }).fill('20');
  await page.keyboard.press('Tab');
  await panel.getByRole('checkbox', { name: 'Time' }).uncheck();
  await page.keyboard.press('Escape');
  const heads = () => page.getByRole('columnheader').evaluateAll((all) => all.filter((head) => head.checkVisibility()).map((head) => head.querySelector('.label')?.textContent ?? head.textContent));
  assert.deepEqual(await heads(), ['Level', 'user.id', 'Source', 'Message']);
  await page.reload();
  await row(page, /request 3 served/).waitFor();
  assert.deepEqual(await heads(), ['Level', 'user.id', 'Source', 'Message']);
  const grip = page.getByRole('columnheader', { name: 'user.id' }).getByTitle('Drag for another width');
  const box = await grip.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 3, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 83, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/widths=user\.id:3\d/);
  await page.getByText('user.id', { exact: true }).first().dragTo(page.getByRole('columnheader', { name: 'Level' }));
  await page.waitForURL(/columns=user\.id,level/);
});

test('it is accessible: axe finds nothing while rows are selected, columns chosen and words highlighted', async () => {
  const page = await logs.page();
  await page.addInitScript({ path: axe });
  await page.goto(`${logs.url}/view?file=shop/api.log#columns=user.id`);
  await row(page).first().waitFor();
  for (const key of ['j', 'Shift+J', 'Shift+J']) await page.keyboard.press(key);
  await page.getByRole('toolbar', { name: 'Selected rows' }).waitFor();
  assert.deepEqual(await findings(page), []);
  for (const [key, name] of [['h', 'Highlight words'], ['s', 'Saved searches']]) {
    await page.keyboard.press(key ?? '');
    await page.getByRole('dialog', { name: name ?? '' }).waitFor();
    await page.keyboard.type('request');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: key === 'h' ? 'Remove request' : 'Forget request' }).waitFor();
    assert.deepEqual(await findings(page), []);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('dialog', { name: 'Columns' }).waitFor();
  assert.deepEqual(await findings(page), []);
});

test('a link to an entry opens it even when its file was rotated since', async () => {
  const path = join(logs.directory, 'turns.log');
  await writeFile(path, Array.from({ length: 50 }, (_, i) => `2026-01-23T08:00:${String(i).padStart(2, '0')}Z INFO [x] turn ${i}\n`).join(''));
  for (const [address, turn] of [['/view?file=turns.log', 'turn 0'], ['/view?file=turns.log&line=31', 'turn 30'], ['/view?file=turns.log&q=turn', 'turn 17']]) {
    const page = await open(address ?? '');
    await row(page).getByText(turn ?? '', { exact: true }).click();
    await page.getByRole('button', { name: 'Link' }).click();
    await page.getByText('Link copied').first().waitFor();
    const link = await copied(page);
    await rename(path, `${path}.1`);
    await writeFile(path, '2026-01-23T09:00:00Z INFO [x] new\n');
    const other = await logs.page();
    await other.goto(link);
    await other.getByRole('row', { expanded: true }).getByText(turn ?? '', { exact: true }).waitFor();
    await rename(`${path}.1`, path);
  }
});
