import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SnapshotError } from '../../core/snapshot/bytes.ts';
import type { AccountId, Price, Quantity, SymbolIndex } from '../../core/units/brand.ts';
import { decodeFrame, encodeFrame, type PeerFrame } from './peer-frames.ts';

const place = {
  type: 'place_order',
  account: 1000 as AccountId,
  symbol: 1 as SymbolIndex,
  side: 'buy',
  terms: { kind: 'limit', timeInForce: 'gtc', price: 5 as Price, quantity: 7 as Quantity },
  clientOrderId: 'mine',
} as const;
const common = { floorId: 3, number: 41, epoch: 9 };
const frames: readonly PeerFrame[] = [
  { kind: 'challenge', nonce: new Uint8Array([1, 2, 3]) },
  { kind: 'reply', server: 7, nonce: new Uint8Array([4]), proof: new Uint8Array([5, 6]) },
  { kind: 'welcome', proof: new Uint8Array([9]) },
  { kind: 'listen', floorId: 2 },
  { kind: 'request', request: { ...common, kind: 'command', command: place } },
  { kind: 'request', request: { ...common, kind: 'step', microseconds: 90_000_000 } },
  { kind: 'request', request: { ...common, kind: 'project' } },
  { kind: 'request', request: { ...common, kind: 'yield' } },
  {
    kind: 'batch',
    floorId: 1,
    batch: {
      ...{ batchNo: 12, firstSequence: 30, lastSequence: 31, writerEpoch: 4, rulesVersion: 2 },
      ...{ timeUs: 1_700_000_000_000_000, checksum: 4_000_000_000, payload: new Uint8Array([1, 0, 255]) },
    },
  },
  { kind: 'reached', floorId: 1, batchNo: 2 ** 40, timeUs: 1_700_000_000_000_001 },
  { kind: 'answer', floorId: 1, answer: { number: 5, outcome: 'refused', message: 'zu viele Aufträge' } },
];

test('every frame comes back as it was sent', () => {
  for (const frame of frames) assert.deepEqual(decodeFrame(encodeFrame(frame)), frame);
});

test('a cut or lengthened frame is a named error', () => {
  for (const frame of frames) {
    const bytes = encodeFrame(frame);
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decodeFrame(bytes.subarray(0, length)), SnapshotError);
    }
    assert.throws(() => decodeFrame(new Uint8Array([...bytes, 0])), SnapshotError);
  }
});

test('whatever the bytes are, reading them ends in a frame or a named error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeFrame(bytes);
      } catch (error) {
        assert.ok(error instanceof SnapshotError, String(error));
      }
    }),
  );
});
