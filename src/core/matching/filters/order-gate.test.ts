/** The gate never says more than the filters one by one, and nearly always as much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withSymbol } from '../../../../test/core/small-floor.ts';
import { EventRing } from '../../floor/event-ring.ts';
import { createInstruments } from '../../instruments/create-instruments.ts';
import { Exchange } from '../exchange.ts';
import type { SymbolMarket } from '../symbol-market.ts';
import { refuseNotional } from './notional-filters.ts';
import { refuseLimit } from './order-filters.ts';
import { refuseDistance, refusePrice } from './price-filters.ts';
import { refuseQuantity } from './quantity-filters.ts';

const minute = 60_000_000;
const start = 1_700_000_000_000_000;

const step = fc.record({
  later: fc.oneof(fc.nat({ max: 1000 }), fc.constantFrom(minute - 1, minute, 3 * minute, 10 * minute)),
  trades: fc.boolean(),
  side: fc.constantFrom(0 as const, 1 as const),
  price: fc.integer({ min: 1, max: 2000 }),
  quantity: fc.integer({ min: 1, max: 2_000_000 }),
});

function newMarket(averagePriceMinutes: number): SymbolMarket {
  const definition = withSymbol({
    averagePriceMinutes,
    minPrice: '20',
    maxPrice: '1500',
    bidMultiplierUp: '1.3',
    bidMultiplierDown: '0.6',
    askMultiplierUp: '1.5',
    askMultiplierDown: '0.7',
    minNotional: '50',
    maxNotional: '900000',
  });
  return new Exchange(createInstruments(definition), new EventRing()).market(0);
}

test('an order is refused exactly when one of the filters refuses it', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 5), fc.array(step, { maxLength: 60 }), (minutes, steps) => {
      const market = newMarket(minutes);
      let time = start;
      for (const { later, trades, side, price, quantity } of steps) {
        time += later;
        if (trades) {
          market.lastPrice = price;
          market.meanPrice.record(time, price, quantity);
        }
        const found = refuseLimit(market, time, side, price, quantity);
        const expected =
          refusePrice(market, price) ??
          refuseDistance(market, time, side, price) ??
          refuseQuantity(market, quantity) ??
          refuseNotional(market, price, quantity);
        assert.deepEqual(found, expected);
      }
    }),
  );
});

test('no order at the edge slips through while the mean wanders by less than calls for a new band', () => {
  const trade = fc.record({
    price: fc.integer({ min: 993, max: 1007 }),
    quantity: fc.integer({ min: 1, max: 1_000_000 }),
  });
  const bound = fc.constantFrom(600, 700, 1300, 1500);
  const order = fc.record({
    side: fc.constantFrom(0 as const, 1 as const),
    bound,
    off: fc.integer({ min: -12, max: 12 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(0, 5), fc.array(fc.tuple(trade, order), { minLength: 2 }), (minutes, steps) => {
      const market = newMarket(minutes);
      // The filters are asked on another one, since to ask them draws the band.
      const twin = newMarket(minutes);
      for (const [{ price, quantity }, { side, bound, off }] of steps) {
        for (const each of [market, twin]) {
          each.lastPrice = price;
          each.meanPrice.record(start, price, quantity);
        }
        const found = refuseLimit(market, start, side, bound + off, 100);
        assert.deepEqual(found, refusePrice(twin, bound + off) ?? refuseDistance(twin, start, side, bound + off));
      }
    }),
  );
});

test('no order that is worth a little too little or too much slips through', () => {
  const order = fc.record({
    price: fc.integer({ min: 480, max: 2100 }),
    bound: fc.constantFrom('minNotional' as const, 'maxNotional' as const),
    off: fc.integer({ min: -3, max: 3 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 950, max: 1050 }), fc.array(order, { minLength: 2 }), (mean, orders) => {
      const market = newMarket(5);
      market.lastPrice = mean;
      market.meanPrice.record(start, mean, 1);
      const { quotePerTickLot } = market.instrument;
      for (const { price, bound, off } of orders) {
        const quantity = Math.max(1, Math.round(market.instrument[bound] / (price * quotePerTickLot)) + off);
        const expected =
          refusePrice(market, price) ??
          refuseDistance(market, start, 0, price) ??
          refuseQuantity(market, quantity) ??
          refuseNotional(market, price, quantity);
        assert.deepEqual(refuseLimit(market, start, 0, price, quantity), expected);
      }
    }),
  );
});

test('once the band is drawn, what is well within it passes at once until a distant trade or a minute changes the mean', () => {
  const market = newMarket(5);
  const passes = (time: number) => market.gate.passes(time, 1000, 100);
  market.lastPrice = 1000;
  market.meanPrice.record(start, 1000, 1);
  assert.equal(passes(start), false);
  assert.equal(refuseLimit(market, start, 0, 1000, 100), undefined);
  assert.ok(passes(start));
  assert.equal(market.gate.passes(start, 1310, 100), false);
  assert.equal(passes(start + minute), false);
  assert.equal(refuseLimit(market, start + minute, 0, 1000, 100), undefined);
  assert.ok(passes(start + minute));
  market.lastPrice = 1007;
  assert.ok(passes(start + minute));
  market.lastPrice = 1008;
  assert.equal(passes(start + minute), false);
});
