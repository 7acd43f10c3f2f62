/**
 * A walk through the whole API: every operation at least once with an answer, by a maker and a taker on a small floor. What is
 * asked first of an operation is its example in the documents.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { quietFloor } from '../support/floor-definition.ts';
import type { Client, Method, TestGateway } from '../support/test-gateway.ts';

export interface Visit {
  readonly method: Method;
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly text: string;
}

const symbol = 'BTCUSDT';

/** With everything a symbol may have. */
export function walkFloor(): FloorDefinition {
  const [btc, ...others] = quietFloor().symbols;
  const rules = {
    referencePrice: { bucketCount: 10, bucketWidthMs: 1000 },
    priceRange: { bidLimitMultUp: '1.1', bidLimitMultDown: '0.9', askLimitMultUp: '1.1', askLimitMultDown: '0.9' },
  };
  const filters = {
    multiplierUp: '5',
    multiplierDown: '0.2',
    marketMinQuantity: '0.0001',
    marketStepSize: '0.0001',
    leastNotional: { amount: '5', toMarket: false },
    icebergPartsMax: 50,
    algoOrdersMax: 40,
    icebergOrdersMax: 100,
    orderListsMax: 100,
    ordersMax: 60,
    amendsMax: 10,
    positionMax: '100000',
    trailingDelta: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 },
  };
  return {
    ...quietFloor('paper'),
    assets: quietFloor().assets.map((asset) => ({ ...asset, orderAmountMax: '100000000' })),
    filters: { ordersMax: 1000, algoOrdersMax: 1000, icebergOrdersMax: 1000, orderListsMax: 1000 },
    symbols: [{ ...btc!, ...rules, ...filters }, ...others],
  };
}

export type Sent = Readonly<Record<string, string | number | boolean>>;

export class Walk {
  readonly visits: Visit[] = [];
  readonly #gateway: TestGateway;

  constructor(gateway: TestGateway) {
    this.#gateway = gateway;
  }

  async get(path: string, parameters: Sent = {}) {
    const { status, text } = await this.#gateway.get(path, parameters);
    return this.#visited('GET', path, parameters, status, text);
  }

  async call(client: Client, method: Method, path: string, parameters: Sent = {}) {
    const { status, text } = await client.call(method, path, parameters);
    return this.#visited(method, path, parameters, status, text);
  }

  async keyed(client: Client, method: Method, path: string, parameters: Sent = {}) {
    const query = new URLSearchParams(parameters as Record<string, string>);
    const headers = { 'x-mbx-apikey': client.apiKey };
    const { status, text } = await this.#gateway.request(method, `${path}?${query}`, { headers });
    return this.#visited(method, path, parameters, status, text);
  }

  async post(path: string, body: Readonly<Record<string, unknown>>) {
    const headers = { 'content-type': 'application/json' };
    const { status, text } = await this.#gateway.request('POST', path, { headers, body: JSON.stringify(body) });
    return this.#visited('POST', path, body, status, text);
  }

  #visited(method: Method, path: string, parameters: Visit['parameters'], status: number, text: string) {
    this.visits.push({ method, path, parameters, status, text });
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
}

/** An open order of the walk, and of the account that probes: another one may not have its id. */
export const firstOrderId = 'my-first-order';
export const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '50000' };
const oco = {
  symbol,
  side: 'SELL',
  quantity: '0.01',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '52000',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '48000',
  belowPrice: '47900',
  belowTimeInForce: 'GTC',
};
const working = {
  symbol,
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '49000',
  workingQuantity: '0.01',
  workingTimeInForce: 'GTC',
};
const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingPrice: '53000', pendingTimeInForce: 'GTC' };
const pendingPair = {
  pendingSide: 'SELL',
  pendingAboveType: 'TAKE_PROFIT',
  pendingAboveStopPrice: '55000',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '45000',
};
/** What the same kinds of list look like with other types: what these lack, not every list of the kind must have. */
const otherOco = {
  ...{ symbol, side: 'SELL', quantity: '0.01' },
  ...{ aboveType: 'TAKE_PROFIT', aboveStopPrice: '52000', belowType: 'STOP_LOSS', belowTrailingDelta: 200 },
};
const otherWorking = {
  ...{ symbol, workingType: 'LIMIT_MAKER', workingSide: 'BUY', workingQuantity: '0.01' },
  ...{ workingPegPriceType: 'PRIMARY_PEG', workingPegOffsetType: 'PRICE_LEVEL', workingPegOffsetValue: 1 },
  ...{ workingIcebergQty: '0.002', workingStrategyId: 1, workingStrategyType: 1_000_000 },
};
const otherPending = { pendingType: 'MARKET', pendingSide: 'SELL' };
const otherPair = {
  ...{ pendingSide: 'SELL', pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '55000' },
  ...{ pendingBelowType: 'STOP_LOSS_LIMIT', ...richOf('pendingBelow') },
};

