import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Live } from '../../static/js/models/live.js';
import { LiveRate } from '../../static/js/models/live-rate.js';
import { FakeServer, World, seeded } from './fake-server.js';

/** @param {FakeServer} server @param {World} world */
function follower(server, world) {
  const got = { begun: /** @type {string[][]} */ ([]), rows: /** @type {import('../../static/js/models/row.js').Row[]} */ ([]), states: /** @type {string[]} */ ([]) };
  const live = new Live('ws://x/api/logs/follow?batch=true', { files: ['*'] }, {
    onBegin: (cursors) => got.begun.push(cursors),
    onRows: (rows) => got.rows.push(...rows),
    onState: () => got.states.push(live?.state ?? 'off'),
  }, { ...world.handles, connect: () => server.connect() });
  return { live, got, messages: () => got.rows.map(({ record }) => record.message) };
}

test('what is written comes once and in order, however often the connection breaks, and whatever heartbeats say', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const world = new World();
    const server = new FakeServer(random);
    const { live, messages } = follower(server, world);
    live.start();
    server.settle();
    const written = [];
    for (let step = 0; step < 60; step++) {
      const dice = random();
      if (dice < 0.5) written.push(server.write(random() < 0.5 ? 'a.log' : 'b.log'));
      else if (dice < 0.65) server.settle();
      else if (dice < 0.75) server.heartbeat(random() < 0.5);
      else if (dice < 0.85) server.cut(random() < 0.5 ? 1006 : 1013);
      else if (dice < 0.9) live.pause();
      else if (dice < 0.95) live.resume();
      else world.pass(random() * 100_000);
    }
    live.resume();
    for (let i = 0; i < 4; i++) {
      world.pass(31_000);
      server.settle();
    }
    for (const file of ['a.log', 'b.log']) {
      assert.deepEqual(messages().filter((text) => text.startsWith(file)), written.filter((text) => text.startsWith(file)), `seed ${seed}`);
    }
  }
});

test('the first subscription says where it begins, later ones go on from what was reached', () => {
  const world = new World();
  const server = new FakeServer(() => 0.5);
  server.write('a.log');
  const { live, got } = follower(server, world);
  live.start();
  server.settle();
  assert.deepEqual(got.begun, [['a.log@1', 'b.log@0']]);
  server.write('a.log');
  server.settle();
  server.cut(1006);
  world.pass(30_000);
  server.settle();
  assert.equal(got.begun.length, 1);
  assert.deepEqual(server.subscribed.map(({ cursor, backfill }) => [cursor, backfill]), [[undefined, 0], [{ 'a.log': 'a.log@2', 'b.log': 'b.log@0' }, undefined]]);
  live.start(['a.log@1~b.log@0']);
  server.settle();
  assert.deepEqual(server.subscribed.at(-1)?.cursor, ['a.log@1~b.log@0']);
});

test('it waits longer from try to try, but never over 30 s, and at once where it is asked to', () => {
  const world = new World();
  const server = new FakeServer(() => 0.5);
  world.luck = 1;
  const { live } = follower(server, world);
  live.start();
  const waits = [];
  for (let i = 0; i < 9; i++) {
    server.cut(1006);
    waits.push(live.wait);
    world.pass(live.wait);
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  world.luck = 0;
  server.cut(1006);
  assert.deepEqual([live.state, live.wait], ['waiting', 15_000]);
  live.retry();
  server.settle();
  assert.equal(live.state, 'live');
  server.cut(1006);
  assert.equal(live.wait, 250, 'a connection that worked begins anew');
});

test('a refusal is final and says why; a full server is asked again, and says of what', () => {
  const world = new World();
  const server = new FakeServer(() => 0.5);
  const { live } = follower(server, world);
  live.start();
  server.cut(1013, 'connections are limited to 2');
  assert.deepEqual([live.state, live.reason], ['waiting', 'connections are limited to 2']);
  world.pass(30_000);
  server.cut(1008, 'there is no such log file or channel');
  assert.deepEqual([live.state, live.reason, live.refused], ['off', 'there is no such log file or channel', true]);
  world.pass(100_000);
  assert.equal(live.state, 'off');
});

test('a connection that says nothing any more is given up', () => {
  const world = new World();
  const server = new FakeServer(() => 0.5);
  const { live } = follower(server, world);
  live.start();
  server.settle();
  for (let i = 0; i < 5; i++) {
    world.pass(30_000);
    server.heartbeat(false);
  }
  assert.equal(live.state, 'live');
  world.pass(69_000);
  assert.equal(live.state, 'live');
  world.pass(1100);
  assert.equal(live.state, 'waiting');
});

test('what happens to a file becomes a row of its own', () => {
  const world = new World();
  const server = new FakeServer(() => 0.5);
  const { live, got } = follower(server, world);
  live.start();
  server.settle();
  server.say({ type: 'rotated', file: 'a.log' }, { type: 'gap', file: 'a.log', reason: 'it is gone', bytes: 1200 }, { type: 'joined', file: 'c.log' });
  assert.deepEqual(got.rows.map(({ isNotice, record }) => [isNotice, record.type, record.message]), [
    [true, 'rotated', 'a.log was rotated: a new file begins'], [true, 'gap', '1.2 kB of a.log were lost: it is gone'],
  ]);
});

test('the rate follows what comes, and falls to nothing', () => {
  let now = 0;
  const rate = new LiveRate(() => now);
  for (; now < 20_000; now += 100) rate.add(5);
  assert.ok(Math.abs(rate.perSecond - 50) < 2, String(rate.perSecond));
  now += 30_000;
  assert.ok(rate.perSecond < 0.01);
});
