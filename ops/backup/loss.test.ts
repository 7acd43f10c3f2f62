/** What a restore would lose: counted, exported, and refused when nobody accepted it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OpsProblem } from '../command/problem.ts';
import { acceptLoss, exportLoss, lossStatement, readHistoryEnds, readLoss } from './loss.ts';

const lines = [
  '{"floor" : "main", "orderId" : 7, "clientOrderId" : "a", "isNew" : false}',
  '{"floor" : "main", "orderId" : 9, "clientOrderId" : "b", "isNew" : true}',
  '{"floor" : "main", "orderId" : 10, "clientOrderId" : "c", "isNew" : true}',
];
const loss = readLoss(`${lines.join('\n')}\n`);
const file = { name: 'lost.jsonl', sha256: 'x', bytes: 1 };

test('what the copy lacks is asked for from where its history ends, floor by floor', () => {
  const ends = readHistoryEnds('1|420|1795346917427000\n2|0|0\n');
  assert.deepEqual(ends, [
    { floor: 1, lastEventId: 420, lastCreatedUs: 1795346917427000 },
    { floor: 2, lastEventId: 0, lastCreatedUs: 0 },
  ]);
  assert.match(lossStatement(ends), /VALUES \(1, 420, 1795346917427000\), \(2, 0, 0\), \(-1, 0, 0\)\)/);
  assert.deepEqual(readHistoryEnds(''), []);
});

test('orders that would be gone are told from those that would only be changed back', () => {
  assert.deepEqual([loss.orders, loss.changed], [2, 1]);
  assert.deepEqual(readLoss('\n'), { orders: 0, changed: 0, lines: [] });
});

test('one order more than was accepted refuses, and says what to do; exactly as many are let go', () => {
  assert.throws(
    () => acceptLoss(loss, 1, 'before-0.2.0', file),
    (error: OpsProblem) => {
      assert.match(
        error.message,
        /would lose 2 acknowledged orders and undo changes of 1 more, and 1 were accepted; .* lost\.jsonl/,
      );
      assert.match(error.hint ?? '', /--accept-loss 2/);
      return error instanceof OpsProblem;
    },
  );
  acceptLoss(loss, 2, 'before-0.2.0', file);
});

test('every order that would be lost is in the file, which is known by its digest', () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-loss-'));
  const { name, sha256, bytes } = exportLoss(directory, 'before-0.2.0', loss);
  const text = readFileSync(join(directory, name), 'utf8');
  assert.deepEqual(text.trimEnd().split('\n'), lines);
  assert.equal(sha256, createHash('sha256').update(text).digest('hex'));
  assert.equal(bytes, Buffer.byteLength(text));
  assert.match(name, /-lost-by-before-0\.2\.0\.jsonl$/);
});
