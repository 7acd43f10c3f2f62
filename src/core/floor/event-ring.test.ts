/** The ring writes what market-event.ts says, and loses nothing when it grows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../messages/market-event.ts';
import { EventRing } from './event-ring.ts';

function fieldsOf(ring: EventRing, record: number): Partial<Record<string, number>> {
  const at = record * marketEventStride;
  return Object.fromEntries(Object.entries(marketField).map(([name, offset]) => [name, ring.records[at + offset]]));
}

test('every field of a trade and of a level stands where its name says', () => {
  const ring = new EventRing();
  ring.trade(3, 1_000, 1, 55, 7, 11, 101, 102, 1001, 1002, 9);
  ring.level(4, 2_000, 0, 56, 8, 10);
  assert.deepEqual(fieldsOf(ring, 0), {
    kind: 15,
    time: 1_000,
    price: 55,
    quantity: 7,
    updateId: 9,
    tradeId: 11,
    takerOrderId: 101,
    makerOrderId: 102,
    takerAccount: 1001,
    makerAccount: 1002,
  });
  const { kind = -1, time, price, quantity, updateId } = fieldsOf(ring, 1);
  assert.deepEqual([kind, time, price, quantity, updateId], [16, 2_000, 56, 8, 10]);
  assert.deepEqual([isTrade(15), symbolOf(15), sideOf(15)], [true, 3, 1]);
  assert.deepEqual([isTrade(kind), symbolOf(kind), sideOf(kind)], [false, 4, 0]);
});

test('a full ring grows and keeps every record', () => {
  const ring = new EventRing(2);
  for (let i = 0; i < 9; i++) ring.trade(0, i, 0, 1, 1, i, 1, 1, 1, 1, 0);
  assert.deepEqual(
    Array.from({ length: 9 }, (_, i) => fieldsOf(ring, i)['tradeId']),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
});
