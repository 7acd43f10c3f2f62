/**
 * What the Binance Spot documents list (repository binance/binance-spot-api-docs, as of 2026-07-21): endpoints, methods, streams,
 * filters and error codes, by name. Nothing here says what is implemented; coverage.ts asks the program itself.
 */

export interface DocumentedOperation {
  /** `GET /api/v3/ping`. */
  readonly rest: string;
  /** On the WebSocket API; undefined where it has no twin. */
  readonly method: string | undefined;
  /** Of one symbol, without optional parameters. */
  readonly weight: number;
}

const rows = `
GET ping | ping | 1
GET time | time | 1
GET exchangeInfo | exchangeInfo | 20
GET executionRules | executionRules | 2
GET depth | depth | 5
GET trades | trades.recent | 25
GET historicalTrades | trades.historical | 25
GET historicalBlockTrades | blockTrades.historical | 25
GET aggTrades | trades.aggregate | 4
GET klines | klines | 2
GET uiKlines | uiKlines | 2
GET avgPrice | avgPrice | 2
GET ticker/24hr | ticker.24hr | 2
GET ticker/tradingDay | ticker.tradingDay | 4
GET ticker/price | ticker.price | 2
GET ticker/bookTicker | ticker.book | 2
GET ticker | ticker | 4
GET referencePrice | referencePrice | 2
GET referencePrice/calculation | referencePrice.calculation | 2
POST order | order.place | 1
POST order/test | order.test | 1
DELETE order | order.cancel | 1
DELETE openOrders | openOrders.cancelAll | 1
POST order/cancelReplace | order.cancelReplace | 1
PUT order/amend/keepPriority | order.amend.keepPriority | 4
POST order/oco | orderList.place | 1
POST orderList/oco | orderList.place.oco | 1
POST orderList/oto | orderList.place.oto | 1
POST orderList/otoco | orderList.place.otoco | 1
POST orderList/opo | orderList.place.opo | 1
POST orderList/opoco | orderList.place.opoco | 1
DELETE orderList | orderList.cancel | 1
POST sor/order | sor.order.place | 1
POST sor/order/test | sor.order.test | 1
GET account | account.status | 20
GET order | order.status | 4
GET openOrders | openOrders.status | 6
GET allOrders | allOrders | 20
GET orderList | orderList.status | 4
GET allOrderList | allOrderLists | 20
GET openOrderList | openOrderLists.status | 6
GET myTrades | myTrades | 20
GET rateLimit/order | account.rateLimits.orders | 40
GET myPreventedMatches | myPreventedMatches | 2
GET myAllocations | myAllocations | 20
GET account/commission | account.commission | 20
GET order/amendments | order.amendments | 4
GET myFilters | myFilters | 40`;

export const documentedOperations: readonly DocumentedOperation[] = rows
  .trim()
  .split('\n')
  .map((row) => {
    const [rest = '', method = '', weight = ''] = row.split(' | ');
    return { rest: rest.replace(' ', ' /api/v3/'), method, weight: Number(weight) };
  });

/** Of the WebSocket API alone. */
export const documentedSessionMethods = [
  'session.logon',
  'session.status',
  'session.logout',
  'session.subscriptions',
  'userDataStream.subscribe',
  'userDataStream.subscribe.signature',
  'userDataStream.unsubscribe',
] as const;

/** Removed from the documents on 2026-02-20 and still called by stock clients. */
export const removedOperations: readonly DocumentedOperation[] = [
  { rest: 'POST /api/v3/userDataStream', method: 'userDataStream.start', weight: 2 },
  { rest: 'PUT /api/v3/userDataStream', method: 'userDataStream.ping', weight: 2 },
  { rest: 'DELETE /api/v3/userDataStream', method: 'userDataStream.stop', weight: 2 },
];

/** As documented; `<symbol>` in lower case. */
export const documentedStreams = [
  '<symbol>@referencePrice',
  '<symbol>@aggTrade',
  '<symbol>@trade',
  '<symbol>@blockTrade',
  '<symbol>@kline_<interval>',
  '<symbol>@kline_<interval>@+08:00',
  '<symbol>@miniTicker',
  '!miniTicker@arr',
  '<symbol>@ticker',
  '<symbol>@ticker_<window>',
  '!ticker_<window>@arr',
  '<symbol>@bookTicker',
  '<symbol>@avgPrice',
  '<symbol>@depth<levels>',
  '<symbol>@depth<levels>@100ms',
  '<symbol>@depth',
  '<symbol>@depth@100ms',
] as const;

