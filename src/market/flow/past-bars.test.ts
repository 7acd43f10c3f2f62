/** However wild a past's path: its candles are prices that an order may have and amounts that can be stored. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowDefinition } from '../../../test/support/flow-floor.ts';
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import { Random } from '../math/random.ts';
import { createFlowSymbols } from './flow-symbols.ts';
import { readFlowMarket } from './parameters.ts';
import { barField, drawBars } from './past-bars.ts';

/** PostgreSQL's bigint. */
const storedMax = 2 ** 63;

test('a path that goes through the roof and through the floor makes candles that can be stored', () => {
  const definition = flowDefinition({});
  const path = {
    price: Float64Array.of(45, -70, 60, 0),
    sigma: Float64Array.of(9, 9, 9, 9),
    activity: Float64Array.of(50, 90, 90, 700),
  };
  const schedule = { count: 4, seconds: () => 86_400 };
  const symbols = createFlowSymbols(createInstruments(definition), readFlowMarket(definition));
  for (const symbol of symbols) {
    const { minPrice, maxPrice } = symbol.instrument;
    const bars = atOnce(drawBars(path, schedule as never, symbol, 1000, new Random('wild')));
    const stride = bars.length / schedule.count;
    for (let at = 0; at < bars.length; at += stride) {
      const field = (name: keyof typeof barField) => bars[at + barField[name]]!;
      assert.ok(field('low') >= minPrice && field('high') <= maxPrice, `${field('low')} to ${field('high')} ticks`);
      assert.ok(field('volume') < storedMax && field('takerBuyVolume') <= field('volume'), `${field('volume')} lots`);
    }
  }
});
