import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { LogReader } from '../../static/js/models/log-reader.js';
import { ViewState } from '../../static/js/models/view-state.js';

const TOTAL = 2000;

/** A server with one log of numbered entries that knows cursors (the count of entries before it), line, order and limit. */
const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const desc = query.get('order') === 'desc';
  const limit = Number(query.get('limit') ?? Infinity);
  const wanted = query.get('q');
  let at = Number(query.get('cursor') ?? (desc ? TOTAL : Math.min(Number(query.get('line') ?? 1) - 1, TOTAL)));
  let matched = 0;
  while (matched < limit && (desc ? at > 0 : at < TOTAL)) {
    const n = desc ? at : at + 1;
    at += desc ? -1 : 1;
    if (wanted && n % Number(wanted)) continue;
    matched += 1;
    response.write(`${JSON.stringify({ type: 'log', file: 'a', line: query.has('cursor') || desc ? null : n, cursor: String(at), message: `entry ${n}`, context: {}, raw: `entry ${n}` })}\n`);
  }
  const end = { type: 'end', reason: matched < limit ? 'eof' : 'limit', scanned_bytes: 1, total_bytes: 1, matched, cursor: String(at), lines: at };
  response.end(query.get('progress') ? `${JSON.stringify(end)}\n` : '');
});

let base = '';
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
after(() => server.close());

/** @param {LogReader} reader */
const shown = (reader) => reader.rows.map(({ record }) => Number(record.message.slice(6)));

/** @param {number} from @param {number} to */
const range = (from, to) => Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => from + (to > from ? i : -i));

test('a log is read on in both directions without loss or repetition', async () => {
  const reader = new LogReader(base, new ViewState({ files: ['a'] }));
  await reader.open({ line: 700 });
  assert.deepEqual(shown(reader), range(700, 999));
  await reader.more('up');
  await reader.more('down');
  assert.deepEqual(shown(reader), range(400, 1299));
  assert.deepEqual(reader.rows.map(({ line }) => line), range(400, 1299));
});

test('what came with the page is not asked for again, and nothing else is taken from it', async () => {
  const state = new ViewState({ files: ['a'] });
  const first = (/** @type {number} */ to) => [...range(1, to).map((n) => JSON.stringify({ type: 'log', file: 'a', line: n, cursor: String(n), message: `entry ${n}`, context: {}, raw: `entry ${n}` })),
    JSON.stringify({ type: 'end', reason: 'limit', scanned_bytes: 1, total_bytes: 1, matched: to, cursor: String(to) })];
  const reader = new LogReader(base, state, first(7));
  await reader.open({ edge: 'start' });
  assert.deepEqual(shown(reader), range(1, 7));
  await reader.more('down');
  assert.deepEqual(shown(reader), range(1, 307));
  await reader.open({ edge: 'start' });
  assert.deepEqual(shown(reader), range(1, 300));
  const elsewhere = new LogReader(base, state, first(7));
  await elsewhere.open({ line: 700 });
  await elsewhere.open({ edge: 'start' });
  assert.deepEqual(shown(elsewhere), range(1, 300));
});

test('from either end one reads to the other', async () => {
  for (const order of /** @type {const} */ (['asc', 'desc'])) {
    for (const [edge, side] of /** @type {const} */ ([['start', 'down'], ['end', 'up']])) {
      const reader = new LogReader(base, new ViewState({ files: ['a'], order }));
      await reader.open({ edge });
      for (let i = 0; i < 9; i++) await reader.more((order === 'desc') !== (side === 'down') ? 'down' : 'up');
      assert.ok(reader.atTop && reader.atBottom);
      assert.deepEqual(shown(reader), order === 'asc' ? range(1, TOTAL) : range(TOTAL, 1));
    }
  }
});

test('matches are counted behind the first page', async () => {
  const reader = new LogReader(base, new ViewState({ files: ['a'], q: '3' }));
  const counted = new Promise((resolve) => reader.extent.addEventListener('change', () => reader.extent.counted && resolve(null)));
  await reader.open({ edge: 'start' });
  await counted;
  assert.equal(reader.extent.matched, Math.floor(TOTAL / 3));
});

test('the next match is found from either side, and stands among its neighbours', async () => {
  const reader = new LogReader(base, new ViewState({ files: ['a'] }));
  await reader.open({ line: 100 });
  const from = reader.rows[0] ?? null;
  const below = await reader.find(from, 'down', [['q', '700']]);
  const above = await reader.find(from, 'up', [['q', '30']]);
  assert.deepEqual([below?.record.message, above?.record.message], ['entry 700', 'entry 90']);
  const held = below && await reader.openAt(below);
  assert.equal(held?.record.message, 'entry 700');
  await reader.more('up');
  await reader.more('down');
  const numbers = shown(reader);
  assert.deepEqual(numbers, range(numbers[0] ?? 0, numbers.at(-1) ?? 0));
});
