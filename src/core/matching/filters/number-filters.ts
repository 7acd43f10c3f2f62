/**
 * How many open orders an account may have, in a symbol (MAX_NUM_…) and on the floor (EXCHANGE_MAX_NUM_…). The caller counts,
 * and says how many come in addition; an order that ends at once needs its place too while it is placed, as on Binance.
 */
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const tooManyOrders: Rejection = { reason: 'too_many_orders' };
const tooManyAlgoOrders: Rejection = { reason: 'too_many_algo_orders' };
const tooManyIcebergOrders: Rejection = { reason: 'too_many_iceberg_orders' };
const tooManyOrderLists: Rejection = { reason: 'too_many_order_lists' };
const tooManyOrdersOnFloor: Rejection = { reason: 'too_many_orders_on_floor' };
const tooManyAlgoOrdersOnFloor: Rejection = { reason: 'too_many_algo_orders_on_floor' };
const tooManyIcebergOrdersOnFloor: Rejection = { reason: 'too_many_iceberg_orders_on_floor' };
const tooManyOrderListsOnFloor: Rejection = { reason: 'too_many_order_lists_on_floor' };
const tooManyAmends: Rejection = { reason: 'too_many_amends' };

/** Orders of every kind, conditional ones included. */
export function refuseOrders(market: SymbolMarket, here: number, onFloor: number, more = 1): Rejection | undefined {
  if (here + more > market.instrument.definition.ordersMax) return tooManyOrders;
  return onFloor + more > market.filters.floorOrdersMax ? tooManyOrdersOnFloor : undefined;
}

/** "Algo" orders: stop-loss and take-profit, with or without a limit. */
export function refuseAlgoOrders(market: SymbolMarket, here: number, onFloor: number, more = 1): Rejection | undefined {
  if (here + more > market.filters.algoOrdersMax) return tooManyAlgoOrders;
  return onFloor + more > market.filters.floorAlgoOrdersMax ? tooManyAlgoOrdersOnFloor : undefined;
}

/** Orders that show a part of their quantity only. */
export function refuseIcebergOrders(
  market: SymbolMarket,
  here: number,
  onFloor: number,
  more = 1,
): Rejection | undefined {
  if (here + more > market.filters.icebergOrdersMax) return tooManyIcebergOrders;
  return onFloor + more > market.filters.floorIcebergOrdersMax ? tooManyIcebergOrdersOnFloor : undefined;
}

/** A list of any kind is one, however many orders it has. */
export function refuseOrderLists(market: SymbolMarket, here: number, onFloor: number): Rejection | undefined {
  if (here >= market.filters.orderListsMax) return tooManyOrderLists;
  return onFloor >= market.filters.floorOrderListsMax ? tooManyOrderListsOnFloor : undefined;
}

/** MAX_NUM_ORDER_AMENDS: `amended` is how often the order was amended before. */
export function refuseAmends(market: SymbolMarket, amended: number): Rejection | undefined {
  return amended >= market.filters.amendsMax ? tooManyAmends : undefined;
}
