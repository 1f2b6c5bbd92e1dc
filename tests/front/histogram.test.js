import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelCounts, stacked } from '../../static/js/models/histogram.js';

/** @type {import('../../static/js/models/histogram.js').Histogram} */
const histogram = {
  since: '1970-01-01T00:00:00Z', until: '1970-01-01T00:00:20Z', step_ms: 10_000, exact: true, total: 10,
  buckets: [{ start: '1970-01-01T00:00:00Z', counts: { INFO: 5, ERROR: 1 } }, { start: '1970-01-01T00:00:10Z', counts: { INFO: 3, NONE: 1 } }],
};

test('levels are stacked, the worst at the bottom, and those that do not occur left out', () => {
  assert.deepEqual(stacked(histogram), {
    times: [0, 10], highest: 6,
    layers: [{ level: 'ERROR', tops: [1, 0], total: 1 }, { level: 'INFO', tops: [6, 3], total: 8 }, { level: 'NONE', tops: [6, 4], total: 1 }],
  });
});

test('levels are counted', () => {
  assert.deepEqual(levelCounts(histogram), { ERROR: 1, INFO: 8, NONE: 1 });
});
