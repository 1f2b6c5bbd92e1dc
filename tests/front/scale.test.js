import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RankMap } from '../../static/js/models/rank-map.js';
import { Row } from '../../static/js/models/row.js';
import { Scale } from '../../static/js/models/scale.js';

/** @param {number | null} line @param {string | null} [timestamp] */
const row = (line, timestamp = null) => new Row(JSON.stringify({ type: 'log', file: 'a', line, cursor: 'c', timestamp, message: 'm', context: {}, raw: '0123456789' }));

test('a place in one file goes by line', () => {
  const scale = new Scale();
  scale.count(1000);
  assert.deepEqual([1, 501, 1000].map((line) => scale.place(row(line))), [0, 0.5, 0.999]);
  assert.deepEqual([0, 0.25, 1].map((place) => scale.boundary(place)), [{ edge: 'start' }, { line: 251 }, { edge: 'end' }]);
});

test('a place in several files goes by time', () => {
  const scale = new Scale();
  scale.span = [0, 10_000];
  assert.equal(scale.place(row(null, '1970-01-01T00:00:02.500Z')), 0.25);
  assert.equal(scale.place(row(null)), null);
  assert.deepEqual(scale.boundary(0.25), { since: '1970-01-01T00:00:02.500Z' });
});

test('a place in a file whose lines are only estimated goes by time, which is found without counting', () => {
  const scale = new Scale();
  scale.estimate(1100, [row(1), row(2)]);
  assert.deepEqual(scale.boundary(0.25), { line: 26 });
  scale.span = [0, 10_000];
  assert.deepEqual(scale.boundary(0.25), { since: '1970-01-01T00:00:02.500Z' });
  assert.equal(scale.place(row(1, '1970-01-01T00:00:02.500Z')), 0.25);
  scale.count(90);
  assert.deepEqual(scale.boundary(0.5), { line: 46 });
});

test('matches that are ranked by line are reached by line, however long the file is', () => {
  const scale = new Scale();
  scale.ranks = new RankMap('line');
  for (let line = 1; line <= 10; line++) scale.ranks.take(() => line);
  assert.deepEqual(scale.boundary(0.5), { line: 6 });
  assert.equal(scale.rank(row(6)), 0.5);
});

test('lines are estimated from size until they are counted', () => {
  const scale = new Scale();
  scale.estimate(1100, [row(1), row(2)]);
  assert.deepEqual([scale.lines, scale.exact], [100, false]);
  scale.count(90);
  scale.estimate(9999, [row(1)]);
  assert.deepEqual([scale.lines, scale.exact], [90, true]);
});

test('a match stands at its rank, however unevenly matches are spread', () => {
  for (const count of [10, 5000, 100_000]) {
    const ranks = new RankMap('line');
    for (let i = 0; i < count; i++) ranks.take(() => 900_000 + i);
    const scale = new Scale();
    scale.count(1_000_000);
    scale.ranks = ranks;
    const half = row(900_000 + count / 2);
    assert.ok(Math.abs((scale.rank(half) ?? 0) - 0.5) < 0.001, String(count));
    assert.ok(Math.abs((scale.boundary(0.5).line ?? 0) - (900_000 + count / 2)) < count / 1000 + 1);
    assert.equal(scale.rank(row(1)), 0);
  }
});
