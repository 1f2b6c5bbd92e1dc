import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Burst } from '../../static/js/models/burst.js';
import { asCurl, asQuery } from '../../static/js/models/commands.js';
import { destination } from '../../static/js/models/destination.js';
import { contextFields } from '../../static/js/models/fields.js';
import { matching, treeLines } from '../../static/js/models/file-tree.js';
import { age, bytes, number, plural } from '../../static/js/models/format.js';
import { pretty } from '../../static/js/models/json-text.js';
import { commandOf } from '../../static/js/models/keys.js';
import { levelsShown } from '../../static/js/models/levels.js';
import { rangeLabel, shownTime, typedTime } from '../../static/js/models/times.js';
import { ViewState } from '../../static/js/models/view-state.js';
import { visible } from '../../static/js/models/visible.js';

test('sizes and ages are short', () => {
  assert.deepEqual([0, 999, 1000, 118_000, 1_180_000, 99_600_000, 10_600_000_000].map(bytes), ['0 B', '999 B', '1.0 kB', '118 kB', '1.2 MB', '100 MB', '10.6 GB']);
  assert.deepEqual([0, 59e3, 61e3, 7200e3, 86400e3 * 400].map((ms) => age(0, ms)), ['now', '59 s', '1 min', '2 h', '1 y']);
  assert.deepEqual([plural(1, 'match', 'matches'), plural(1204, 'match', 'matches')], ['1 match', '1,204 matches']);
  assert.deepEqual([0, 999, 1000, 123_456, 1_234_567].map(number), ['0', '999', '1,000', '123,456', '1,234,567']);
});

test('a time is shown no finer than it was written', () => {
  assert.deepEqual(shownTime('2026-01-23T10:15:00.123456Z', 'utc', 0), { date: '2026-01-23', time: '10:15:00.123' });
  assert.deepEqual(shownTime('2026-01-23T10:15:00Z', 'utc', 0), { date: '2026-01-23', time: '10:15:00' });
  assert.equal(shownTime('2026-01-23T10:15:00Z', 'relative', Date.parse('2026-01-23T12:16:00Z')).time, '−2 h 1 m');
});

test('a time may be typed in many ways', () => {
  for (const [typed, expected] of [
    ['2h', '2h'], ['last 90 minutes', '90m'], ['9:05', '2026-01-23T09:05:00Z'], ['2026-01-23 10:15', '2026-01-23T10:15:00Z'],
    ['2026-01-23T10:15:30.5+02:00', '2026-01-23T10:15:30.5+02:00'], ['2026-01-23', '2026-01-23'], ['soon', 'soon'],
  ]) assert.equal(typedTime(typed ?? '', '2026-01-23'), expected);
});

test('the time button says the range', () => {
  assert.equal(rangeLabel('', ''), 'All time');
  assert.equal(rangeLabel('15m', ''), 'Last 15 minutes');
  assert.equal(rangeLabel('2026-01-23T10:15:00Z', '2026-01-23T10:30:00Z'), '2026-01-23 10:15 – 10:30');
});

test('one goes to a line, a time or a share', () => {
  assert.deepEqual(destination('90,112', '', true), { line: 90112 });
  assert.deepEqual(destination(':7', '', true), { line: 7 });
  assert.deepEqual(destination('50 %', '', true), { place: 0.5 });
  assert.deepEqual(destination('10:15', '2026-01-23', true), { at: '2026-01-23T10:15:00.000Z' });
  assert.deepEqual([destination('7', '', false), destination('nowhere', '', true)], [null, null]);
});

test('fields are spread, and numbers keep their digits', () => {
  const fields = contextFields('{"context":{"user":{"id":12345678901234567890,"tags":["a"]},"empty":{},"ok":null,"n":1}}');
  assert.deepEqual(fields.map(({ name, text }) => [name, text]), [['user.id', digits()], ['user.tags', '["a"]'], ['empty', '{}'], ['ok', 'null'], ['n', '1']]);
});

