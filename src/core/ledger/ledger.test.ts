/** Double entry at any size of balance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Balances } from './balances.ts';
import { firstUserAccount, houseAccount, Ledger, outsideAccount } from './ledger.ts';

const large = 2n ** 53n;

test('a column is exact on both sides of 2^53, and comes back from beyond', () => {
  const amounts = fc.array(fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(amounts, (steps) => {
      const column = new Balances(1);
      let exact = 0n;
      for (const amount of steps) {
        column.add(0, amount);
        exact += BigInt(amount);
        assert.equal(column.get(0), exact);
        assert.equal(column.covers(0, 1000), exact >= 1000n);
        const fits = exact < large && exact > -large;
        assert.equal(Number.isNaN(column.cells[0]), !fits);
      }
    }),
  );
});

test('funding is an entry against the outside, and sums to zero', () => {
  const ledger = new Ledger(2);
  ledger.open(firstUserAccount, 0, 0);
  assert.ok(ledger.fund(firstUserAccount, 1, large * 4n));
  assert.equal(ledger.available(outsideAccount, 1), -large * 4n);
  assert.equal(ledger.total(1), 0n);
  assert.equal(ledger.fund(firstUserAccount, 1, -large * 5n), false);
  assert.equal(ledger.available(firstUserAccount, 1), large * 4n);
  ledger.checkInvariants();
});

test('a hold moves what is available, or nothing', () => {
  const ledger = new Ledger(2);
  ledger.open(firstUserAccount, 0, 0);
  ledger.fund(firstUserAccount, 0, 100n);
  assert.equal(ledger.holdAmount(firstUserAccount, 0, 101), false);
  assert.equal(ledger.holdAmount(firstUserAccount, 0, 60), true);
  assert.equal(ledger.holdAmount(firstUserAccount, 0, 41), false);
  assert.deepEqual([ledger.available(firstUserAccount, 0), ledger.held(firstUserAccount, 0)], [40n, 60n]);
  ledger.releaseAmount(firstUserAccount, 0, 60);
  assert.equal(ledger.available(firstUserAccount, 0), 100n);
});

test('a hold of a balance beyond 2^53 is exact', () => {
  const ledger = new Ledger(1);
  ledger.open(firstUserAccount, 0, 0);
  ledger.fund(firstUserAccount, 0, large * 3n + 1n);
  for (let i = 0; i < 4; i++) assert.ok(ledger.holdAmount(firstUserAccount, 0, Number.MAX_SAFE_INTEGER) || i === 3);
  assert.equal(ledger.available(firstUserAccount, 0), 4n);
  assert.equal(ledger.held(firstUserAccount, 0), large * 3n - 3n);
});

test('a settlement moves held funds, and the fees of both to the house', () => {
  const ledger = new Ledger(2);
  const [buyer, seller] = [firstUserAccount, firstUserAccount + 1];
  ledger.open(buyer, 0, 0);
  ledger.open(seller, 0, 0);
  ledger.fund(buyer, 1, 10_000n);
  ledger.fund(seller, 0, 5_000n);
  ledger.holdAmount(buyer, 1, 10_000);
  ledger.holdAmount(seller, 0, 5_000);
  const pair = { baseAsset: 0, quoteAsset: 1, basePerLot: 3_001, quotePerTickLot: 3_333 };
  ledger.settle(pair, buyer, seller, 3, 1, 1_000, 2_000);
  assert.deepEqual([ledger.buyerFee, ledger.sellerFee], [3, 19]);
  assert.deepEqual([ledger.available(buyer, 0), ledger.held(buyer, 1)], [2_998n, 1n]);
  assert.deepEqual([ledger.available(seller, 1), ledger.held(seller, 0)], [9_980n, 1_999n]);
  assert.deepEqual([ledger.available(houseAccount, 0), ledger.available(houseAccount, 1)], [3n, 19n]);
  ledger.checkInvariants();
});

test('spending what is not held is a bug, and stops', () => {
  const ledger = new Ledger(1);
  ledger.open(firstUserAccount, 0, 0);
  assert.throws(() => ledger.releaseAmount(firstUserAccount, 0, 1), /short/);
});

test('rows grow with the account ids', () => {
  const ledger = new Ledger(3);
  ledger.open(100_000, 5, 7);
  ledger.fund(100_000, 2, 9n);
  assert.deepEqual([ledger.makerPpm(100_000), ledger.takerPpm(100_000), ledger.available(100_000, 2)], [5, 7, 9n]);
  assert.deepEqual(ledger.accounts(), [outsideAccount, houseAccount, 100_000]);
  assert.throws(() => ledger.open(2 ** 22, 0, 0), /out of range/);
  assert.throws(() => ledger.open(100_000, 0, 0), /exists/);
});
