import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloured, styled } from '../../static/js/models/ansi.js';
import { ChosenRows } from '../../static/js/models/chosen-rows.js';
import { Columns, readColumns, readWidths, writtenColumns } from '../../static/js/models/columns.js';
import { downloadName, rowsAsCurl } from '../../static/js/models/commands.js';
import { jsonIn, jsonSpans, pretty } from '../../static/js/models/json-text.js';
import { pieces } from '../../static/js/models/painted.js';
import { Row } from '../../static/js/models/row.js';
import { ViewState } from '../../static/js/models/view-state.js';

/** @param {string} text @param {import('../../static/js/models/ansi.js').Span[]} spans */
const shown = (text, spans) => spans.map(({ from, to, kind }) => [text.slice(from, to), kind]);

test('colours of terminals become classes, and their codes are gone', () => {
  const cases = /** @type {[string, string, string[][]][]} */ ([
    ['plain', 'plain', []],
    ['\u001b[31mred\u001b[0m, \u001b[1;92mbold green\u001b[m!', 'red, bold green!', [['red', 'a-red'], ['bold green', 'a-bold'], ['bold green', 'a-green']]],
    ['\u001b[38;5;196mx\u001b[39my\u001b[48;2;20;20;240mz', 'xyz', [['x', 'a-red'], ['z', 'a-on-blue']]],
    ['\u001b[2mdim\u001b[22m \u001b[4mline\u001b[24m \u001b[37mwhite', 'dim line white', [['dim', 'a-dim'], ['line', 'a-underline']]],
    ['\u001b]8;;http://x/\u0007link\u001b]8;;\u0007 \u001b[2Kgone', 'link gone', []],
  ]);
  for (const [written, text, spans] of cases) {
    const found = styled(written);
    assert.equal(found.text, text);
    assert.deepEqual(shown(found.text, found.spans), spans);
  }
});

test('a message has the colours of its part of the line', () => {
  const { text, spans } = coloured({ message: 'pool exhausted', raw: '\u001b[2m10:00\u001b[0m \u001b[33mWARN\u001b[0m pool \u001b[31mexhausted\u001b[0m\n' });
  assert.deepEqual(shown(text, spans), [['exhausted', 'a-red']]);
  assert.deepEqual(coloured({ message: 'a\u001b[32mb', raw: '{}' }), { text: 'ab', spans: [{ from: 1, to: 2, kind: 'a-green' }] });
});

test('a text is cut where anything changes', () => {
  assert.deepEqual(pieces('abcdef', [{ from: 1, to: 4, kind: 'x' }, { from: 3, to: 9, kind: 'y' }]), [
    { text: 'a', kinds: [] }, { text: 'bc', kinds: ['x'] }, { text: 'd', kinds: ['x', 'y'] }, { text: 'ef', kinds: ['y'] },
  ]);
  assert.deepEqual(pieces('', []), []);
});

test('JSON is found in a message, and written with a line for each value and every digit', () => {
  assert.deepEqual(jsonIn('sent {"a":[1,{}]}'), { lead: 'sent', json: '{"a":[1,{}]}' });
  assert.deepEqual(jsonIn('[x] {broken} [1, 2]'), { lead: '[x] {broken}', json: '[1, 2]' });
  assert.equal(jsonIn('a {b} c'), null);
  const text = pretty('{"n":12345678901234567890,"t":"a\\"{,","l":[],"o":{"x":null}}');
  assert.equal(text, '{\n  "n": 12345678901234567890,\n  "t": "a\\"{,",\n  "l": [],\n  "o": {\n    "x": null\n  }\n}');
  assert.deepEqual(shown(text, jsonSpans(text)).slice(0, 3), [['"n"', 'j-key'], ['12345678901234567890', 'j-number'], ['"t"', 'j-key']]);
});

test('the address names added columns, or all of them in their order', () => {
  assert.deepEqual(readColumns(['status']), ['time', 'level', 'file', 'source', 'status']);
  assert.deepEqual(readColumns(['status', 'time', 'message']), ['status', 'time']);
  for (const columns of [['time', 'level', 'file', 'source'], ['time', 'level', 'file', 'source', 'user.id'], ['user.id', 'time'], []]) assert.deepEqual(readColumns(writtenColumns(columns)), columns);
  assert.deepEqual(readWidths('source:30,user.id:1,x'), { source: 30, 'user.id': 3 });
  const state = new ViewState({ files: ['a.log'], columns: ['level', 'time'], widths: { time: 9 } });
  assert.equal(state.address(), '?file=a.log#columns=level,time,message&widths=time:9');
  assert.deepEqual(ViewState.parse({ search: '?file=a.log', hash: '#columns=level,time,message&widths=time:9' }).values, state.values);
});

test('a width that was given wins over what the rows need', () => {
  const columns = new Columns(['time', 'source', 'n'], { source: 40 });
  columns.take([new Row('{"type":"log","file":"a","line":1,"cursor":"c","timestamp":"2026-01-23T10:15:00Z","level":null,"source":"db","message":"m","context":{"n":1234567}}')], 'utc', false);
  assert.deepEqual(columns.used, [['time', 11], ['source', 40], ['n', 7]]);
});

test('selected rows become a command that asks for just them', () => {
  const row = (/** @type {number | null} */ line, /** @type {string} */ time) => new Row(JSON.stringify({ type: 'log', file: 'a.log', line, cursor: `c${line}`, timestamp: time, message: 'm', context: {} }));
  const single = new ViewState({ files: ['a.log'], q: 'x' });
  assert.equal(rowsAsCurl('http://h', single, [row(7, ''), row(9, '')]), "curl -sN 'http://h/api/logs/stream?file=a.log&q=x&line=7&limit=2'");
  const several = new ViewState({ files: ['a.log', 'b.log'] });
  assert.equal(rowsAsCurl('http://h', several, [row(7, '2026-01-23T10:15:00.000Z'), row(9, '2026-01-23T10:15:01.000Z')]),
    "curl -sN 'http://h/api/logs/stream?file=a.log&file=b.log&since=2026-01-23T10:15:00.000Z&until=2026-01-23T10:15:01.001Z&limit=2'");
  assert.deepEqual([downloadName(single, 'csv'), downloadName(several, 'text'), downloadName(new ViewState({ files: ['x/y.json'] }), 'ndjson')], ['a-found.csv', 'logs.log', 'y.ndjson']);
});

test('a selection runs from where it began to the row it is extended to, in either direction', () => {
  const rows = ['a', 'b', 'c', 'd'].map((message, i) => new Row(JSON.stringify({ type: message === 'c' ? 'rotated' : 'log', file: 'a', line: i + 1, cursor: `c${i}`, timestamp: null, message, context: {} })));
  const [a, b, c, d] = /** @type {[Row, Row, Row, Row]} */ (/** @type {unknown} */ (rows));
  const chosen = new ChosenRows();
  const shown = () => [...chosen.all].map(({ record }) => record.message).join('');
  chosen.extend(rows, b, d);
  assert.equal(shown(), 'bd');
  chosen.extend(rows, c, a);
  assert.equal(shown(), 'ab');
  chosen.extend([c, d], c, d);
  assert.equal(shown(), 'ab', 'what it began with is no longer held: it begins anew, and keeps what there is');
  chosen.extend([c, d], a, d);
  assert.equal(shown(), 'd');
  chosen.clear();
  assert.deepEqual([shown(), chosen.isBegun], ['', false]);
});
