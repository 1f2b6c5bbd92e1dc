import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ViewState } from '../../static/js/models/view-state.js';

/** @param {string} address */
const parse = (address) => {
  const url = new URL(address, 'http://localhost/view');
  return ViewState.parse({ search: url.search, hash: url.hash });
};

test('an address comes back as it was', () => {
  for (const address of [
    '?file=shop/api.log',
    '?file=a.log&file=b%26c.log&rotated=true&q=%22connection+reset%22+-health&level=ERROR,WARNING&source=db.*&since=2h',
    '?file=a.log&min_level=warn&since=2026-01-23T10:00:00Z&until=2026-01-24&order=desc&line=90112',
    '?file=a.log&cursor=abc&cursor=d%7Ee#at=2026-01-23T10:15:00Z&open=12&find=x+y&wrap=1&tz=local&columns=user.id,status',
    '?file=a.log&tail=1',
    '?file=a.log&since=2h#live=1',
    '?file=a.log&log_format=logfmt&before=3',
  ]) assert.equal(parse(address).address(), address);
});

test('order and place are no part of the filter', () => {
  assert.equal(parse('?file=a.log&q=x&order=desc&line=4#wrap=1').filter().toString(), 'file=a.log&q=x');
  assert.ok(parse('?file=a&line=3').sameFilter(parse('?file=a&order=desc&tail=1')));
});

test('parameters that only a stream has a use for are let go', () => {
  assert.equal(parse('?file=a&limit=3&format=csv&raw=true&follow=true').address(), '?file=a');
});

test('what has an end is not followed', () => {
  assert.equal(parse('?file=a&until=1h#live=1').address(), '?file=a&until=1h');
  assert.equal(parse('?file=a#live=1').with({ until: '1h' }).values.live, false);
});

test('one file is told from several', () => {
  assert.ok(parse('?file=a.log').single);
  for (const several of ['', '?file=a&file=b', '?file=*.log', '?file=a.log&rotated=true']) assert.ok(!parse(several).single);
});
