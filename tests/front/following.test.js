import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Following, subscription } from '../../static/js/models/following.js';
import { LogReader } from '../../static/js/models/log-reader.js';
import { Row } from '../../static/js/models/row.js';
import { ViewState } from '../../static/js/models/view-state.js';
import { FakeServer, World, seeded } from './fake-server.js';

let fake = new FakeServer(() => 0.5);

/** The entries that were written so far, as a stream. */
const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const total = fake.written['a.log'] ?? 0;
  const desc = query.get('order') === 'desc';
  let at = Number(query.get('cursor')?.split('@')[1] ?? (desc ? total : Number(query.get('line') ?? 1) - 1));
  let matched = 0;
  for (const limit = Number(query.get('limit') ?? Infinity); matched < limit && (desc ? at > 0 : at < total); matched++) {
    const n = desc ? at : at + 1;
    at += desc ? -1 : 1;
    response.write(`${JSON.stringify({ type: 'log', file: 'a.log', line: query.has('line') ? n : null, cursor: `a.log@${at}`, message: `a.log ${n}`, context: {}, raw: `a.log ${n}` })}\n`);
  }
  response.end(`${JSON.stringify({ type: 'end', reason: (desc ? at === 0 : at === total) ? 'eof' : 'limit', scanned_bytes: 1, total_bytes: 1, matched, cursor: `a.log@${at}` })}\n`);
});

let base = '';
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
after(() => server.close());

/** @param {number} written @param {Partial<import('../../static/js/models/view-state.js').Values>} [values] */
function followed(written, values) {
  fake = new FakeServer(seeded(written));
  fake.written = { 'a.log': written };
  const world = new World();
  const state = new ViewState({ files: ['a.log'], ...values });
  const reader = new LogReader(base, state);
  const screen = { isEnd: true };
  const following = new Following('ws://x', state.filter(), reader, () => screen.isEnd, () => {}, { ...world.handles, connect: () => fake.connect() });
  return { reader, following, screen, world };
}

/** Settles what a reader reads. @param {LogReader} reader */
async function read(reader) {
  do await new Promise((resolve) => setTimeout(resolve, 1)); while (reader.reading);
}

/** @param {LogReader} reader */
const shown = (reader) => reader.rows.map(({ record }) => Number(record.message.split(' ')[1]));

/** @param {number[]} numbers */
const isRun = (numbers) => numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1);

test('wherever one reads, nothing is lost or doubled and what is held stays bounded', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seeded(seed);
    const { reader, following, screen, world } = followed(1000 + seed);
    following.start(true);
    fake.settle();
    await read(reader);
    for (let step = 0; step < 60; step++) {
      screen.isEnd = reader.holdsEnd && random() < 0.6;
      const dice = random();
      if (dice < 0.5) for (let i = random() * 400; i > 0; i--) fake.write('a.log');
      else if (dice < 0.6) fake.cut(1006);
      else if (dice < 0.7) world.pass(31_000);
      else if (!screen.isEnd) await reader.more(dice < 0.85 ? 'up' : 'down');
      fake.settle();
      await read(reader);
      const numbers = shown(reader);
      assert.ok(isRun(numbers), `seed ${seed}, step ${step}`);
      assert.ok(numbers.length <= 4200, String(numbers.length));
    }
    world.pass(31_000);
    for (let i = 0; i < 200 && (shown(reader).at(-1) ?? 0) < (fake.written['a.log'] ?? 0); i++) {
      await reader.more('down');
      fake.settle();
      await read(reader);
    }
    assert.equal(shown(reader).at(-1), fake.written['a.log'], `seed ${seed}`);
    following.stop();
  }
});

test('what is new is counted while the end is not on the screen, and one who stays keeps the rows', async () => {
  const { reader, following, screen } = followed(500);
  following.start(true);
  fake.settle();
  await read(reader);
  screen.isEnd = false;
  for (let i = 0; i < 5000; i++) fake.write('a.log');
  fake.settle();
  assert.equal(following.fresh, 5000);
  assert.ok(shown(reader)[0] === 201 && !reader.holdsEnd && isRun(shown(reader)));
  screen.isEnd = true;
  following.start(true);
  fake.settle();
  await read(reader);
  assert.deepEqual([following.fresh, shown(reader).at(-1), reader.holdsEnd], [0, 5500, true]);
});

test('matches are counted up to where following began, and then as they come', async () => {
  const { reader, following } = followed(700, { q: 'x' });
  following.start(true);
  fake.settle();
  fake.write('a.log');
  fake.settle();
  await read(reader);
  while (!reader.extent.counted) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(reader.extent.matched, 701);
  fake.write('a.log');
  fake.settle();
  assert.equal(reader.extent.matched, 702);
});

test('without a connection what is there is read, and followed as soon as there is one', async () => {
  const { reader, following, world } = followed(50);
  following.start(true);
  fake.cut(1006);
  await read(reader);
  assert.equal(shown(reader).length, 50);
  fake.write('a.log');
  world.pass(1000);
  fake.settle();
  await read(reader);
  fake.write('a.log');
  fake.settle();
  assert.deepEqual([shown(reader).at(-1), isRun(shown(reader))], [52, true]);
});

test('further lines join their entry, and its numbers stay as they were written', () => {
  const row = new Row('{"type":"log","file":"a","line":1,"cursor":"c1","message":"failed","context":{"id":12345678901234567890},"raw":"failed"}');
  row.grow(new Row('{"type":"log","file":"a","line":null,"cursor":"c2","continues":"c1","message":"  at x","context":{},"raw":"  at x"}').record);
  assert.deepEqual([row.record.message, row.record.raw, row.behind, row.lines, row.grown], ['failed\n  at x', 'failed\n  at x', 'c2', 2, true]);
  assert.equal(JSON.parse(row.json).message, 'failed\n  at x');
});

test('lines of a file that was rotated away are no lines of the one that is there', async () => {
  const { reader, following } = followed(0);
  following.start(true);
  fake.settle();
  await read(reader);
  const entry = (/** @type {number | null} */ line) => new Row(JSON.stringify({ type: 'log', file: 'a.log', line, cursor: 'c', message: 'm', context: {}, raw: 'm' }));
  reader.append([entry(7), entry(null)], ['c'], true);
  assert.deepEqual(reader.rows.map(({ line }) => line), [7, 8]);
  reader.append([Row.notice({ type: 'rotated', file: 'a.log' }, 'c'), entry(1), entry(null)], ['c'], true);
  assert.deepEqual(reader.rows.map(({ line }) => line), [null, null, null, 1, 2]);
  assert.equal(reader.extent.scale.lines, 2);
});

test('what has no use while following is not asked for', () => {
  const state = new ViewState({ files: ['a', 'b'], q: 'x', levels: ['ERROR', 'WARNING'], rotated: true, since: '2h', until: '1h', extra: [['before', '3'], ['log_format', 'json']] });
  assert.deepEqual(subscription(state.filter()), { files: ['a', 'b'], raw: true, rotated: 'true', q: 'x', level: 'ERROR,WARNING', since: '2h', log_format: 'json' });
});
