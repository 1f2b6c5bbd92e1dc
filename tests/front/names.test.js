import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted } from '../../static/js/models/names.js';

test('a long name keeps its end', () => {
  for (const [name, expected] of /** @type {const} */ ([
    ['db.pool', 'db.pool'],
    ['org.apache.hadoop.hdfs.DFSClient', 'o.a.h.hdfs.DFSClient'],
    ['com.example.VeryLongClassNameIndeedItIs', '…yLongClassNameIndeedItIs'.slice(-24)],
    ['hyper::proto::h1::connection', 'h::p::h1::connection'],
  ])) assert.equal(fitted(name, 24).length <= 24 && fitted(name, 24).endsWith(expected.slice(-8)), true, fitted(name, 24));
  assert.equal(fitted('org.apache.hadoop.hdfs.DFSClient', 24), 'o.a.h.hdfs.DFSClient');
});
