#!/usr/bin/env node
/**
 * ccxt.pro as it comes, over streams and the WebSocket API: it follows the book and its own orders. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/08-ccxt-pro.mjs [ADDRESS]
 *
 * Three things it wants to be told: its addresses; `/stream` in the one for market data, by which it knows spot from futures; and,
 * for addresses without TLS, `loadHttpProxyAgent()` once.
 */
import { pro } from 'ccxt';

const http = process.argv[2] ?? 'http://127.0.0.1:8080';
const ws = http.replace('http', 'ws');
const symbol = 'BTC/USDT';

const options = { fetchMarkets: { types: ['spot'] } };
const exchange = new pro.binance({ apiKey: process.env.API_KEY, secret: process.env.SECRET_KEY, options });
exchange.urls.api = {
  ...exchange.urls.api,
  ...{ public: `${http}/api/v3`, private: `${http}/api/v3`, v1: `${http}/api/v1` },
  ...{ sapi: `${http}/sapi/v1`, sapiV2: `${http}/sapi/v2`, sapiV3: `${http}/sapi/v3` },
  ws: { spot: `${ws}/stream`, 'ws-api': { spot: `${ws}/ws-api/v3` } },
};
await exchange.loadHttpProxyAgent();

for (let updates = 0; updates < 3; updates++) {
  const book = await exchange.watchOrderBook(symbol);
  console.log(`book ${book.nonce}: ${book.bids[0][0]} | ${book.asks[0][0]}`);
}

// The first call subscribes; what it answers comes after.
const changed = exchange.watchOrders(symbol);
const { bid } = await exchange.fetchTicker(symbol);
const price = exchange.priceToPrecision(symbol, bid * 0.98);
await new Promise((resolve) => setTimeout(resolve, 500));
const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.001, price);
const [told] = await changed;
console.log(`my order ${told.id} is ${told.status} at ${told.price}`);
await exchange.cancelOrder(order.id, symbol);
await exchange.close();