/** `user-data-stream.md`. */
export const documentedEvents = [
  'outboundAccountPosition',
  'balanceUpdate',
  'executionReport',
  'listStatus',
  'eventStreamTerminated',
  'externalLockUpdate',
] as const;

/** Events that are never sent, and why. */
export const silentEvents: ReadonlyMap<string, string> = new Map([
  [
    'externalLockUpdate',
    'nothing outside a floor can lock what an account has in it: there is no margin to be collateral for, and an operator takes money (`balanceUpdate`) instead of locking it',
  ],
]);

export const documentedFilters = [
  'PRICE_FILTER',
  'PERCENT_PRICE',
  'PERCENT_PRICE_BY_SIDE',
  'LOT_SIZE',
  'MIN_NOTIONAL',
  'NOTIONAL',
  'ICEBERG_PARTS',
  'MARKET_LOT_SIZE',
  'MAX_NUM_ORDERS',
  'MAX_NUM_ALGO_ORDERS',
  'MAX_NUM_ICEBERG_ORDERS',
  'MAX_POSITION',
  'TRAILING_DELTA',
  'MAX_NUM_ORDER_AMENDS',
  'MAX_NUM_ORDER_LISTS',
  'EXCHANGE_MAX_NUM_ORDERS',
  'EXCHANGE_MAX_NUM_ALGO_ORDERS',
  'EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
  'EXCHANGE_MAX_NUM_ORDER_LISTS',
  'MAX_ASSET',
] as const;

/** `errors.md`, and -2038, which it names in a heading. */
export const documentedErrors: readonly number[] = [
  -1000, -1001, -1002, -1003, -1006, -1007, -1008, -1013, -1014, -1015, -1016, -1020, -1021, -1022, -1033, -1034, -1035,
  -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1112, -1114, -1115, -1116, -1117, -1118, -1119, -1120,
  -1121, -1122, -1125, -1127, -1128, -1130, -1134, -1135, -1139, -1145, -1151, -1152, -1153, -1155, -1158, -1160, -1161,
  -1165, -1166, -1168, -1169, -1170, -1171, -1172, -1173, -1174, -1175, -1176, -1177, -1178, -1179, -1180, -1181, -1182,
  -1183, -1184, -1185, -1186, -1187, -1188, -1189, -1190, -1191, -1194, -1196, -1197, -1198, -1199, -1210, -1211, -1220,
  -1221, -1222, -1223, -1224, -1225, -2010, -2011, -2013, -2014, -2015, -2016, -2021, -2022, -2026, -2035, -2036, -2038,
  -2039, -2042, -2043,
];

const fix = 'FIX is not offered';
const sbe = 'SBE is not offered; asking for it is -1155';

/** Why a documented code is never answered. */
export const neverAnswered: ReadonlyMap<number, string> = new Map([
  [-1001, 'no message bus between this server and its engine could break: -1000'],
  [-1006, 'the same: an outcome in doubt is -1007'],
  ...[-1033, -1034, -1035].map((code) => [code, fix] as const),
  [-1103, 'unknown parameters are counted: -1104'],
  [-1112, 'an empty book is told by its own sentence under -2010'],
  [-1114, 'a time in force that is not wanted is -1106, as the order documents say'],
  [-1118, 'an empty parameter is -1105'],
  [-1119, 'an empty parameter is -1105'],
  ...[-1152, -1153, -1161, -1221].map((code) => [code, sbe] as const),
  ...Array.from({ length: 23 }, (_, index) => [-1169 - index, fix] as const),
  [-1224, 'a working order without a parameter is -1102, by its name'],
  [-2016, 'every symbol has a rolling window'],
  [-2026, 'orders are not archived'],
]);

/** Streams that may be subscribed to and bring nothing, and why. */
export const silentStreams: ReadonlyMap<string, string> = new Map([
  ['<symbol>@blockTrade', 'there are no block trades; the subscription is taken'],
]);

/** Operations that are refused by name, and why. */
export const refusedOperations: ReadonlyMap<string, string> = new Map([
  ['sor.order.place', 'each symbol has one book, exchangeInfo no `sors`: -1020'],
  ['sor.order.test', 'each symbol has one book, exchangeInfo no `sors`: -1020'],
]);
