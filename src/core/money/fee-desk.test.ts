/** Commission beyond what the settlement takes: the rounding is one, and what a floor does not have is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limit, place, SmallFloor, smallDefinition } from '../../../test/core/small-floor.ts';
import type { FloorDefinition } from '../instruments/definition.ts';
import type { CommissionPartsDefinition } from '../instruments/fee-definition.ts';
import type { AccountEvent } from '../messages/account-event.ts';
import type { Command } from '../messages/command.ts';
import type { AccountId, SymbolIndex } from '../units/brand.ts';

const [alice, bob] = [1000 as AccountId, 1001 as AccountId];
const runs = { numRuns: 200 };

const ppm = fc.integer({ min: 0, max: 100_000 });
const parts = fc.record({ makerPpm: ppm, takerPpm: ppm, buyerPpm: ppm, sellerPpm: ppm });

function floorWith(changes: Partial<FloorDefinition>): SmallFloor {
  const small = new SmallFloor({ ...smallDefinition, ...changes });
  for (const user of [alice, bob]) small.open(user, 10n ** 13n, 10n ** 15n, 10n ** 13n);
  return small;
}

/** Alice sells to Bob: first in ETHBTC, so that there is a rate, then in BTCUSDT; yields the events of the second. */
function trade(small: SmallFloor, price: number, lots: number, between = () => {}): AccountEvent[] {
  small.apply(place(alice, 'rate', 'sell', limit(60, 500), { symbol: 1 as SymbolIndex }));
  small.apply(place(bob, 'rate', 'buy', limit(60, 500), { symbol: 1 as SymbolIndex }));
  between();
  small.floor.takeAccountEvents();
  small.apply(place(alice, 'ask', 'sell', limit(price, lots)));
  small.apply(place(bob, 'bid', 'buy', limit(price, lots)));
  small.floor.checkInvariants();
  return small.floor.takeAccountEvents();
}

function feesOf(
  events: readonly AccountEvent[],
): readonly (readonly [account: number, asset: number, amount: bigint])[] {
  return events.flatMap((event) =>
    event.type === 'order_filled' ? [[event.account, event.fill.commissionAsset, event.fill.commission] as const] : [],
  );
}

const sum = (rates: readonly CommissionPartsDefinition[], ...fields: (keyof CommissionPartsDefinition)[]): bigint =>
  rates.reduce((total, rate) => total + fields.reduce((part, field) => part + BigInt(rate[field] ?? 0), 0n), 0n);

test('a fill costs the sum of its rates, rounded down once, whoever settles it', () => {
  fc.assert(
    fc.property(
      parts,
      parts,
      parts,
      fc.integer({ min: 50, max: 5000 }),
      fc.integer({ min: 2, max: 50_000 }),
      (...of) => {
        const [standard, special, tax, price, lots] = of;
        const kinds = [standard, special, tax];
        const events = trade(floorWith({ fees: { ...standard, special, tax } }), price, lots);
        const base = BigInt(lots) * 1_000_000n;
        assert.deepEqual(feesOf(events), [
          [bob, 0, (base * sum(kinds, 'takerPpm', 'buyerPpm')) / 1_000_000n],
          [alice, 1, (base * BigInt(price) * sum(kinds, 'makerPpm', 'sellerPpm')) / 1_000_000n],
        ]);
      },
    ),
    runs,
  );
});

test('settled or charged, an ordinary account pays the same', () => {
  fc.assert(
    fc.property(
      ppm,
      ppm,
      fc.integer({ min: 50, max: 5000 }),
      fc.integer({ min: 2, max: 50_000 }),
      (maker, taker, ...of) => {
        const fees = { makerPpm: maker, takerPpm: taker };
        const plain = trade(floorWith({ fees }), ...of);
        // A symbol with rates of its own, though the same ones, is charged fill by fill.
        const [symbol, ...others] = smallDefinition.symbols;
        assert.ok(symbol);
        const charged = trade(
          floorWith({ fees, symbols: [{ ...symbol, fees: { standard: fees } }, ...others] }),
          ...of,
        );
        assert.deepEqual(charged, plain);
      },
    ),
    runs,
  );
});

test('a discounted fill is one fraction, rounded down once, or the whole commission in what is received', () => {
  const factor = fc.integer({ min: 0, max: 1_000_000 });
  const has = fc.bigInt({ min: 0n, max: 10n ** 11n });
  fc.assert(
    fc.property(
      parts,
      parts,
      factor,
      has,
      fc.integer({ min: 2, max: 50_000 }),
      (standard, tax, factorPpm, left, lots) => {
        const small = floorWith({ fees: { ...standard, tax, discount: { asset: 'ETH', factorPpm } } });
        const asset = 2 as never;
        const events = trade(small, 100, lots, () => {
          const available = small.floor.balances(bob)[2]?.available ?? 0n;
          small.apply({ type: 'withdraw', account: bob, asset, amount: (available - left) as never });
          small.apply({ type: 'set_fees', account: bob, paysInDiscountAsset: true });
        });
        // 0.6 BTC for one ETH: a hundredth of an ETH, one lot, is 60 ticks of 10^4 units of BTC.
        const base = BigInt(lots) * 1_000_000n;
        const rates =
          sum([standard], 'takerPpm', 'buyerPpm') * BigInt(factorPpm) + sum([tax], 'takerPpm', 'buyerPpm') * 10n ** 6n;
        const discounted = (base * rates * 10n) / (10n ** 12n * 6n);
        const whole = (base * sum([standard, tax], 'takerPpm', 'buyerPpm')) / 1_000_000n;
        assert.deepEqual(feesOf(events)[0], discounted <= left ? [bob, 2, discounted] : [bob, 0, whole]);
      },
    ),
    runs,
  );
});

for (const [what, command, reason] of [
  ['an unknown account', { type: 'set_fees', account: 1002 as AccountId, tier: 0 }, 'unknown_account'],
  ['the house', { type: 'set_fees', account: 1 as AccountId, tier: 0 }, 'unknown_account'],
  ['a tier that is not defined', { type: 'set_fees', account: alice, tier: 1 }, 'unknown_fee_tier'],
  ['half a tier', { type: 'set_fees', account: alice, tier: 0.5 }, 'unknown_fee_tier'],
  [
    'a discount that is not given',
    { type: 'set_fees', account: alice, paysInDiscountAsset: true },
    'floor_has_no_discount',
  ],
] as const satisfies readonly (readonly [string, Command, string])[]) {
  test(`${what} has no fees to be set`, () => {
    const small = floorWith({});
    const before = small.floor.hash();
    const result = small.apply(command);
    assert.ok(!result.ok && result.rejection.reason === reason);
    assert.notEqual(small.floor.hash(), before, 'a refused command has its place in the sequence');
    assert.deepEqual(small.floor.fees(alice), { tier: 0, paysInDiscountAsset: false });
  });
}