test('an entry that is nested deep or has very many fields is shown as far as that goes', () => {
  const nested = (/** @type {number} */ depth) => `{"context":{"first":1,"deep":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)},"last":2}}`;
  for (const depth of [100, 3_000]) {
    assert.deepEqual(contextFields(nested(depth)).map(({ name }) => name.slice(0, 5)), ['first', 'deep.', 'last']);
  }
  const many = `{"context":{${Array.from({ length: 90_000 }, (_, n) => `"k${n}":1`).join()}}}`;
  assert.ok(contextFields(many).length < 1_000);
  assert.ok(pretty(`${'['.repeat(3_000)}1${']'.repeat(3_000)}`).length < 1_000_000);
});

/** Engines without access to the written number round it. */
const digits = () => {
  let text = '12345678901234567000';
  JSON.parse('[12345678901234567890]', /** @type {any} */ ((/** @type {string} */ _, /** @type {unknown} */ value, /** @type {any} */ written) => {
    if (written?.source) text = written.source;
    return value;
  }));
  return text;
};

test('levels that a filter lets through', () => {
  assert.deepEqual([...levelsShown(['warn', 'err'], '')], ['WARNING', 'ERROR']);
  assert.deepEqual([...levelsShown([], 'error')], ['ERROR', 'CRITICAL']);
  assert.equal(levelsShown([], '').size, 7);
});

test('files make a tree, folders first, and closed ones hide what they hold', () => {
  const log = (/** @type {string} */ file) => ({ file, size: 10, modified: '', format: null, compression: null, rotated: [], channel: null });
  const logs = ['b.log', 'nginx/access.log', 'nginx/old/x.log', 'app10.log', 'app2.log'].map(log);
  const names = (/** @type {Set<string>} */ closed) => treeLines(logs, closed).map(({ name, depth }) => `${'.'.repeat(depth)}${name}`);
  assert.deepEqual(names(new Set()), ['nginx', '.old', '..x.log', '.access.log', 'b.log', 'app10.log', 'app2.log']);
  assert.deepEqual(names(new Set(['nginx/'])), ['nginx', 'b.log', 'app10.log', 'app2.log']);
  assert.deepEqual(matching(logs, 'Nginx old').map(({ file }) => file), ['nginx/old/x.log']);
});

test('what is on the screen is also a command', () => {
  const state = new ViewState({ files: ["it's.log"], q: 'a b', minLevel: 'warn', rotated: true });
  assert.equal(asCurl('http://h:1/sub', state), "curl -sN 'http://h:1/sub/api/logs/stream?file=it%27s.log&rotated=true&q=a+b&min_level=warn'");
  assert.equal(asQuery(state), "logbrook query . --file 'it'\\''s.log' --rotated --q 'a b' --min-level warn");
  const { search } = new URL('http://h/view?file=a.log&x;echo%20PWNED;%23=1&q=%1b[201~%c2%9bit%27s');
  const hostile = ViewState.parse({ search, hash: '' });
  assert.equal(asQuery(hostile), "logbrook query . --file a.log --q $'\\x1b[201~\\xc2\\x9bit\\'s'");
});

test('keys have commands, but not with a modifier', () => {
  const key = (/** @type {object} */ event) => commandOf({ key: '', ctrlKey: false, metaKey: false, altKey: false, ...event });
  assert.equal(key({ key: 'n' }), 'next-match');
  assert.equal(key({ key: 'N' }), 'previous-match');
  assert.equal(key({ key: 'n', ctrlKey: true }), null);
});

test('steering characters are made visible', () => {
  assert.equal(visible('a\u001b[0m\u202eb\tc'), 'a␛[0m⟨202E⟩b\tc');
});

test('of a burst the first is done at once, and the last when it is over', (context) => {
  let now = 0;
  context.mock.timers.enable({ apis: ['setTimeout'] });
  context.mock.method(performance, 'now', () => now);
  const burst = new Burst();
  /** @type {number[]} */
  const done = [];
  const pass = (/** @type {number} */ ms) => { now += ms; context.mock.timers.tick(ms); };
  for (let n = 0; n < 5; n++) {
    burst.add(() => done.push(n));
    pass(10);
  }
  assert.deepEqual(done, [0]);
  pass(40);
  assert.deepEqual(done, [0, 4]);
  burst.add(() => done.push(5));
  assert.deepEqual(done, [0, 4, 5]);
});
