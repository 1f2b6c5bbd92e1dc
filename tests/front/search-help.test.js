import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions } from '../../static/js/models/completion.js';
import { nameFor, viewOf } from '../../static/js/models/saved.js';
import { filterTerms, searchSpans } from '../../static/js/models/search-terms.js';
import { sparkline } from '../../static/js/models/sparkline.js';
import { ViewState } from '../../static/js/models/view-state.js';
import { Watch } from '../../static/js/models/watch.js';
import { grow } from '../../static/js/models/histogram.js';
import { FakeServer, World } from './fake-server.js';

const FIELDS = [{ name: 'status', values: [{ value: 200 }, { value: 503 }] }, { name: 'user.id', values: [{ value: 42 }] }, { name: 'source', values: [{ value: 'db.pool' }, { value: 'two words' }] }];

test('a search is completed by the fields and values there are', () => {
  /** @param {string} q @param {number} [caret] */
  const offered = (q, caret = q.length) => completions(q, caret, FIELDS).map(({ insert }) => insert);
  assert.deepEqual(offered('sta'), ['status:']);
  assert.deepEqual(offered('x -so'), ['x -source:']);
  assert.deepEqual(offered('id'), ['user.id:']);
  assert.deepEqual(offered('status:5'), ['status:503']);
  assert.deepEqual(offered('status>='), ['status>=200', 'status>=503']);
  assert.deepEqual(offered('(level>=w'), ['(level>=warning']);
  assert.deepEqual(offered('source:'), ['source:db.pool', 'source:"two words"']);
  assert.deepEqual(offered('sta failed', 3), ['status: failed']);
  assert.deepEqual([offered(''), offered('failed '), offered('12:30'), offered('"sta')], [[], [], [], []]);
  assert.equal(completions('sta failed', 3, FIELDS)[0]?.caret, 7);
});

test('the pieces of a search have colours', () => {
  const q = '-level:warn "a b" OR /x+/i timeout n>5 12:30';
  assert.deepEqual(searchSpans(q).map(({ from, to, kind }) => `${q.slice(from, to)} ${kind}`), [
    '- q-not', 'level q-key', ':warn q-value', '"a b" q-text', 'OR q-sign', '/x+/i q-regex', 'n q-key', '>5 q-value',
  ]);
});

test('what narrows by a field or takes away can be taken away alone, but for what is grouped', () => {
  assert.deepEqual(filterTerms('failed status:5* -health -user.id:4'), [
    { says: 'status:5*', without: 'failed -health -user.id:4' }, { says: 'not health', without: 'failed status:5* -user.id:4' }, { says: 'not user.id:4', without: 'failed status:5* -health' },
  ]);
  assert.deepEqual([filterTerms('a OR status:5'), filterTerms('(status:5)'), filterTerms('NOT a:b'), filterTerms('words')], [[], [], [], []]);
});

test('a saved search has a name to begin with, and opens the same view', () => {
  const state = new ViewState({ files: ['shop/api.log'], q: 'timeout', minLevel: 'WARNING' });
  assert.equal(nameFor(state), 'timeout · warning and above in shop/api.log');
  assert.equal(nameFor(new ViewState()), 'everything in all files');
  assert.ok(viewOf({ name: '', query: state.filter().toString(), notify: false }).sameFilter(state));
});

test('watched searches are followed, tell what they find, and end when they are forgotten', () => {
  const server = new FakeServer(() => 0.5);
  let connected = 0;
  /** @type {string[]} */
  const found = [];
  const world = { ...new World().handles, connect: () => { connected += 1; return server.connect(); } };
  const watch = new Watch('ws://h/', (search, rows) => found.push(`${search.name}: ${rows.map(({ record }) => record.message)}`), world);
  const search = { name: 'errors', query: 'file=a.log&level=error&until=2026-01-01', notify: true };
  watch.update([search, { ...search, name: 'quiet', notify: false }]);
  watch.update([search]);
  assert.equal(connected, 1);
  server.write('a.log');
  server.settle();
  assert.deepEqual(server.subscribed, [{ files: ['a.log'], raw: true, level: 'error', backfill: 0, type: 'subscribe' }]);
  server.write('a.log');
  server.settle();
  server.say({ type: 'rotated', file: 'a.log' });
  assert.deepEqual(found, ['errors: a.log 2']);
  watch.update([]);
  server.settle();
  assert.equal(connected, 1);
});

test('a histogram grows by what is written, until it would be too long', () => {
  /** @type {import('../../static/js/models/histogram.js').Histogram} */
  const histogram = { since: '', until: '', step_ms: 1000, exact: true, total: 1, buckets: [{ start: '2026-01-23T10:00:00.000Z', counts: { INFO: 1 } }, { start: '2026-01-23T10:00:01.000Z', counts: {} }] };
  const at = (/** @type {string | null} */ timestamp, level = 'ERROR') => ({ timestamp, level });
  assert.ok(grow(histogram, [at('2026-01-23T10:00:02.500Z'), at(null), at('2026-01-23T09:00:00Z'), at('2026-01-23T10:00:00.1Z', 'INFO')], 2));
  assert.deepEqual(histogram.buckets.map(({ counts }) => counts), [{ INFO: 2 }, {}, { ERROR: 2 }]);
  assert.equal(histogram.total, 4);
  assert.equal(grow(histogram, [at('2026-01-23T11:00:00Z')], 2), false);
});

test('a sparkline shows a single error among thousands', () => {
  const from = Date.parse('2026-01-23T10:00:00Z');
  const bucket = (/** @type {number} */ minute, /** @type {Record<string, number>} */ counts) => ({ start: new Date(from + minute * 60_000).toISOString(), counts });
  const buckets = [bucket(-10, { INFO: 5000, ERROR: 1 }), bucket(20, {}), bucket(50, { WARNING: 10 })];
  const { paths, says } = sparkline({ since: '', until: '', step_ms: 30 * 60_000, exact: true, total: 5011, buckets }, from, from + 3_600_000);
  assert.deepEqual(paths.map(({ kind }) => kind), ['error', 'warning', 'other']);
  assert.equal(paths[0]?.d, 'M0.00 14.4H14.00v1.6H0.00z');
  assert.equal(says, '5,011 entries from 2026-01-23 10:00 to 11:00 UTC: 1 error, 10 warnings');
});