/** A stop's parameters with every field that an order may have, named as those of a list's order or, without one, of an order. */
function richOf(part: string): Sent {
  const fields = {
    ...{ stopPrice: '48000', trailingDelta: 200, timeInForce: 'GTC', icebergQty: '0.002' },
    ...{ pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 },
    ...{ strategyId: 37, strategyType: 1_000_000 },
  };
  if (part === '') return fields;
  const named = Object.entries(fields).map(([name, value]) => [
    `${part}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return Object.fromEntries(named);
}

const oldOco = { symbol, side: 'SELL', quantity: '0.01', price: '52000', stopPrice: '48000' };

const path = {
  order: '/api/v3/order',
  test: '/api/v3/order/test',
  replace: '/api/v3/order/cancelReplace',
  amend: '/api/v3/order/amend/keepPriority',
  open: '/api/v3/openOrders',
  list: '/api/v3/orderList',
} as const;

export async function walkApi(walk: Walk, gateway: TestGateway): Promise<void> {
  // Less than the faucet fills up to, and with a second account.
  const maker = await gateway.client({ USDT: '150000', BTC: '10', ETH: '100' });
  const taker = await gateway.client();
  await gateway.identity.createAccount(gateway.session.name, 'savings', {}, 'client-1');
  await walkGeneral(walk);
  await walkOrders(walk, maker, taker, gateway);
  await walkLists(walk, maker, taker);
  await walkMarket(walk);
  await gateway.session.step(20_000_000);
  await walk.get('/api/v3/referencePrice', { symbol });
  await walkAccount(walk, maker, taker);
  await walkPaper(walk, maker);
}

async function walkGeneral(walk: Walk) {
  await walk.get('/api/v3/ping');
  await walk.get('/api/v3/time');
  await walk.get('/api/v3/exchangeInfo', { symbol });
  await walk.get('/api/v3/exchangeInfo', { showPermissionSets: false, permissions: 'SPOT', symbolStatus: 'TRADING' });
  await walk.get('/api/v3/executionRules', { symbol });
  for (const api of ['fapi', 'dapi', 'eapi']) {
    for (const name of ['ping', 'time', 'exchangeInfo']) await walk.get(`/${api}/v1/${name}`);
  }
  for (const name of [
    'system/status',
    'margin/allPairs',
    'margin/isolated/allPairs',
    'margin/allAssets',
    'spot/delist-schedule',
  ]) {
    await walk.get(`/sapi/v1/${name}`);
  }
  for (const name of ['/healthz', '/readyz', '/metrics', '/']) await walk.get(name);
}

async function walkOrders(walk: Walk, maker: Client, taker: Client, gateway: TestGateway) {
  const place = (client: Client, more: object) => walk.call(client, 'POST', path.order, { ...limit, ...more });
  await place(maker, { price: '49000', newClientOrderId: firstOrderId, newOrderRespType: 'FULL' });
  await place(maker, { side: 'SELL', price: '50010', quantity: '0.5', newOrderRespType: 'RESULT' });
  await place(maker, { price: '49990', quantity: '0.5', newOrderRespType: 'ACK' });
  const { price: _price, timeInForce: _tif, ...market } = limit;
  await walk.call(taker, 'POST', path.order, { ...market, type: 'MARKET', quantity: '0.1' });
  await gateway.session.step(2_000_000);
  await walk.call(taker, 'POST', path.order, { ...market, type: 'MARKET', side: 'SELL', quantity: '0.1' });
  const { quantity: _quantity, ...byQuote } = market;
  await walk.call(taker, 'POST', path.order, { ...byQuote, type: 'MARKET', quoteOrderQty: '100' });
  const stop = { type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '48000', price: '47900' };
  await place(taker, { ...stop, icebergQty: '0.001', strategyId: 37, strategyType: 1_000_000 });
  await place(taker, { ...stop, trailingDelta: 200, newOrderRespType: 'FULL' });
  const { timeInForce: _none, ...maker_ } = limit;
  await walk.call(taker, 'POST', path.order, { ...maker_, type: 'LIMIT_MAKER', price: '49000' });
  await place(taker, { price: '49980', pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 });
  const { price: _unused, ...pegged } = limit;
  await walk.call(taker, 'POST', path.order, { ...pegged, pegPriceType: 'PRIMARY_PEG', newOrderRespType: 'FULL' });
  await place(taker, { timeInForce: 'IOC', price: '49000', newOrderRespType: 'RESULT' });

  const tested = { ...limit, price: '49000' };
  await walk.call(maker, 'POST', path.test, { ...tested, computeCommissionRates: true });
  await walk.call(maker, 'POST', path.test, tested);
  await walk.call(maker, 'POST', path.test, { ...byQuote, type: 'MARKET', quoteOrderQty: '100' });
  const farAway = { pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 100 };
  await walk.call(maker, 'POST', path.test, { ...tested, ...farAway });
  await walk.call(maker, 'POST', path.test, { ...tested, newClientOrderId: firstOrderId });
  const mine = { symbol, origClientOrderId: firstOrderId };
  await walk.call(maker, 'GET', path.order, mine);
  await walk.call(maker, 'PUT', path.amend, { ...mine, newQty: '0.008', newClientOrderId: 'my-smaller-order' });
  const { orderId } = await walk.call(maker, 'GET', path.order, { symbol, origClientOrderId: 'my-smaller-order' });
  await walk.call(maker, 'GET', '/api/v3/order/amendments', { symbol, orderId });
  await walk.call(maker, 'POST', path.replace, {
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrderId: orderId,
    ...limit,
    price: '49900',
    newClientOrderId: 'my-next-order',
  });
  await walk.call(maker, 'GET', path.open, { symbol });
  await walk.call(taker, 'GET', path.open);
  const gone = { symbol, origClientOrderId: 'my-next-order', newClientOrderId: 'my-cancel' };
  await walk.call(maker, 'DELETE', path.order, gone);
  await walkRichOrders(walk, maker);

  const own = { quantity: '0.06', price: '50000', newOrderRespType: 'FULL' };
  await place(maker, { ...own, newClientOrderId: 'kept' });
  const prevented = await place(maker, { ...own, side: 'SELL', selfTradePreventionMode: 'DECREMENT' });
  await walk.call(maker, 'GET', '/api/v3/myPreventedMatches', { symbol, orderId: prevented.orderId });
  await walk.call(maker, 'GET', path.order, { symbol, origClientOrderId: 'kept' });
  await walk.call(maker, 'GET', '/api/v3/allOrders', { symbol, limit: 500 });
  await walk.call(taker, 'GET', '/api/v3/allOrders', { symbol });
  await walkPreventions(walk, maker);
  await walk.call(taker, 'DELETE', path.open, { symbol });
  await walk.call(maker, 'DELETE', path.open, { symbol });
  await place(maker, { side: 'SELL', price: '50010', quantity: '0.5' });
  await place(maker, { price: '49990', quantity: '0.5' });
}

/** One order with every field there is, and one that lost a part to its owner, through all that answers with an order. */
async function walkRichOrders(walk: Walk, maker: Client) {
  const stop = { symbol, side: 'SELL', type: 'STOP_LOSS_LIMIT', quantity: '0.01', ...richOf('') };
  for (const newOrderRespType of ['RESULT', 'FULL']) {
    const { orderId } = await walk.call(maker, 'POST', path.order, { ...stop, newOrderRespType });
    const next = await walkOrder(walk, maker, orderId, '0.009', stop);
    await walk.call(maker, 'DELETE', path.order, { symbol, orderId: next.orderId });
  }
  const meeting = { ...limit, price: '50000', selfTradePreventionMode: 'DECREMENT' };
  const { orderId } = await walk.call(maker, 'POST', path.order, { ...meeting, quantity: '0.06', icebergQty: '0.03' });
  await walk.call(maker, 'POST', path.order, { ...meeting, side: 'SELL', newOrderRespType: 'RESULT' });
  await walkOrder(walk, maker, orderId, '0.04', { symbol, side: 'SELL', type: 'MARKET', quoteOrderQty: '100' });
}

/** What each mode takes from whom is told of the orders that lost it. */
async function walkPreventions(walk: Walk, maker: Client) {
  const own = { ...limit, newOrderRespType: 'FULL' };
  for (const selfTradePreventionMode of ['EXPIRE_TAKER', 'EXPIRE_BOTH', 'EXPIRE_MAKER']) {
    const { orderId } = await walk.call(maker, 'POST', path.order, own);
    const meeting = { ...own, side: 'SELL', timeInForce: 'IOC', selfTradePreventionMode };
    for (const newOrderRespType of ['FULL', 'RESULT']) {
      await walk.call(maker, 'POST', path.order, { ...meeting, newOrderRespType });
    }
    await walk.call(maker, 'GET', path.order, { symbol, orderId });
    await walk.call(maker, 'GET', '/api/v3/myPreventedMatches', { symbol, orderId });
  }
}

/** Looks an order up, amends it, and puts another in its place. */
async function walkOrder(walk: Walk, owner: Client, orderId: number, newQty: string, next: Sent) {
  await walk.call(owner, 'GET', path.order, { symbol, orderId });
  await walk.call(owner, 'GET', path.open, { symbol });
  await walk.call(owner, 'PUT', path.amend, { symbol, orderId, newQty });
  const mode = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId };
  const { newOrderResponse } = await walk.call(owner, 'POST', path.replace, { ...mode, ...next });
  return newOrderResponse;
}

async function walkLists(walk: Walk, maker: Client, taker: Client) {
  const place = (kind: string, wish: object) => walk.call(maker, 'POST', `${path.list}/${kind}`, { ...wish });
  const first = await place('oco', { ...oco, listClientOrderId: 'my-pair' });
  await place('oco', { ...oco, newOrderRespType: 'FULL', aboveIcebergQty: '0.002', aboveStrategyId: 1 });
  await walk.call(maker, 'GET', path.list, { origClientOrderId: 'my-pair' });
  await walk.call(maker, 'GET', '/api/v3/openOrderList');
  const [, leg] = first.orders;
  await walk.call(maker, 'PUT', path.amend, { symbol, orderId: leg.orderId, newQty: '0.009' });
  await walk.call(maker, 'DELETE', path.list, { symbol, orderListId: first.orderListId });
  const second = await place('oco', otherOco);
  await walk.call(maker, 'DELETE', path.order, { symbol, orderId: second.orders[0].orderId });
  const third = await place('oco', { ...oco, belowPrice: '47900', ...richOf('below') });
  await walk.call(maker, 'DELETE', path.list, { symbol, orderListId: third.orderListId });
  await walk.call(maker, 'POST', '/api/v3/order/oco', { ...oldOco, listClientOrderId: 'my-old-pair' });
  await walk.call(maker, 'POST', '/api/v3/order/oco', {
    ...oldOco,
    stopLimitPrice: '47000',
    stopLimitTimeInForce: 'GTC',
  });
  await place('oto', { ...working, ...pending, pendingQuantity: '0.01' });
  await place('otoco', { ...working, ...pendingPair, pendingQuantity: '0.01' });
  await place('opo', { ...working, ...pending });
  await place('opoco', { ...working, ...pendingPair });
  await walkOtherLists(walk, maker);
  await walk.call(maker, 'GET', '/api/v3/allOrderList', { limit: 500 });
  await walk.call(maker, 'GET', path.open, { symbol });
  await walk.call(maker, 'DELETE', path.open, { symbol });
  await walk.call(maker, 'POST', path.order, { ...limit, side: 'SELL', price: '50010', quantity: '0.5' });
  await walk.call(maker, 'POST', path.order, { ...limit, price: '49990', quantity: '0.5' });
  for (const kind of ['sor/order', 'sor/order/test']) await walk.call(taker, 'POST', `/api/v3/${kind}`, limit);
}

async function walkOtherLists(walk: Walk, maker: Client) {
  const all = [
    ['oto', { ...otherWorking, ...otherPending, pendingQuantity: '0.01' }],
    ['otoco', { ...otherWorking, ...otherPair, pendingQuantity: '0.01' }],
    ['opo', { ...otherWorking, ...otherPending }],
    ['opoco', { ...otherWorking, ...otherPair }],
  ] as const;
  for (const [kind, wish] of all) {
    const { orderListId } = await walk.call(maker, 'POST', `${path.list}/${kind}`, wish);
    await walk.call(maker, 'DELETE', path.list, { symbol, orderListId });
    await walk.call(maker, 'POST', `${path.list}/${kind}`, wish);
  }
  await walk.call(maker, 'POST', path.order, {
    symbol,
    side: 'SELL',
    type: 'STOP_LOSS_LIMIT',
    quantity: '0.01',
    ...richOf(''),
  });
}

async function walkMarket(walk: Walk) {
  await walk.get('/api/v3/depth', { symbol, limit: 5 });
  await walk.get('/api/v3/trades', { symbol, limit: 2 });
  await walk.get('/api/v3/historicalTrades', { symbol, limit: 2 });
  await walk.get('/api/v3/historicalBlockTrades', { symbol, fromId: 1 });
  await walk.get('/api/v3/aggTrades', { symbol, limit: 2 });
  for (const name of ['klines', 'uiKlines']) await walk.get(`/api/v3/${name}`, { symbol, interval: '1m', limit: 2 });
  await walk.get('/api/v3/avgPrice', { symbol });
  for (const name of ['24hr', 'tradingDay', 'price', 'bookTicker']) {
    await walk.get(`/api/v3/ticker/${name}`, { symbol });
    await walk.get(`/api/v3/ticker/${name}`, { symbols: '["BTCUSDT","ETHUSDT"]' });
  }
  for (const name of ['ticker/24hr', 'ticker/tradingDay', 'ticker']) {
    await walk.get(`/api/v3/${name}`, { symbols: '["BTCUSDT","ETHUSDT"]', type: 'MINI' });
  }
  await walk.get('/api/v3/ticker', { symbol, windowSize: '1h' });
  await walk.get('/api/v3/ticker', { symbol, type: 'MINI' });
  await walk.get('/api/v3/ticker', { symbols: '["BTCUSDT","ETHUSDT"]' });
  await walk.get('/api/v3/ticker/24hr', { symbol, type: 'MINI' });
  await walk.get('/api/v3/ticker/tradingDay', { symbol, type: 'MINI', timeZone: '8' });
  await walk.get('/api/v3/referencePrice', { symbol });
  await walk.get('/api/v3/referencePrice/calculation', { symbol });
}

async function walkAccount(walk: Walk, maker: Client, taker: Client) {
  await walk.call(maker, 'GET', '/api/v3/account', { omitZeroBalances: true });
  await walk.call(maker, 'GET', '/api/v3/account/commission', { symbol });
  await walk.call(taker, 'GET', '/api/v3/myTrades', { symbol, limit: 2 });
  await walk.call(maker, 'GET', '/api/v3/myAllocations', { symbol });
  await walk.call(maker, 'GET', '/api/v3/myFilters', { symbol });
  await walk.call(maker, 'GET', '/api/v3/rateLimit/order');
  const stream = '/api/v3/userDataStream';
  const { listenKey } = await walk.keyed(maker, 'POST', stream);
  for (const method of ['PUT', 'DELETE'] as const) await walk.keyed(maker, method, stream, { listenKey });
}

async function walkPaper(walk: Walk, maker: Client) {
  await walk.get('/paper/v1/floor');
  await walk.get('/paper/v1/floors');
  const { apiKey } = await walk.call(maker, 'POST', '/paper/v1/keys', { label: 'my bot' });
  await walk.call(maker, 'GET', '/paper/v1/keys');
  await walk.call(maker, 'DELETE', '/paper/v1/keys', { apiKey });
  await walk.call(maker, 'POST', '/paper/v1/faucet', { asset: 'USDT', amount: '100' });
  await walk.call(maker, 'POST', '/paper/v1/withdraw', { asset: 'USDT', amount: '50' });
  await walk.call(maker, 'GET', '/paper/v1/accounts');
  await walk.call(maker, 'POST', '/paper/v1/transfer', { asset: 'USDT', amount: '10', toAccount: 'savings' });
  await walk.call(maker, 'GET', '/paper/v1/movements', { limit: 500 });
  await walk.call(maker, 'GET', '/sapi/v1/bnbBurn');
  await walk.call(maker, 'POST', '/sapi/v1/bnbBurn', { spotBNBBurn: true });
  await walk.call(maker, 'GET', '/sapi/v1/capital/deposit/hisrec', { coin: 'USDT' });
  await walk.call(maker, 'GET', '/sapi/v1/capital/withdraw/history', { coin: 'USDT' });
  for (const name of [
    'v1/capital/config/getall',
    'v1/asset/assetDetail',
    'v1/asset/tradeFee',
    'v1/asset/dribblet',
    'v1/asset/assetDividend',
    'v1/account/info',
    'v1/account/status',
    'v1/account/apiTradingStatus',
    'v1/account/apiRestrictions',
    'v1/accountSnapshot',
    'v1/sub-account/list',
  ]) {
    await walk.call(maker, 'GET', `/sapi/${name}`);
  }
  for (const name of ['v1/asset/dust-btc', 'v1/asset/get-funding-asset', 'v3/asset/getUserAsset']) {
    await walk.call(maker, 'POST', `/sapi/${name}`);
  }
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  await walk.post('/paper/v1/demo-account', { publicKey: pem });
  await walk.post('/paper/v1/floor/clock', { rate: 1, paused: true });
  await walk.post('/paper/v1/floor/step', { milliseconds: 1000 });
  await walk.call(maker, 'POST', '/paper/v1/reset');
}
