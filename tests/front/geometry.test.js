import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Geometry, MAX_CONTENT, placed } from '../../static/js/models/geometry.js';

const rows = [20, 300, null, null].map((height) => ({ height }));

test('rows stand above one another by their heights', () => {
  const geometry = new Geometry(rows, 20);
  assert.equal(geometry.height, 360);
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => geometry.top(i)), [0, 20, 320, 340, 360]);
});

test('the row at a height is found, and the nearest beyond the ends', () => {
  const geometry = new Geometry(rows, 20);
  assert.deepEqual([-5, 0, 19, 20, 319, 320, 359, 900].map((y) => geometry.at(y)), [0, 0, 0, 1, 1, 2, 3, 3]);
  assert.equal(new Geometry([], 20).at(50), 0);
});

test('a log that is held whole is as high as its rows', () => {
  const held = { height: 360, offset: 0, expected: 9999, atTop: true, atBottom: true, place: 0 };
  assert.deepEqual(placed(held, 0), { content: 360, top: 0 });
});

test('the first rows stand at the top and the last at the bottom, whatever was expected', () => {
  const held = { height: 6000, offset: 100, expected: 200_000, atTop: true, atBottom: false, place: 0.7 };
  assert.deepEqual(placed(held, 0), { content: 200_000, top: 0 });
  assert.deepEqual(placed({ ...held, atTop: false, atBottom: true }, 0), { content: 200_000, top: 194_000 });
});

test('in between, the anchor stands at its share of the whole, with room left on both sides', () => {
  const held = { height: 6000, offset: 100, expected: 200_000, atTop: false, atBottom: false, place: 0.5 };
  assert.equal(placed(held, 0).top, 99_900);
  assert.equal(placed({ ...held, place: null }, 50_000).top, 49_900);
  assert.equal(placed({ ...held, place: 0 }, 0).top, 2000);
  assert.equal(placed({ ...held, place: 1 }, 0).top, 192_000);
});

test('a log of any length is scrolled within what browsers can do', () => {
  const held = { height: 6000, offset: 0, expected: 2e9, atTop: false, atBottom: false, place: 0.5 };
  assert.deepEqual(placed(held, 0), { content: MAX_CONTENT, top: MAX_CONTENT / 2 });
});
