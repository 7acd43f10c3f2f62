#!/usr/bin/env node
/**
 * A first order with nothing but fetch: the time, the rules, a signed limit order, looked up and cancelled. Keys are made by
 * `bin/paperfloor key create NAME --json`. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/05-plain-fetch.mjs [ADDRESS]
 */
import { createHmac } from 'node:crypto';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const { API_KEY: apiKey, SECRET_KEY: secretKey } = process.env;
if (!apiKey || !secretKey) throw new Error('API_KEY and SECRET_KEY are not set');

/** Answers of the exchange are JSON; refusals have a code and a message. */
async function call(method, path, parameters = {}, isSigned = false) {
  const query = new URLSearchParams(parameters);
  if (isSigned) {
    query.set('timestamp', Date.now());
    query.set('signature', createHmac('sha256', secretKey).update(query.toString()).digest('hex'));
  }
  const response = await fetch(`${address}${path}?${query}`, { method, headers: { 'X-MBX-APIKEY': apiKey } });
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${body.code}: ${body.msg}`);
  return { body, usedWeight: response.headers.get('x-mbx-used-weight-1m') };
}

const symbol = 'BTCUSDT';
const { body: info } = await call('GET', '/api/v3/exchangeInfo', { symbol });
const filter = (type) => info.symbols[0].filters.find(({ filterType }) => filterType === type);
const tick = Number(filter('PRICE_FILTER').tickSize);
const { body: best } = await call('GET', '/api/v3/ticker/bookTicker', { symbol });

// A little below the best bid, on the grid of prices.
const price = (Math.floor((best.bidPrice * 0.99) / tick) * tick).toFixed(2);
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price };
const { body: placed, usedWeight } = await call('POST', '/api/v3/order', order, true);
console.log(`${placed.status} order ${placed.orderId} at ${placed.price}; weight used this minute: ${usedWeight}`);

const { body: found } = await call('GET', '/api/v3/order', { symbol, orderId: placed.orderId }, true);
const { body: canceled } = await call('DELETE', '/api/v3/order', { symbol, orderId: found.orderId }, true);
console.log(`${canceled.status} order ${canceled.orderId}`);

// What the exchange refuses, it refuses with a code.
await call('POST', '/api/v3/order', { ...order, quantity: '0' }, true).catch((error) =>
  console.log(`refused: ${error.message}`),
);
