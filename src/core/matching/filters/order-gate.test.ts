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

test('once the band is drawn, what is well within it passes at once until a trade or a minute changes the mean', () => {
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
  market.lastPrice = 1001;
  assert.equal(passes(start + minute), false);
});
