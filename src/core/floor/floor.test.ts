/** Commands and time of a floor, one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelById, deposit, limit, place, SmallFloor, smallDefinition } from '../../../test/core/small-floor.ts';
import { SmallMarket } from '../../../test/core/small-market.ts';
import { SnapshotError } from '../snapshot/bytes.ts';
import type { AccountId, AssetIndex, OrderId, SymbolIndex, TimestampUs } from '../units/brand.ts';
import { Floor } from './floor.ts';

const symbol = 0 as SymbolIndex;
const usdt = 1;

test('a sequence has no gaps, and a stamp is never before floor time', () => {
  const small = new SmallFloor();
  const time = (smallDefinition.startTimeUs + 5) as TimestampUs;
  const command = { type: 'grant_time' } as const;
  assert.throws(() => small.floor.apply({ sequence: 2, time, command }), /expected command 1, found 2/);
  small.advance(10);
  assert.throws(() => small.floor.apply({ sequence: 1, time, command }), /before floor time/);
});

test('a grant lets time pass without passing it', () => {
  const small = new SmallFloor(smallDefinition, new SmallMarket(1));
  const before = small.floor.time;
  small.apply({ type: 'grant_time' }, 1_000_000);
  assert.equal(small.floor.time, before);
  assert.equal(small.floor.grantedTime, before + 1_000_000);
});

test('a skip runs to the granted time and is carried over from there, wherever the market had come', () => {
  const [ahead, behind] = [0, 1].map(() => new SmallFloor(smallDefinition, new SmallMarket(1)));
  for (const small of [ahead, behind]) small?.apply({ type: 'grant_time' }, 5_000);
  ahead?.advance(4_000);
  for (const small of [ahead, behind]) small?.apply({ type: 'skip_time' }, 900_000);
  assert.equal(ahead?.floor.hash(), behind?.floor.hash());
  assert.equal(ahead?.floor.time, smallDefinition.startTimeUs + 900_000);
});

test('the clock is remembered, within its bounds', () => {
  const small = new SmallFloor();
  assert.ok(small.apply({ type: 'set_clock', rate: 100, paused: true }).ok);
  assert.deepEqual(small.floor.clock, { rate: 100, paused: true });
  for (const rate of [0.09, 1001, Number.NaN]) {
    assert.equal(small.apply({ type: 'set_clock', rate, paused: false }).ok, false);
  }
  assert.deepEqual(small.floor.clock, { rate: 100, paused: true });
});

test('an account opens once, and only an open one may do anything', () => {
  const small = new SmallFloor();
  small.open(1000);
  const reason = (result: ReturnType<SmallFloor['apply']>) => (result.ok ? undefined : result.rejection.reason);
  assert.equal(reason(small.apply({ type: 'open_account', account: 1000 as AccountId })), 'account_exists');
  assert.equal(reason(small.apply(deposit(1001, usdt, 5n))), 'unknown_account');
  assert.equal(reason(small.apply(deposit(0, usdt, 5n))), 'unknown_account');
  assert.equal(reason(small.apply(place(1001, 'a', 'buy', limit(100, 100)))), 'unknown_account');
  assert.equal(reason(small.apply(deposit(1000, usdt, 0n))), 'amount_out_of_range');
  assert.equal(reason(small.apply(deposit(1000, usdt, 10n ** 21n))), 'amount_out_of_range');
});

test('readers see open orders, balances, the book and the last price', () => {
  const small = new SmallFloor();
  small.open(1000, 10n ** 10n, 10n ** 13n);
  small.open(1001, 10n ** 10n, 10n ** 13n);
  const { floor } = small;
  assert.equal(floor.lastPrice(symbol), undefined);
  small.apply(place(1000, 'a', 'sell', limit(100, 300)));
  small.apply(place(1001, 'b', 'sell', limit(100, 200)));
  small.apply(place(1001, 'c', 'buy', limit(100, 100)));
  assert.equal(floor.lastPrice(symbol), 100);
  assert.equal(floor.averagePrice(symbol), 100);
  assert.equal(floor.openOrder(symbol, 1 as OrderId)?.executed, 100);
  assert.equal(floor.openOrderByClientId(1001 as AccountId, symbol, 'b')?.orderId, 2);
  assert.equal(floor.openOrderByClientId(1001 as AccountId, 1 as SymbolIndex, 'b'), undefined);
  const book = floor.book(symbol);
  assert.deepEqual(book.depth('sell', 10), [100, 400]);
  assert.deepEqual([book.bestBid(), book.bestAsk(), book.levelQuantity('sell', 100)], [-1, 100, 400]);
  assert.equal(book.queueAhead(2 as OrderId), 200);
  assert.equal(book.queueAhead(3 as OrderId), undefined);
  assert.deepEqual(floor.fees(1000 as AccountId), { tier: 0, paysInDiscountAsset: false });
  assert.equal(floor.ledgerTotal(usdt as AssetIndex), 0n);
  assert.deepEqual(floor.balances(77 as AccountId), []);
});

test('validate asks every question and changes nothing', () => {
  const small = new SmallFloor();
  small.open(1000, 0n, 10n ** 10n);
  const before = small.floor.hash();
  assert.ok(small.floor.validate(place(1000, 'a', 'buy', limit(100, 100))).ok);
  const short = small.floor.validate(place(1000, 'a', 'buy', limit(100, 101)));
  assert.deepEqual(short, { ok: false, rejection: { reason: 'insufficient_balance' } });
  assert.equal(small.floor.hash(), before);
});

test('a refused command changes nothing but its place in the sequence', () => {
  const small = new SmallFloor();
  small.open(1000, 0n, 10n ** 10n);
  small.floor.takeAccountEvents();
  const before = small.floor.encode();
  assert.equal(small.apply(cancelById(1000, 9)).ok, false);
  assert.equal(small.apply(place(1000, 'a', 'buy', limit(100, 101))).ok, false);
  assert.deepEqual(small.floor.takeAccountEvents(), []);
  assert.equal(small.floor.marketEvents.count, 0);
  const after = small.floor.encode();
  const changed = [...after].filter((byte, at) => byte !== before[at]).length;
  assert.equal(after.length, before.length);
  assert.ok(changed <= 8, `${changed} bytes changed`);
});

test('a cut, foreign or overlong snapshot is refused', () => {
  const small = new SmallFloor(smallDefinition, new SmallMarket(1));
  const bytes = small.floor.encode();
  const decode = (from: Uint8Array) => () => Floor.decode(smallDefinition, new SmallMarket(1), from);
  assert.throws(decode(bytes.subarray(0, bytes.length - 1)), SnapshotError);
  assert.throws(decode(new Uint8Array([...bytes, 0])), /bytes after the end/);
  assert.throws(decode(new Uint8Array(100)), /snapshot format/);
  const other = { ...smallDefinition, name: 'other' };
  assert.throws(() => Floor.decode(other, new SmallMarket(1), bytes), /floor: expected other, found small/);
  assert.throws(() => Floor.decode(smallDefinition, undefined, bytes), /market source/);
});

test('the source hears of users taking from the book', () => {
  const market = new SmallMarket(1);
  const small = new SmallFloor(smallDefinition, market);
  small.open(1000, 0n, 10n ** 13n);
  small.apply(place(1000, 'a', 'buy', limit(1001, 50, 'ioc')));
  assert.equal(market.userTrades, 1);
});

test('a floor without a market stands still however far time goes', () => {
  const small = new SmallFloor();
  small.advance(10 ** 12);
  assert.equal(small.floor.marketEvents.count, 0);
  assert.equal(small.floor.time, smallDefinition.startTimeUs + 10 ** 12);
});
