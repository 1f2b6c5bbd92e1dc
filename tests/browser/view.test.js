import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { LONG, row, says, start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start({ long: true }); });
after(() => logs?.stop());
afterEach(() => logs.leave());

/** Opens a view and waits for its first rows. @param {string} address @param {import('playwright-core').BrowserContextOptions} [options] */
const open = (address, options) => logs.open(address, options);

test('a file is opened from the list', async () => {
  const page = await logs.page();
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'api.log' }).click();
  await row(page, /request 0 served/).waitFor();
  assert.match(page.url(), /\/view\?file=shop\/api\.log$/);
});

test('the first rows come with the page, stand where the script puts them, and are not asked for again', async () => {
  const address = '/view?file=shop/api.log';
  const places = (/** @type {import('playwright-core').Page} */ page) => page.locator('.entry').evaluateAll((entries) => entries.slice(0, 9).map((entry) =>
    ['.time', '.level', '.source', '.message'].map((cell) => entry.querySelector(cell)?.getBoundingClientRect()).map((box) => [Math.round(box?.x ?? 0), box?.y])));
  const bare = await logs.page({ javaScriptEnabled: false });
  for (let tries = 0; tries < 50 && await bare.locator('.entry').count() === 0; tries++) await bare.goto(logs.url + address);
  await row(bare, /request 7 served/).waitFor();
  const page = await logs.page();
  /** @type {string[]} */
  let asked = [];
  page.on('request', (request) => asked.push(request.url()));
  for (let tries = 0; tries < 50; tries++) {
    asked = [];
    await page.goto(logs.url + address);
    if (await page.evaluate(() => /** @type {HTMLTemplateElement} */ (document.getElementById('first')).content.textContent)) break;
  }
  await row(page, /request 7 served/).getByText('status').waitFor();
  assert.deepEqual(asked.filter((url) => /stream\?.*limit=300/.test(url)), []);
  await page.getByRole('img', { name: /^Histogram: / }).waitFor();
  assert.deepEqual(await places(page), await places(bare));
});

test('one scrolls to the end of a million lines, and the page stays light', async () => {
  const page = await open('/view?file=long.log');
  const grid = page.getByRole('treegrid', { name: 'Log entries' });
  await says(page, new RegExp(`of ${LONG.toLocaleString('en')}`));
  for (const share of [0.5, 0.1, 0.9, 1]) {
    await grid.evaluate((element, to) => { element.scrollTop = to * element.scrollHeight; }, share);
    const line = share === 1 ? LONG : Math.round(share * LONG);
    await page.waitForFunction((wanted) => {
      const seen = [...document.querySelectorAll('[role="row"]')].map((element) => /entry (\d+) of/.exec(element.textContent ?? '')?.[1]);
      return seen.some((n) => n && Math.abs(Number(n) - wanted) < 2000 && (wanted !== 1000000 || n === '1000000'));
    }, line);
  }
  await row(page, new RegExp(`entry ${LONG} of the long log`)).waitFor();
  assert.ok(await page.locator('*').count() < 3000);
});

