#!/usr/bin/env node
/**
 * A small market maker without any package: it listens to the best prices, quotes on both sides around the middle, leans
 * against what it holds, moves its quotes by cancel-replace, and takes them back at the end. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/10-market-maker.mjs [ADDRESS] [SECONDS]
 */
import { createHmac } from 'node:crypto';

const http = process.argv[2] ?? 'http://127.0.0.1:8080';
const seconds = Number(process.argv[3] ?? 60);
const symbol = 'BTCUSDT';
/** Half of what lies between the quotes, as a part of the price; quantity of a quote; the most it wants to hold. */
const halfSpread = 0.0004;
const quantity = 0.01;
const inventoryMax = 0.1;
/** A quote follows when it is off by more than this part of the price. */
const tolerance = 0.0001;

async function call(method, path, parameters) {
  const query = new URLSearchParams({ ...parameters, timestamp: Date.now() });
  query.set('signature', createHmac('sha256', process.env.SECRET_KEY).update(query.toString()).digest('hex'));
  const response = await fetch(`${http}${path}?${query}`, { method, headers: { 'X-MBX-APIKEY': process.env.API_KEY } });
  return { status: response.status, body: await response.json() };
}

/** BTC bought and not sold since the start; from fills, which the exchange tells of with each question. */
let inventory = 0;
const quotes = { BUY: undefined, SELL: undefined };
let placed = 0;

/** What of a quote was filled since it was looked at last. */
async function settle(side) {
  const quote = quotes[side];
  if (quote === undefined) return;
  const { body } = await call('GET', '/api/v3/order', { symbol, orderId: quote.orderId });
  const executed = Number(body.executedQty);
  inventory += (side === 'BUY' ? 1 : -1) * (executed - quote.executed);
  quote.executed = executed;
  if (body.status !== 'NEW' && body.status !== 'PARTIALLY_FILLED') quotes[side] = undefined;
}

async function quote(side, price) {
  await settle(side);
  const old = quotes[side];
  const isFull = side === 'BUY' ? inventory >= inventoryMax : inventory <= -inventoryMax;
  if (isFull || (old !== undefined && Math.abs(old.price / price - 1) < tolerance)) return;
  // LIMIT_MAKER: refused instead of taking, when the market has moved meanwhile.
  const order = { symbol, side, type: 'LIMIT_MAKER', quantity, price: price.toFixed(2) };
  const { status, body } =
    old === undefined
      ? await call('POST', '/api/v3/order', order)
      : await call('POST', '/api/v3/order/cancelReplace', {
          ...order,
          ...{ cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: old.orderId },
        });
  const result = old === undefined ? body : (body.newOrderResponse ?? body.data?.newOrderResponse ?? {});
  // The old one may have been filled to the end before it was cancelled.
  if (old !== undefined) await settle(side);
  quotes[side] = result.orderId === undefined ? undefined : { orderId: result.orderId, price, executed: 0 };
  if (result.orderId !== undefined) placed++;
  else if (status === 429) await new Promise((resolve) => setTimeout(resolve, 1_000));
}

const { serverTime: startTime } = await (await fetch(`${http}/api/v3/time`)).json();
let best;
const stream = new WebSocket(`${http.replace('http', 'ws')}/ws/${symbol.toLowerCase()}@bookTicker`);
stream.onmessage = ({ data }) => {
  const { b, a } = JSON.parse(data);
  best = { bid: Number(b), ask: Number(a) };
};
await new Promise((resolve, reject) => {
  stream.onopen = resolve;
  stream.onerror = reject;
});

for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
  await new Promise((resolve) => setTimeout(resolve, 250));
  if (best === undefined) continue;
  // Who holds much asks for less and bids less.
  const middle = ((best.bid + best.ask) / 2) * (1 - (inventory / inventoryMax) * halfSpread);
  await quote('BUY', Math.min(middle * (1 - halfSpread), best.ask - 0.01));
  await quote('SELL', Math.max(middle * (1 + halfSpread), best.bid + 0.01));
}
stream.close();
await call('DELETE', '/api/v3/openOrders', { symbol });
const { body: trades } = await call('GET', '/api/v3/myTrades', { symbol, startTime, limit: 1000 });
const cash = trades.reduce((sum, { isBuyer, quoteQty }) => sum + (isBuyer ? -1 : 1) * Number(quoteQty), 0);
const worth = cash + inventory * best.bid;
console.log(
  `${placed} quotes, ${trades.length} trades, holds ${inventory.toFixed(4)} BTC, made ${worth.toFixed(2)} USDT before fees`,
);
