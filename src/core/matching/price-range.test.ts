/** The reference price against its description, and that nobody, agents included, trades outside the range around it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limit, place, SmallFloor, withSymbol } from '../../../test/core/small-floor.ts';
import { SmallMarket } from '../../../test/core/small-market.ts';
import { isTrade, marketEventStride, marketField, sideOf } from '../messages/market-event.ts';
import { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { ReferencedMean, ReferencePrice } from './reference-price.ts';

const widthUs = 1000;
const windowUs = 3 * widthUs;
const tickE8 = 1_000_000;
const window = { bucketCount: 3, bucketWidthMs: 1 };

interface Trade {
  readonly time: number;
  readonly price: number;
}

/** As it is described: trades put into buckets, the oldest counted by its share, everything divided at the end. */
function described(trades: readonly Trade[], time: number): bigint | undefined {
  const buckets = new Map<number, Trade[]>();
  for (const trade of trades) {
    const open = trade.time - (trade.time % widthUs);
    buckets.set(open, [...(buckets.get(open) ?? []), trade]);
  }
  let sum = 0n;
  let count = 0n;
  for (const [open, inside] of buckets) {
    const share = BigInt(Math.max(0, Math.min(widthUs, open + widthUs - (time - windowUs))));
    const prices = inside.reduce((total, { price }) => total + BigInt(price * tickE8), 0n);
    sum += (prices * 10_000n * share) / BigInt(widthUs);
    count += (BigInt(inside.length) * 10_000n * share) / BigInt(widthUs);
  }
  return count === 0n ? undefined : sum / count;
}

const tape = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 1000 })), { maxLength: 40 })
  .map((steps) => {
    let time = 1_700_000_000_000_000;
    return steps.map(([after, price]): Trade => {
      time += after;
      return { time, price };
    });
  });

test('the reference price is the mean of what is in the window, the oldest bucket by its share', () => {
  fc.assert(
    fc.property(tape, fc.integer({ min: 0, max: 6000 }), (trades, after) => {
      const reference = new ReferencePrice(window, tickE8);
      for (const { time, price } of trades) reference.record(time, price);
      const now = (trades.at(-1)?.time ?? 1_700_000_000_000_000) + after;
      assert.equal(reference.at(now), described(trades, now));
    }),
  );
});

test('an example by hand: half of the oldest bucket is gone, and the division is cut', () => {
  const reference = new ReferencePrice(window, tickE8);
  reference.record(0, 100);
  reference.record(10, 100);
  reference.record(1500, 101);
  assert.equal(reference.at(3000), 100_333_333n);
  reference.record(3100, 103);
  // One trade's worth of 100, then 101 and 103: 304 / 3.
  assert.equal(reference.at(3500), 101_333_333n);
  assert.equal(reference.at(7000), undefined);
});

test('it comes back from a snapshot with the mean price it stands beside', () => {
  fc.assert(
    fc.property(tape, tape, (before, after) => {
      const references = [0, 1].map(() => new ReferencePrice(window, tickE8));
      const [first, second] = references.map((reference) => new ReferencedMean(5, reference));
      const record = ({ time, price }: Trade) => first!.record(time, price, 1);
      for (const trade of before) record(trade);
      const out = new ByteWriter(64);
      first!.encode(out);
      second!.decode(new ByteReader(out.take()));
      const start = before.at(-1)?.time ?? 0;
      for (const { time, price } of after) {
        record({ time: start + time, price });
        second!.record(start + time, price, 1);
      }
      const now = start + (after.at(-1)?.time ?? 0) + 1;
      assert.equal(references[1]!.at(now), references[0]!.at(now));
      assert.equal(second!.lots(now), first!.lots(now));
    }),
  );
});

const range = {
  bidLimitMultUp: '1.003',
  bidLimitMultDown: '0.998',
  askLimitMultUp: '1.004',
  askLimitMultDown: '0.996',
};
const bounds = [
  [1.003, 0.998],
  [1.004, 0.996],
] as const;

test('no order takes at a price outside the range of its beginning, whoever placed it', () => {
  const order = fc.record({
    after: fc.integer({ min: 0, max: 1500 }),
    buys: fc.boolean(),
    price: fc.integer({ min: 980, max: 1020 }),
    lots: fc.integer({ min: 1, max: 800 }),
  });
  let taken = 0;
  let stopped = 0;
  fc.assert(
    fc.property(fc.integer(), fc.array(order, { maxLength: 40 }), (seed, orders) => {
      const definition = withSymbol({ referencePrice: window, priceRange: range, ordersMax: 200 });
      const small = new SmallFloor(definition, new SmallMarket(seed));
      for (const user of [1000, 1001]) small.open(user, 10n ** 12n, 10n ** 14n);
      let passed = 0;
      for (const [at, { after, buys, price, lots }] of orders.entries()) {
        passed += after;
        small.apply(place(1000 + (at % 2), `o${at}`, buys ? 'buy' : 'sell', limit(price, lots)), passed);
        small.floor.checkInvariants();
      }
      for (const event of small.floor.takeAccountEvents()) {
        if (event.type === 'order_expired' && event.order.expiryReason === 'price_out_of_range') stopped++;
      }
      const { records, count } = small.floor.marketEvents;
      const trades: Trade[] = [];
      let taker = -1;
      let reference: bigint | undefined;
      for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
        const field = (name: keyof typeof marketField) => records[at + marketField[name]] as number;
        if (!isTrade(field('kind'))) continue;
        if (field('takerOrderId') !== taker) reference = described(trades, field('time'));
        taker = field('takerOrderId');
        const price = field('price');
        if (reference !== undefined) {
          const [up, down] = bounds[sideOf(field('kind'))]!;
          const inTicks = Number(reference) / tickE8;
          assert.ok(
            price <= inTicks * up + 1e-6 && price >= inTicks * down - 1e-6,
            `${price} is not around ${inTicks}`,
          );
          taken++;
        }
        trades.push({ time: field('time'), price });
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(taken > 500 && stopped > 20, `${taken} trades inside and ${stopped} orders stopped prove little`);
});

test('definitions that make no rule are refused by the name of their field', () => {
  const refused = (changes: Parameters<typeof withSymbol>[0], message: RegExp) =>
    assert.throws(() => new SmallFloor(withSymbol(changes)), message);
  refused({ priceRange: { bidLimitMultUp: '1.00001' } }, /priceRange.bidLimitMultUp: expected a positive decimal/);
  refused({ priceRange: { askLimitMultUp: '0.9', askLimitMultDown: '1' } }, /askLimitMultDown: expected no more than/);
  refused({ referencePrice: { bucketCount: 0, bucketWidthMs: 1 } }, /bucketCount: expected a whole number from 1/);
  refused({ referencePrice: { bucketCount: 1, bucketWidthMs: 0.5 } }, /bucketWidthMs: expected a whole number from 1/);
});
