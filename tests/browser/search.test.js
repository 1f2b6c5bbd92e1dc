import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { row, says, start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start(); });
after(() => logs?.stop());
afterEach(() => logs.leave());

/** Opens a view and waits for its first rows. @param {string} address @param {import('playwright-core').BrowserContextOptions} [options] */
const open = (address, options) => logs.open(address, options);

test('the search is completed by fields and values, by keyboard, and shown in colours', async () => {
  const page = await open('/view?file=shop/api.log');
  const search = page.getByRole('combobox', { name: 'Search' });
  await search.focus();
  await page.keyboard.type('user.p');
  await page.getByRole('option', { name: 'user.plan:' }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('option', { name: 'user.plan:pro' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type(' -level:i');
  await page.getByRole('option', { name: '-level:info' }).click();
  assert.equal(await search.inputValue(), 'user.plan:pro -level:info');
  await page.keyboard.press('Enter');
  await says(page, '120 matches');
  const colours = await page.locator('search-box .colours span').evaluateAll((all) => all.map((one) => `${one.textContent} ${getComputedStyle(one).color}`));
  assert.equal(colours.length, 5);
  assert.notEqual(colours[0]?.split(' rgb')[1], colours[1]?.split(' rgb')[1]);
});

test('earlier searches are offered again', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.keyboard.press('/');
  await page.keyboard.type('job failed');
  await page.keyboard.press('Enter');
  await says(page, '30 matches');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.reload();
  await row(page).first().waitFor();
  await page.keyboard.press('/');
  await page.getByRole('option', { name: 'job failed' }).click();
  await says(page, '30 matches');
});

test('a text is found without hiding the rest', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.keyboard.press('/');
  await page.keyboard.type('failed');
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('row', { selected: true }).getByText('job 39 failed').waitFor();
  await row(page, /request 38 served/).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('row', { selected: true }).getByText('job 79 failed').waitFor();
  await page.keyboard.press('Shift+N');
  await page.getByRole('row', { selected: true }).getByText('job 39 failed').waitFor();
  await page.getByRole('button', { name: 'Stop finding' }).click();
  assert.doesNotMatch(page.url(), /find=/);
});

test('what narrows the view stands as chips, each to be taken away', async () => {
  const page = await open('/view?file=shop/api.log');
  await row(page, /request 3 served/).click();
  await page.getByRole('button', { name: 'Without status 200' }).click();
  const chips = page.getByRole('group', { name: 'Filters' });
  await chips.getByText('not status:200').waitFor();
  await says(page, '30 matches');
  await row(page, /job 79 failed/).click();
  await page.getByRole('button', { name: 'Only source api' }).click();
  await chips.getByText('source api').waitFor();
  await page.getByRole('button', { name: 'Remove not status:200' }).click();
  await says(page, '800 matches');
  await page.getByRole('button', { name: 'Remove source api' }).click();
  await says(page, 'line 1');
  assert.match(page.url(), /\?file=shop\/api\.log(&line=\d+)?(#.*)?$/);
});

test('facets include at a click and exclude at another', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.getByRole('button', { name: 'Fields', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Fields' });
  await panel.getByRole('button', { name: /^503/ }).click();
  await says(page, '30 matches');
  await panel.getByRole('button', { name: 'Without source api' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Filters' }).getByText('not source:api').waitFor();
});

test('a saved search opens again from both pages, and can be forgotten', async () => {
  const page = await open('/view?file=shop/api.log&q=failed&level=error');
  await page.keyboard.press('s');
  await page.getByRole('textbox', { name: 'Name of this search' }).fill('failed jobs');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /failed jobs/ }).waitFor();
  await page.goto(logs.url);
  await page.getByRole('navigation', { name: 'Saved searches' }).getByRole('link', { name: 'failed jobs' }).click();
  await says(page, '30 matches');
  assert.match(page.url(), /file=shop\/api\.log&q=failed&level=error/);
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await page.getByRole('dialog').getByRole('link', { name: /failed jobs/ }).click();
  await says(page, '30 matches');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Forget failed jobs' }).click();
  await page.getByText('None is saved yet.').waitFor();
});

test('a saved search with its bell on tells of what it finds while the page is in the background', async () => {
  await writeFile(join(logs.directory, 'bell.log'), '2026-01-23T08:00:00Z INFO [x] begin\n');
  const page = await logs.page({ permissions: ['notifications'] });
  await page.addInitScript(() => {
    const told = /** @type {string[]} */ ([]);
    Object.assign(window, { told, Notification: Object.assign(function (/** @type {string} */ title, /** @type {any} */ { body }) { told.push(`${title}: ${body}`); }, { permission: 'granted', requestPermission: async () => 'granted' }) });
  });
  await page.goto(`${logs.url}/view?file=bell.log&level=error`);
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await page.keyboard.press('s');
  await page.getByRole('textbox', { name: 'Name of this search' }).fill('bell');
  await page.keyboard.press('Enter');
  const joined = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived', { predicate: ({ payload }) => String(payload).includes('"subscribed"') }));
  await page.getByRole('button', { name: 'Tell of matches of bell' }).click();
  await page.getByText('Matches are told by a notification').waitFor();
  await joined;
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await appendFile(join(logs.directory, 'bell.log'), '2026-01-23T08:00:01Z INFO [x] calm\n2026-01-23T08:00:02Z ERROR [x] ding\n');
  await page.waitForFunction(() => document.title.startsWith('(1) '));
  assert.deepEqual(await page.evaluate('told'), ['bell: ding']);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForFunction(() => !document.title.startsWith('('));
});

test('a time range is chosen, typed, or taken around a row', async () => {
  const page = await open('/view?file=shop/api.log&line=600');
  const picker = page.getByRole('button', { name: /Time range/ });
  await picker.click();
  await page.getByRole('button', { name: '± 1 minute' }).click();
  await says(page, '120 matches');
  await picker.click();
  await page.getByRole('textbox', { name: 'From' }).fill('8:10');
  await page.getByRole('textbox', { name: /Until/ }).fill('2026-01-23 08:11');
  await page.keyboard.press('Enter');
  await says(page, '60 matches');
  await picker.click();
  await page.getByRole('button', { name: 'Last 15 minutes' }).click();
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await picker.click();
  await page.getByRole('textbox', { name: 'From' }).fill('soonish');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('alert').waitFor();
  assert.match(await page.getByRole('dialog', { name: 'Time range' }).getByRole('alert').textContent() ?? '', /since must be a time/);
});

test('the same moment is shown in another file', async () => {
  const page = await open('/view?file=shop/api.log&q=failed');
  await row(page, /job 399 failed/).click();
  await page.keyboard.press('m');
  await page.getByText('What happened at 2026-01-23 08:06:39').waitFor();
  await page.keyboard.type('worker');
  await page.keyboard.press('Enter');
  await row(page, /job 400 failed/).waitFor();
  await page.waitForURL(/\/view\?file=shop\/worker\.log/);
  assert.doesNotMatch(page.url(), /q=/);
  await page.goBack();
  await says(page, '30 matches');
});

test('words are highlighted in all files until they are let go', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.keyboard.press('h');
  await page.keyboard.type('served');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  const ground = () => row(page, /request 3 served/).getByText('served', { exact: true }).evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await ground();
  assert.notEqual(before, 'rgba(0, 0, 0, 0)');
  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'Colour of served: yellow' }).click();
  await page.keyboard.press('Escape');
  assert.notEqual(await ground(), before);
  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'Remove served' }).click();
  await page.keyboard.press('Escape');
  assert.equal(await row(page, /request 3 served/).getByText('served', { exact: true }).count(), 0);
});

