#!/usr/bin/env node
/**
 * The exchange's own connector, `@binance/spot`, as it comes, with other addresses: a purchase that brings its take-profit and its
 * stop with it, as the user's own stream tells it. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/12-binance-connector.mjs [ADDRESS]
 */
process.env.LOG_LEVEL ??= 'warn'; // it tells of every connection otherwise
const { Spot } = await import('@binance/spot');

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const keys = { apiKey: process.env.API_KEY, apiSecret: process.env.SECRET_KEY };
const symbol = 'BTCUSDT';

const { restAPI, websocketAPI } = new Spot({
  configurationRestAPI: { ...keys, basePath: address },
  configurationWebsocketAPI: { ...keys, wsURL: `${address.replace('http', 'ws')}/ws-api/v3` },
});
const { askPrice } = await (await restAPI.tickerBookTicker({ symbol })).data();
const near = (factor) => (Number(askPrice) * factor).toFixed(2);

const api = await websocketAPI.connect();
api.on('error', console.error);
const { stream } = await api.userDataStreamSubscribeSignature();
const waiting = new Map();
const protectedNow = new Promise((resolve) => {
  stream.on('message', ({ e, S, o, x, X, l, L, p, P }) => {
    if (e !== 'executionReport') return;
    if (x === 'TRADE') console.log(`bought ${l} at ${L}${X === 'FILLED' ? ', all of it' : ''}`);
    if (S === 'SELL' && X === 'NEW') waiting.set(o, o === 'STOP_LOSS' ? P : p);
    if (waiting.size === 2) resolve();
  });
});

const { data } = await api.orderListPlaceOtoco({
  ...{ symbol, workingType: 'LIMIT', workingSide: 'BUY', workingTimeInForce: 'GTC' },
  ...{ workingPrice: near(1.002), workingQuantity: 0.01, pendingSide: 'SELL', pendingQuantity: 0.01 },
  ...{ pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: near(1.02) },
  ...{ pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: near(0.98) },
});
await protectedNow;
for (const [type, price] of waiting) console.log(`${type} at ${price}`);

const { orderListId } = data;
const ended = await api.orderListCancel({ symbol, orderListId });
console.log(`list ${orderListId}: ${ended.data.listOrderStatus}`);
await api.disconnect();
