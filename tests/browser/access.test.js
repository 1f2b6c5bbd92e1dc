import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, findings, start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;
before(async () => { logs = await start(); });
after(() => logs?.stop());
afterEach(() => logs.leave());

/** What axe finds in a page that is loaded anew. @param {import('playwright-core').Page} page */
async function findingsAfterLoad(page) {
  // Put in through the protocol: the page's own policy lets no other script in.
  await page.addInitScript({ path: axe });
  await page.reload();
  await page.waitForTimeout(700);
  return findings(page);
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing on any page, ${colorScheme}, ${width} wide`, async () => {
      const page = await logs.page({ colorScheme, viewport: { width, height: 850 } });
      for (const address of ['/', '/view?file=shop/api.log', '/view?file=shop/api.log&q=failed&level=error&since=2026-01-23&source=api#open=80', '/view?file=shop/api.log&q=nowhere', '/view?file=shop/api.log#live=1', '/view?file=gone.log#live=1', '/view?file=shop/api.log&q=(']) {
        await page.goto(logs.url + address);
        assert.deepEqual(await findingsAfterLoad(page), [], address);
      }
    });
  }
}

test('axe finds nothing in what opens', async () => {
  const page = await logs.page();
  await page.goto(`${logs.url}/view?file=shop/api.log`);
  assert.deepEqual(await findingsAfterLoad(page), []);
  for (const key of ['?', ':', 'p']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(200);
    assert.deepEqual(await findings(page), [], key);
    await page.keyboard.press('Escape');
  }
  for (const name of [/Time range/, 'More']) {
    await page.getByRole('button', { name }).click();
    await page.waitForTimeout(200);
    assert.deepEqual(await findings(page), [], String(name));
    await page.keyboard.press('Escape');
  }
});

test('on a phone what is touched is large enough', async () => {
  const page = await logs.page({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  for (const address of ['/', '/view?file=shop/api.log#open=1', '/view?file=shop/api.log#live=1']) {
    await page.goto(logs.url + address);
    await page.waitForTimeout(700);
    const small = await page.evaluate(() => [...document.querySelectorAll('button, a, select, input, [role="row"][aria-expanded]')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.5 && !element.closest('label'))
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 20)} ${element.getBoundingClientRect().height}`));
    assert.deepEqual(small, [], address);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing scrolls sideways');
  }
});
