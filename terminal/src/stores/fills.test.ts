import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireFill } from '../wire/rest.ts';
import { type Fills, fillList, fillsMax, withFills } from './fills.ts';

function fill(id: number, symbol = 'BTCUSDT'): WireFill {
  return {
    symbol,
    id,
    orderId: id,
    price: '10.00',
    qty: '1.0',
    quoteQty: '10.0',
    commission: '0.0',
    commissionAsset: symbol.slice(0, 3),
    time: id,
    isBuyer: true,
    isMaker: false,
  };
}

test('the newest fills of a symbol are kept, and a busy symbol takes none from a quiet one', () => {
  let fills: Fills = withFills(new Map(), [fill(1, 'ETHUSDT'), fill(2, 'ETHUSDT')]);
  for (let id = 10; id < 3_010; id += 1) fills = withFills(fills, [fill(id)]);
  const of = (symbol: string) => fillList(fills).filter((one) => one.symbol === symbol);
  assert.deepEqual(
    of('ETHUSDT').map(({ id }) => id),
    [2, 1],
  );
  const busy = of('BTCUSDT').map(({ id }) => id);
  assert.ok(busy.length >= fillsMax && busy.length <= 2 * fillsMax, `${busy.length}`);
  assert.deepEqual(
    busy,
    busy.map((_, index) => 3_009 - index),
  );
});

test('a fill that a page and a report both bring is there once', () => {
  assert.equal(withFills(withFills(new Map(), [fill(1)]), [fill(1)]).size, 1);
});