test('a scroll bar that is dragged while answers are late leads to where it was let go', async () => {
  const page = await open('/view?file=long.log');
  const grid = page.getByRole('treegrid', { name: 'Log entries' });
  await says(page, new RegExp(`of ${LONG.toLocaleString('en')}`));
  await page.route('**/api/logs/stream?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await route.continue().catch(() => {});
  });
  await grid.evaluate(async (element) => {
    for (let step = 1; step <= 12; step++) {
      element.scrollTop = (0.2 + step * 0.05) * element.scrollHeight;
      await new Promise(requestAnimationFrame);
    }
  });
  await page.waitForFunction((wanted) => {
    const seen = [...document.querySelectorAll('[role="row"]')].map((element) => Number(/entry (\d+) of/.exec(element.textContent ?? '')?.[1]));
    return seen.some((n) => Math.abs(n - wanted) < 2000);
  }, Math.round(0.8 * LONG));
  await page.waitForTimeout(500);
  const share = await grid.evaluate((element) => element.scrollTop / element.scrollHeight);
  assert.ok(Math.abs(share - 0.8) < 0.01, `it stays there: ${share}`);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('wheeling far shows every line once and in order', async () => {
  const page = await open('/view?file=long.log&line=500000');
  await page.mouse.move(700, 500);
  const seen = new Set();
  let last = 0;
  for (let i = 0; i < 120; i++) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(16);
    const numbers = await page.evaluate(() => [...document.querySelectorAll('.entry')].map((element) => Number(/entry (\d+) of/.exec(element.textContent ?? '')?.[1])));
    numbers.forEach((n, j) => assert.ok(j === 0 || n === (numbers[j - 1] ?? 0) + 1, 'neighbours on the screen are neighbours in the file'));
    assert.ok((numbers[0] ?? 0) >= last);
    last = numbers[0] ?? 0;
    numbers.forEach((n) => seen.add(n));
  }
  assert.ok(seen.size > 2500);
});

test('search and level filter run over the whole file, and the address keeps them', async () => {
  const page = await open('/view?file=long.log');
  await page.keyboard.press('/');
  await page.keyboard.type('entry 777000');
  await page.keyboard.press('Enter');
  await row(page, /entry 777000 of the long log/).waitFor();
  await says(page, '1 match');
  assert.equal(await page.locator('mark').first().textContent(), 'entry');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.getByRole('group', { name: 'Levels' }).getByRole('button', { name: 'ERROR' }).click();
  await row(page, /entry 900000 of the long log/).waitFor();
  await says(page, '10 matches');
  assert.match(page.url(), /level=ERROR/);
  await page.goBack();
  await page.goBack();
  await says(page, '1 match');
});

test('an entry is unfolded into its fields, and the address shows the same again', async () => {
  const page = await open('/view?file=shop/api.log&q=failed');
  await row(page, /job 79 failed/).click();
  const detail = page.getByRole('row').filter({ has: page.getByText('user.plan', { exact: true }) });
  await detail.getByText('503', { exact: true }).waitFor();
  await detail.getByText('Raw text').click();
  await detail.getByText('"logger":"api"').waitFor();
  const address = page.url();
  await page.reload();
  await page.getByRole('row').filter({ has: page.getByText('user.plan', { exact: true }) }).waitFor();
  assert.equal(await row(page, /job 79 failed/).first().getAttribute('aria-expanded'), 'true');
  assert.equal(page.url(), address);
  assert.equal(await page.getByRole('combobox', { name: 'Search' }).inputValue(), 'failed');
});

test('a place in the middle of a file is shown again after a reload', async () => {
  const page = await open('/view?file=long.log');
  await page.keyboard.press(':');
  await page.keyboard.type('654,321');
  await page.keyboard.press('Enter');
  await row(page, /entry 654321 of/).waitFor();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 2000);
  await page.waitForURL(/line=\d+/);
  const top = () => page.evaluate(() => document.elementFromPoint(600, document.querySelector('.heads')?.getBoundingClientRect().bottom ?? 0)?.closest('.row')?.textContent);
  await page.waitForTimeout(400);
  const before = await top();
  await page.reload();
  await row(page).first().waitFor();
  await page.waitForTimeout(400);
  assert.equal(await top(), before);
});

test('a value of an entry filters, and excludes', async () => {
  const page = await open('/view?file=shop/api.log');
  await row(page, /request 8 served/).click();
  await page.getByRole('button', { name: 'Only user.id 8' }).click();
  await says(page, '133 matches');
  assert.match(page.url(), /q=user\.id:8/);
  await page.getByRole('button', { name: 'Clear search' }).click();
  await row(page, /request 7 served/).waitFor();
  await row(page, /request 7 served/).click();
  await page.getByRole('button', { name: 'Without source api' }).click();
  await says(page, '400 matches');
});

