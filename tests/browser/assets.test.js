import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';
import { start } from './support.js';

/** @type {Awaited<ReturnType<typeof start>>} */
let logs;

before(async () => { logs = await start(); });
after(() => logs?.stop());
afterEach(() => logs.leave());

/** A style with those that it imports. @param {URL} sheet @returns {Promise<string>} */
async function joined(sheet) {
  const lines = (await readFile(sheet, 'utf8')).split('\n').map(async (line) => {
    const [, name, media] = /^@import "(.+)"(?: (\w+))?;$/.exec(line) ?? [];
    if (!name) return line;
    const part = await joined(new URL(name, sheet));
    return media ? `@media ${media} {${part}}` : part;
  });
  return (await Promise.all(lines)).join('\n');
}

/** White space beside commas and slashes that the browser keeps, for it does not read values that hold variables. @param {string} rule */
const plain = (rule) => rule.replaceAll(/\s+/g, ' ').replaceAll(/ ?([,/]) ?/g, '$1');

test('a style that was made short says what was written', async () => {
  const page = await logs.page();
  /** @type {Set<string>} */
  const sheets = new Set();
  for (const address of ['/', '/view?file=hostile.log']) {
    await page.goto(logs.url + address);
    for (const sheet of await page.locator('link[rel=stylesheet]').evaluateAll((links) => links.map((link) => /** @type {HTMLLinkElement} */ (link).href))) sheets.add(sheet);
  }
  assert.equal(sheets.size, 2, 'one style a page');
  for (const sheet of sheets) {
    const written = await joined(new URL(`../../static/${sheet.replace(/.*\/static\/[^/]+\//, '')}`, import.meta.url));
    const served = await (await page.request.get(sheet)).text();
    assert.ok(served.length < written.length, sheet);
    const [expected, found] = await page.evaluate((texts) => texts.map((text) => {
      const style = new CSSStyleSheet();
      style.replaceSync(text);
      return [...style.cssRules].map((rule) => rule.cssText);
    }), [written, served]);
    assert.deepEqual(found?.map(plain), expected?.map(plain), sheet);
  }
});
