/** Every operation there is. A new one is added here and has a REST route and a WebSocket API method at once. */
import { account, accountCommission, myFilters, myTrades, orderRateLimits } from './account.ts';
import { amendOrder, orderAmendments } from './amend.ts';
import { executionRules, referencePrice, referencePriceCalculation } from './execution-rules.ts';
import { exchangeInfo, ping, time } from './general.ts';
import { aggregateTrades, averagePrice, depth, historicalTrades, klines, trades, uiKlines } from './market-data.ts';
import type { Operation } from './operation.ts';
import {
  allLists,
  cancelList,
  openLists,
  placeOco,
  placeOldOco,
  placeOpo,
  placeOpoco,
  placeOto,
  placeOtoco,
  queryList,
} from './order-lists.ts';
import { allOrders, cancelOpenOrders, cancelOrder, openOrders, placeOrder, queryOrder, testOrder } from './orders.ts';
import { myPreventedMatches } from './prevented.ts';
import { cancelReplace } from './replace.ts';
import { ticker24hr, tickerBook, tickerPrice } from './tickers.ts';

export const operations: readonly Operation[] = [
  ping,
  time,
  exchangeInfo,
  executionRules,
  depth,
  trades,
  historicalTrades,
  aggregateTrades,
  klines,
  uiKlines,
  averagePrice,
  ticker24hr,
  tickerPrice,
  tickerBook,
  referencePrice,
  referencePriceCalculation,
  placeOrder,
  testOrder,
  cancelOrder,
  cancelReplace,
  amendOrder,
  queryOrder,
  openOrders,
  cancelOpenOrders,
  allOrders,
  placeOldOco,
  placeOco,
  placeOto,
  placeOtoco,
  placeOpo,
  placeOpoco,
  cancelList,
  queryList,
  openLists,
  allLists,
  orderAmendments,
  myTrades,
  myPreventedMatches,
  myFilters,
  account,
  accountCommission,
  orderRateLimits,
];

const byName: ReadonlyMap<string, Operation> = new Map(operations.map((operation) => [operation.name, operation]));

/** By its WebSocket API method, without version prefix. */
export function operationByName(name: string): Operation | undefined {
  return byName.get(name);
}