test('a match is seen among the lines around it, and one finds back', async () => {
  const page = await open('/view?file=shop/api.log&q=failed');
  await row(page, /job 599 failed/).click();
  await page.keyboard.press('c');
  await row(page, /request 598 served/).waitFor();
  await row(page, /request 600 served/).waitFor();
  await row(page, /job 599 failed/).and(page.locator('[aria-selected="true"]')).waitFor();
  await page.keyboard.press('n');
  await row(page, /job 639 failed/).and(page.locator('[aria-selected="true"]')).waitFor();
  await page.keyboard.press('Shift+N');
  await page.keyboard.press('Shift+N');
  await row(page, /job 559 failed/).and(page.locator('[aria-selected="true"]')).waitFor();
  await page.goBack();
  await says(page, '30 matches');
});

test('errors are found by key over the whole file', async () => {
  const page = await open('/view?file=long.log');
  const current = (/** @type {string} */ n) => row(page, new RegExp(`entry ${n} of`)).and(page.locator('[aria-selected="true"]')).waitFor();
  await page.keyboard.press('e');
  await current('100000');
  await says(page, 'line 100,000 of 1,000,000');
  await page.keyboard.press('e');
  await current('200000');
  await page.keyboard.press('Shift+E');
  await current('100000');
  await page.keyboard.press('w');
  await current('101000');
});

test('a fault in a search is shown at its character, and what was found stays', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.keyboard.press('/');
  await page.keyboard.type('job (failed');
  const fault = page.getByRole('alert').filter({ hasText: 'job (failed' });
  await fault.waitFor();
  assert.ok(await row(page).count() > 10);
  await page.keyboard.press('End');
  await page.keyboard.type(')');
  await says(page, '30 matches');
  assert.equal(await fault.count(), 0);
});

