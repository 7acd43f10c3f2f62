#!/usr/bin/env node
/**
 * A grid bot on ccxt: buy orders below the price, sell orders above it, and whatever is filled is put back on the other side
 * one step away. It watches its own orders by asking, and takes everything back at the end. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/11-grid-bot.mjs [ADDRESS] [SECONDS]
 */
import ccxt from 'ccxt';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const seconds = Number(process.argv[3] ?? 300);
const symbol = 'BTC/USDT';
const step = 0.0005;
const linesPerSide = 3;
const amount = 0.005;

const exchange = new ccxt.binance({
  apiKey: process.env.API_KEY,
  secret: process.env.SECRET_KEY,
  enableRateLimit: false,
});
for (const [name, url] of Object.entries(exchange.urls.api)) {
  if (typeof url === 'string') exchange.urls.api[name] = url.replace(/^https:\/\/[^/]+/, address);
}
await exchange.loadMarkets();

const since = await exchange.fetchTime();
const { last } = await exchange.fetchTicker(symbol);
const priceOf = (line) => exchange.priceToPrecision(symbol, last * (1 + line * step));
/** Order id to the line of the grid it stands on and its side. */
const grid = new Map();
async function put(side, line) {
  const order = await exchange.createOrder(symbol, 'limit', side, amount, priceOf(line));
  grid.set(order.id, { side, line });
}
for (let line = 1; line <= linesPerSide; line++) {
  await put('buy', -line);
  await put('sell', line);
}
console.log(`${grid.size} orders from ${priceOf(-linesPerSide)} to ${priceOf(linesPerSide)}, around ${last}`);

let turns = 0;
for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  const open = new Set((await exchange.fetchOpenOrders(symbol)).map(({ id }) => id));
  for (const [id, { side, line }] of [...grid]) {
    if (open.has(id)) continue;
    grid.delete(id);
    turns++;
    await put(side === 'buy' ? 'sell' : 'buy', side === 'buy' ? line + 1 : line - 1);
    console.log(`${side} at ${priceOf(line)} is done; ${turns} so far`);
  }
}
await exchange.cancelAllOrders(symbol);
const trades = await exchange.fetchMyTrades(symbol, since);
const made = trades.reduce((sum, { side, cost }) => sum + (side === 'sell' ? cost : -cost), 0);
console.log(`${turns} turns, ${trades.length} trades, ${made.toFixed(2)} USDT in hand against what is held`);
