#!/usr/bin/env node
/**
 * A bot in a crash that really happened, at a hundred times its speed. It needs a running server (`npm start`) and recorded data:
 *
 *   node examples/01-buy-a-crash.mjs --file BTCUSDT-1m.csv.gz --start 2021-05-19T12:45:00Z --minutes 30
 *
 * It makes a replay floor of the file, gives itself an account there, puts three buy orders far below the market, and watches the
 * fall reach them. The client is ccxt as it comes from npm; only its addresses are changed. Other options: --name FLOOR,
 * --speed RATE, --data DIR (as given to npm start).
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import ccxt from 'ccxt';

const paperfloor = new URL('../bin/paperfloor', import.meta.url).pathname;
const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    file: { type: 'string' },
    start: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    speed: { type: 'string', default: '100' },
    name: { type: 'string', default: `crash-${randomBytes(3).toString('hex')}` },
    data: { type: 'string' },
  },
});
if (options.file === undefined) {
  console.error('--file: expected recorded data, such as BTCUSDT-1m.csv.gz');
  process.exit(2);
}

/** Runs the command line and answers its JSON. */
async function cli(...words) {
  const data = options.data === undefined ? [] : ['--data', options.data];
  const { stdout } = await promisify(execFile)(paperfloor, [...words, ...data, '--json']);
  return JSON.parse(stdout);
}

const start = options.start === undefined ? [] : ['--start', options.start];
// Its clock stands still until the orders are in.
await cli('floor', 'create', options.name, '--replay', options.file, ...start, '--speed', options.speed, '--paused');

const exchange = new ccxt.binance({ enableRateLimit: false });
for (const [name, address] of Object.entries(exchange.urls.api)) {
  exchange.urls.api[name] = address.replace(/^https:\/\/[^/]+/, `${options.url}/floors/${options.name}`);
}
const [symbol] = Object.keys(await exchange.loadMarkets());
const { base, quote } = exchange.market(symbol);

await cli('account', 'create', 'diver', '--floor', options.name, '--fund', `${quote}=100000`);
const key = await cli('key', 'create', 'diver', '--floor', options.name);
exchange.apiKey = key.apiKey;
exchange.secret = key.secretKey;

const began = await exchange.fetchTime();
const first = await exchange.fetchTicker(symbol);
console.log(`${new Date(began).toISOString()}  ${symbol} at ${first.last}, ${options.speed} times as fast as it was`);
const waiting = new Set();
for (const fall of [0.03, 0.08, 0.15]) {
  const price = exchange.priceToPrecision(symbol, first.last * (1 - fall));
  const amount = exchange.amountToPrecision(symbol, 30_000 / price);
  const order = await exchange.createOrder(symbol, 'limit', 'buy', amount, price);
  waiting.add(order.id);
  console.log(`  waiting to buy ${amount} ${base} at ${price}`);
}

await cli('floor', 'resume', options.name);
const end = began + Number(options.minutes) * 60_000;
let lowest = first.last;
for (let now = began; now < end; now = await exchange.fetchTime()) {
  await sleep(500);
  const { last, bid, ask } = await exchange.fetchTicker(symbol);
  lowest = Math.min(lowest, last);
  console.log(`${new Date(now).toISOString()}  ${bid} | ${ask}`);
  for (const id of waiting) {
    const order = await exchange.fetchOrder(id, symbol);
    if (order.status === 'open') continue;
    waiting.delete(id);
    console.log(`  ${order.status}: bought ${order.filled} ${base} at ${order.average}`);
  }
}

const balance = await exchange.fetchBalance();
const { last } = await exchange.fetchTicker(symbol);
const worth = balance.total[quote] + (balance.total[base] ?? 0) * last;
console.log(
  `lowest ${lowest}, now ${last}: ${balance.total[base] ?? 0} ${base}, worth ${worth.toFixed(2)} ${quote} of 100000`,
);