test('what was searched is marked in the source and the fields of a row, too', async () => {
  await writeFile(join(logs.directory, 'marked.log'), '{"time":"2026-01-23T08:00:00Z","level":"INFO","logger":"db.pool","msg":"all in use","zone":"pool-1"}\n');
  const page = await open('/view?file=marked.log&q=pool');
  const marks = row(page, /all in use/).locator('mark');
  await marks.nth(1).waitFor();
  assert.deepEqual(await marks.allTextContents(), ['pool', 'pool']);
});

test('a message with JSON is unfolded with a line for each value, and so is the entry', async () => {
  await writeFile(join(logs.directory, 'payload.log'), '2026-01-23T08:00:00Z INFO [x] sent {"id":12345678901234567890,"items":["a","b"]}\n');
  const page = await open('/view?file=payload.log');
  await row(page, /sent/).click();
  await page.getByText('Message as JSON').click();
  const json = page.getByLabel('Message as JSON').filter({ hasText: 'items' });
  assert.equal(await json.textContent(), '{\n  "id": 12345678901234567890,\n  "items": [\n    "a",\n    "b"\n  ]\n}');
  await page.getByText('Entry as JSON').click();
  const entry = page.getByLabel('Entry as JSON').filter({ hasText: 'items' });
  assert.match(await entry.textContent() ?? '', /^\{\n {2}"type": "log",/);
});

test('a stack trace is folded behind its first lines, and shown whole when it is asked for', async () => {
  const trace = Array.from({ length: 40 }, (_, i) => `\tat shop.Worker.step${i}(Worker.java:${i})\n`).join('');
  await writeFile(join(logs.directory, 'trace.log'), `2026-01-23T08:00:00Z ERROR [x] it failed\njava.lang.IllegalStateException: no\n${trace}2026-01-23T08:00:01Z INFO [x] next\n`);
  const page = await open('/view?file=trace.log');
  await row(page, /it failed\+41 lines/).waitFor();
  await page.keyboard.press('l');
  await row(page, /step1\(Worker\.java:1\)\+38 lines/).click();
  await page.getByRole('button', { name: 'Show all: 28 more lines' }).click();
  await page.getByLabel('Message', { exact: true }).getByText('step39(Worker.java:39)').waitFor();
  await row(page, /next/).waitFor();
});

test('times are shown in UTC, in the zone of the reader, and from now', async () => {
  const page = await open('/view?file=shop/api.log', { timezoneId: 'Asia/Tokyo' });
  await row(page, /08:00:00\.000.*request 0 served/).waitFor();
  await page.keyboard.press('z');
  await row(page, /17:00:00\.000.*request 0 served/).waitFor();
  await page.keyboard.press('z');
  await row(page, /[−+]\d+ d.*request 0 served/).waitFor();
  assert.match(page.url(), /tz=relative/);
});
