/** Filters that count, at both sides of their bounds. What a trader meets as a refused order stands in test/scenarios. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallDefinition, withSymbol } from '../../../../test/core/small-floor.ts';
import { EventRing } from '../../floor/event-ring.ts';
import { createInstruments } from '../../instruments/create-instruments.ts';
import type { FloorDefinition, SymbolDefinition } from '../../instruments/definition.ts';
import type { Rejection } from '../../messages/rejection.ts';
import { Exchange } from '../exchange.ts';
import {
  refuseAlgoOrders,
  refuseAmends,
  refuseIcebergOrders,
  refuseOrderLists,
  refuseOrders,
} from './number-filters.ts';
import { refusePrice } from './price-filters.ts';
import { refuseIcebergParts, refuseQuantity } from './quantity-filters.ts';
import { refuseTrailingDelta } from './trailing-delta-filter.ts';

function marketWith(changes: Partial<SymbolDefinition>, floor: Partial<FloorDefinition> = {}) {
  const definition = { ...withSymbol(changes), ...floor };
  return new Exchange(createInstruments(definition), new EventRing()).market(0);
}

function check(refusal: Rejection | undefined, reason: Rejection['reason'] | undefined): void {
  assert.equal(refusal?.reason, reason);
}

test('ICEBERG_PARTS counts a broken part as one', () => {
  const market = marketWith({ icebergPartsMax: 10 });
  check(refuseIcebergParts(market, 100, 10), undefined);
  check(refuseIcebergParts(market, 101, 10), 'too_many_iceberg_parts');
  check(refuseIcebergParts(marketWith({}), 1e9, 1), undefined);
});

test('PRICE_FILTER and LOT_SIZE judge stop prices and shown quantities too', () => {
  const market = marketWith({ minPrice: '10', maxPrice: '20', minQuantity: '0.05', maxQuantity: '1000' });
  for (const price of [10, 20]) check(refusePrice(market, price), undefined);
  for (const price of [9, 21]) check(refusePrice(market, price), 'price_out_of_range');
  for (const lots of [5, 100_000]) check(refuseQuantity(market, lots), undefined);
  for (const lots of [4, 100_001]) check(refuseQuantity(market, lots), 'quantity_out_of_range');
});

test('numbers of open orders are limited in the symbol first, then on the floor', () => {
  const market = marketWith(
    { ordersMax: 3, algoOrdersMax: 2, icebergOrdersMax: 1, orderListsMax: 2 },
    { filters: { ordersMax: 5, algoOrdersMax: 4, icebergOrdersMax: 3, orderListsMax: 3 } },
  );
  check(refuseOrders(market, 2, 4), undefined);
  check(refuseOrders(market, 3, 3), 'too_many_orders');
  check(refuseOrders(market, 2, 5), 'too_many_orders_on_floor');
  check(refuseOrders(market, 1, 3, 2), undefined);
  check(refuseOrders(market, 2, 2, 2), 'too_many_orders');
  check(refuseAlgoOrders(market, 1, 3), undefined);
  check(refuseAlgoOrders(market, 2, 2), 'too_many_algo_orders');
  check(refuseAlgoOrders(market, 0, 4), 'too_many_algo_orders_on_floor');
  check(refuseIcebergOrders(market, 0, 2), undefined);
  check(refuseIcebergOrders(market, 1, 1), 'too_many_iceberg_orders');
  check(refuseIcebergOrders(market, 0, 3), 'too_many_iceberg_orders_on_floor');
  check(refuseOrderLists(market, 1, 2), undefined);
  check(refuseOrderLists(market, 2, 2), 'too_many_order_lists');
  check(refuseOrderLists(market, 1, 3), 'too_many_order_lists_on_floor');
});

test('numbers that nobody limits are free, except of orders', () => {
  const market = marketWith({});
  check(refuseAlgoOrders(market, 1e6, 1e6), undefined);
  check(refuseIcebergOrders(market, 1e6, 1e6), undefined);
  check(refuseOrderLists(market, 1e6, 1e6), undefined);
  check(refuseAmends(market, 1e6), undefined);
  check(refuseOrders(market, 5, 5), 'too_many_orders');
});

test('MAX_NUM_ORDER_AMENDS is how often one order is amended', () => {
  const market = marketWith({ amendsMax: 2 });
  check(refuseAmends(market, 1), undefined);
  check(refuseAmends(market, 2), 'too_many_amends');
  check(refuseAmends(marketWith({ amendsMax: 0 }), 0), 'too_many_amends');
});

test('TRAILING_DELTA has one range above the price and one below it', () => {
  const market = marketWith({ trailingDelta: { minAbove: 10, maxAbove: 20, minBelow: 30, maxBelow: 40 } });
  const orders = [
    { side: 0, isStopLoss: true, least: 10, most: 20 },
    { side: 1, isStopLoss: false, least: 10, most: 20 },
    { side: 1, isStopLoss: true, least: 30, most: 40 },
    { side: 0, isStopLoss: false, least: 30, most: 40 },
  ] as const;
  for (const { side, isStopLoss, least, most } of orders) {
    for (const delta of [least, most]) check(refuseTrailingDelta(market, side, isStopLoss, delta), undefined);
    for (const delta of [least - 1, most + 1]) {
      check(refuseTrailingDelta(market, side, isStopLoss, delta), 'trailing_delta_out_of_range');
    }
  }
  check(refuseTrailingDelta(marketWith({}, smallDefinition), 0, true, 1e6), undefined);
});
