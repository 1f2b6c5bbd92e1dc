import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogWindow } from '../../static/js/models/log-window.js';
import { emptyPage } from '../../static/js/models/log-source.js';
import { Row } from '../../static/js/models/row.js';

/** @param {number | null} line @param {string} [raw] */
const row = (line, raw = 'x') => new Row(JSON.stringify({ type: 'log', file: 'a', line, cursor: `c${line}`, message: 'm', context: {}, raw }));

/** @param {Row[]} rows */
const page = (...rows) => ({ ...emptyPage({ cursors: ['c'] }, 1), rows });

test('rows that were not counted take their numbers from their neighbours', () => {
  const window = new LogWindow();
  window.add(page(row(null, 'a\nb\n'), row(null), row(7, 'a\nb\nc'), row(null), row(null)), 1);
  window.numberLines(null);
  assert.deepEqual(window.rows.map(({ line }) => line), [4, 6, 7, 10, 11]);
});

test('at the end of a file of known length the last rows are numbered back from it', () => {
  const window = new LogWindow();
  window.add({ ...page(row(null, 'a\nb'), row(null, 'a\nb')), atEnd: true }, -1);
  window.numberLines(100);
  assert.deepEqual(window.rows.map(({ line }) => line), [97, 99]);
});

test('pages far from where one reads are let go', () => {
  const window = new LogWindow();
  for (let i = 0; i < 20; i++) window.add(page(...Array.from({ length: 300 }, (_, j) => row(i * 300 + j + 1))), 1);
  window.trim(1);
  assert.ok(window.rows.length <= 3300 && window.rows.at(-1)?.line === 6000);
  assert.ok(!window.atStart);
});

test('an entry is found again by line or by boundary', () => {
  const window = new LogWindow();
  const held = row(5);
  held.before = 'x';
  window.add(page(row(null), held), 1);
  assert.equal(window.find(row(5)), held);
  const other = row(null);
  other.before = 'x';
  assert.equal(window.find(other), held);
  assert.equal(window.find(row(6)), undefined);
});
