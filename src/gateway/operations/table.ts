/** Every operation there is. A new one is added here and has a REST route and a WebSocket API method at once. */
import { account, accountCommission, myAllocations, myFilters, myTrades, orderRateLimits } from './account.ts';
import { amendOrder, orderAmendments } from './amend.ts';
import { executionRules, referencePrice, referencePriceCalculation } from './execution-rules.ts';
import { exchangeInfo, ping, time } from './general.ts';
import { keepUserStream, startUserStream, stopUserStream } from './listen-keys.ts';
import {
  aggregateTrades,
  averagePrice,
  blockTrades,
  depth,
  historicalTrades,
  klines,
  trades,
  uiKlines,
} from './market-data.ts';
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
import { sorOrder, sorTest } from './sor.ts';
import { ticker24hr, tickerBook, tickerPrice } from './tickers.ts';
import { tickerTradingDay, tickerWindow } from './window-tickers.ts';

export const operations: readonly Operation[] = [
  ping,
  time,
  exchangeInfo,
  executionRules,
  depth,
  trades,
  historicalTrades,
  blockTrades,
  aggregateTrades,
  klines,
  uiKlines,
  averagePrice,
  ticker24hr,
  tickerTradingDay,
  tickerPrice,
  tickerBook,
  tickerWindow,
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
  sorOrder,
  sorTest,
  orderAmendments,
  myTrades,
  myPreventedMatches,
  myAllocations,
  myFilters,
  account,
  accountCommission,
  orderRateLimits,
  startUserStream,
  keepUserStream,
  stopUserStream,
];

const byName: ReadonlyMap<string, Operation> = new Map(operations.map((operation) => [operation.name, operation]));

/** By its WebSocket API method, without version prefix. */
export function operationByName(name: string): Operation | undefined {
  return byName.get(name);
}
