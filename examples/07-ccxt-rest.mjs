#!/usr/bin/env node
/**
 * ccxt as it comes, over REST, with other addresses: balance, a stop below a holding, and its cancellation. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/07-ccxt-rest.mjs [ADDRESS] [FLOOR]
 *
 * FLOOR is one besides the default floor: everything an address has is there once more below /floors/FLOOR.
 */
import ccxt from 'ccxt';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const floor = process.argv[3] === undefined ? '' : `/floors/${process.argv[3]}`;

const exchange = new ccxt.binance({ apiKey: process.env.API_KEY, secret: process.env.SECRET_KEY });
for (const [name, url] of Object.entries(exchange.urls.api)) {
  if (typeof url === 'string') exchange.urls.api[name] = url.replace(/^https:\/\/[^/]+/, `${address}${floor}`);
}
const markets = await exchange.loadMarkets();
console.log(`${Object.keys(markets).length} markets`);

const bought = await exchange.createOrder('BTC/USDT', 'market', 'buy', 0.01);
console.log(`${bought.status}: ${bought.filled} BTC at ${bought.average}`);

const stopPrice = exchange.priceToPrecision('BTC/USDT', bought.average * 0.97);
const limit = exchange.priceToPrecision('BTC/USDT', bought.average * 0.965);
const stop = await exchange.createOrder('BTC/USDT', 'limit', 'sell', 0.01, limit, { stopPrice });
console.log(`${stop.status}: sells 0.01 BTC when the price falls to ${stopPrice}`);
await exchange.cancelOrder(stop.id, 'BTC/USDT');
console.log(`canceled: ${(await exchange.fetchOpenOrders('BTC/USDT')).length} orders open`);