test('an empty answer says why and what to try', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=shop/api.log&q=nowhere&level=error`);
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear search' }).last().click();
  await says(page, '30 matches');
  await page.goto(`${logs.url}/view?file=empty.log`);
  await page.getByRole('heading', { name: 'This log is empty' }).waitFor();
  await page.goto(`${logs.url}/view?file=gone.log`);
  await page.getByRole('heading', { name: 'There is no such log' }).waitFor();
});

test('who is signed out meanwhile is told so, on both pages', async () => {
  const page = await open('/view?file=shop/api.log');
  await page.route('**/api/logs**', (route) => route.fulfill({ status: 401, json: { type: 'about:blank', title: 'Unauthorized', status: 401 } }));
  await page.goto(`${logs.url}/view?file=shop/worker.log&order=desc`);
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, /job 1180 done/).waitFor();
  await page.goto(logs.url);
  await page.getByRole('link', { name: 'worker.log' }).waitFor();
  await page.route('**/api/logs**', (route) => route.fulfill({ status: 401, json: { type: 'about:blank', title: 'Unauthorized', status: 401 } }));
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'worker.log' }).waitFor();
});

test('newest first shows the end, and reads on from there', async () => {
  const page = await open('/view?file=long.log&order=desc');
  await row(page, new RegExp(`entry ${LONG} of`)).waitFor();
  await page.keyboard.press('Shift+G');
  await row(page, /entry 1 of the long log/).waitFor();
});

test('several files are merged by time', async () => {
  const page = await open('/view?file=shop/api.log&file=shop/worker.log');
  await row(page, /job 0 failed/).waitFor();
  await row(page, /request 0 served/).waitFor();
  await row(page, /job 20 done/).waitFor();
});

test('a log full of markup and steering characters stays text', async () => {
  const page = await open('/view?file=hostile.log');
  await row(page, /<script>window\.hurt = 1<\/script>/).waitFor();
  await row(page, /red ⟨202E⟩turned⟨202C⟩ ␇bell \$\{1\+1\} \{\{ 1\+1 \}\}/).click();
  assert.equal(await page.evaluate('window.hurt'), undefined);
});

test('a histogram selects a time range, and counts the levels', async () => {
  const page = await logs.page();
  const start = Date.parse('2026-01-23T08:00:00Z');
  await page.route('**/api/logs/histogram?*', (route) => route.fulfill({ json: {
    since: new Date(start).toISOString(), until: new Date(start + 1_200_000).toISOString(), step_ms: 10_000, exact: true, total: 1200,
    buckets: Array.from({ length: 120 }, (_, i) => ({ start: new Date(start + i * 10_000).toISOString(), counts: { INFO: 9, ERROR: i % 4 ? 0 : 1 } })),
  } }));
  await page.goto(`${logs.url}/view?file=shop/api.log`);
  const plot = page.getByRole('img', { name: /Histogram: 1,200 entries/ });
  await plot.waitFor();
  await page.getByRole('button', { name: /ERROR\s*30/ }).waitFor();
  const box = await plot.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 4, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(() => /since=2026-01-23T08:0[45].*until=2026-01-23T08:(09|10)/.test(decodeURIComponent(location.search)));
  await row(page, /request 3\d\d served/).first().waitFor();
});

test('a field becomes a column, and goes again', async () => {
  const page = await open('/view?file=shop/api.log');
  await row(page, /request 3 served/).click();
  await page.getByRole('button', { name: 'Column user.id', exact: true }).click();
  await page.getByRole('columnheader', { name: 'user.id' }).waitFor();
  assert.match(page.url(), /columns=user\.id/);
  await page.getByRole('button', { name: 'Remove column user.id' }).click();
  await page.getByRole('columnheader', { name: 'user.id' }).waitFor({ state: 'detached' });
});

test('what is on the screen is copied as a command', async () => {
  const page = await open('/view?file=shop/api.log&level=error');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy as curl' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `curl -sN '${logs.url}/api/logs/stream?file=shop/api.log&level=error'`);
});

test('under a path of its own everything is found', async () => {
  const under = await start({ args: ['--base-path', '/tools/logs'] });
  try {
    const page = await under.page();
    await page.goto(under.url);
    await page.getByRole('link', { name: 'api.log' }).click();
    await row(page, /request 0 served/).waitFor();
    assert.match(page.url(), /\/tools\/logs\/view\?file=shop\/api\.log$/);
  } finally {
    await under.stop();
  }
});

test('a search is stopped, and can be taken up again', async () => {
  const page = await logs.page();
  await page.route('**/api/logs/stream?*progress=true*', async (route) => {
    if (route.request().url().includes('q=')) await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue().catch(() => {});
  });
  await page.goto(`${logs.url}/view?file=long.log&q=/entry%209\\d{5}\\b/`);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('heading', { name: 'Stopped before anything was found' }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Search again' }).first().click();
  await says(page, '100,000 matches');
});

test('no answer comes from elsewhere, and none may: the policy of the pages lets nothing in', async () => {
  const page = await logs.page();
  for (const address of ['/', '/view?file=hostile.log#open=1&columns=x&find=y']) {
    const answer = await page.goto(logs.url + address);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'|default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  }
  await row(page, /red/).waitFor();
  assert.equal(await page.evaluate(() => fetch('https://example.org/').then(() => 'came', () => 'refused')), 'refused');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hurt = 1';
    document.body.append(script);
  });
  assert.equal(await page.evaluate('window.hurt'), undefined);
});

test('one entry that is nested very deep hides no other', async () => {
  const page = await logs.page();
  await writeFile(join(logs.directory, 'deep.log'), Array.from({ length: 40 }, (_, n) => `{"time":"2026-01-23T08:00:00Z","level":"info","msg":"entry ${n} is here"${n === 10 ? `,"ctx":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}` : ''}}\n`).join(''));
  for (const order of ['asc', 'desc']) {
    await page.goto(`${logs.url}/view?file=deep.log&order=${order}`);
    for (const n of order === 'asc' ? [0, 10, 11, 30] : [30, 39]) await row(page, new RegExp(`entry ${n} is here`)).waitFor();
  }
  await row(page, /entry 39 is here/).click();
  await row(page, /entry 39 is here/).and(page.locator('[aria-expanded="true"]')).waitFor();
});
