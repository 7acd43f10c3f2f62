/** The bots among the examples, each run as it is written against a real server with an account of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { MainClient } from 'binance';
import { cleanEnvironment, type RunningServer, startServer } from '../support/start-server.ts';

const examples = new URL('../../examples/', import.meta.url).pathname;
let server: RunningServer;

before(async () => {
  server = await startServer({ args: ['--terminal', 'off'] });
});
after(() => server.stop());

interface Keys {
  readonly apiKey: string;
  readonly secretKey: string;
}

async function fundedKeys(account: string): Promise<Keys> {
  await server.cli(['account', 'create', account, '--fund', 'USDT=1000000,BTC=10']);
  return server.cli<Keys>(['key', 'create', account, '--json']);
}

/** Yields what the bot said on stdout. */
async function run(name: string, ...words: readonly string[]): Promise<string> {
  return runWith(await fundedKeys(`bot-${name.slice(0, 2)}`), name, ...words);
}

async function runWith({ apiKey, secretKey }: Keys, name: string, ...words: readonly string[]): Promise<string> {
  const env = { ...cleanEnvironment(), API_KEY: apiKey, SECRET_KEY: secretKey };
  const program = name.endsWith('.py') ? 'python3' : process.execPath;
  const { stdout } = await promisify(execFile)(program, [join(examples, name), server.url, ...words], { env });
  return stdout;
}

test('05: plain fetch places, finds and cancels an order, and is told what is refused', async () => {
  const text = await run('05-plain-fetch.mjs');
  assert.match(
    text,
    /^NEW order (\d+) at \d+\.\d+; weight used this minute: \d+\nCANCELED order \1\nrefused: 400 -1013: /,
  );
});

test('06: the binance client buys over the WebSocket API and hears of it', async () => {
  const text = await run('06-binance-client.mjs');
  assert.match(text, /^holds 1000000\.0+ USDT, 10\.0+ BTC\norder \d+ FILLED: 0\.00\d+ BTC for 9\d\.\d+ USDT\n/);
});

test('07: ccxt buys, puts a stop below, and takes it back', async () => {
  const text = await run('07-ccxt-rest.mjs');
  assert.match(
    text,
    /^10 markets\nclosed: 0\.01 BTC at \d+[\d.]*\nopen: sells 0\.01 BTC .*\ncanceled: 0 orders open\n$/,
  );
});

test('07: what else the account has waiting is left alone', async () => {
  const keys = await fundedKeys('bot-07-busy');
  const client = new MainClient({ api_key: keys.apiKey, api_secret: keys.secretKey, baseUrl: server.url });
  const waiting = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'GTC' } as const;
  const { orderId } = await client.submitNewOrder({ ...waiting, quantity: 1, price: 70_000 });
  assert.match(await runWith(keys, '07-ccxt-rest.mjs'), /canceled: 1 orders open\n$/);
  assert.deepEqual(
    (await client.getOpenOrders()).map((order) => order.orderId),
    [orderId],
  );
});

test('08: ccxt.pro follows the book and its own order', async () => {
  const text = await run('08-ccxt-pro.mjs');
  assert.match(text, /^(book \d+: [\d.]+ \| [\d.]+\n){3}my order \d+ is open at [\d.]+\n$/);
});

test("09: Python's standard library buys, and its fills add up", async () => {
  const text = await run('09-standard-library.py');
  assert.match(
    text,
    /^FILLED: 0\.00\d+ BTC for 2\d\d\.\d+ USDT, \d+\.\d\d each\n( {2}[\d.]+ at [\d.]+, commission .*\n)+/,
  );
  assert.match(text, / BTC {2}10\.00/);
});

test('10: a market maker quotes, and leaves no order behind', async () => {
  const text = await run('10-market-maker.mjs', '4');
  const quotes = Number(/^(\d+) quotes, \d+ trades, holds -?[\d.]+ BTC, made -?[\d.]+ USDT/.exec(text)?.[1]);
  assert.ok(quotes >= 2, text);
});

test('11: a grid bot lays its grid and takes it back', async () => {
  const text = await run('11-grid-bot.mjs', '3');
  assert.match(text, /^6 orders from [\d.]+ to [\d.]+, around [\d.]+\n[\s\S]*\d+ turns, \d+ trades, /);
});

test("12: the exchange's own connector buys with a take-profit and a stop attached", async () => {
  const text = await run('12-binance-connector.mjs');
  assert.match(
    text,
    /^(bought 0\.0\d+ at [\d.]+(, all of it)?\n)+STOP_LOSS at [\d.]+\nLIMIT_MAKER at [\d.]+\nlist \d+: ALL_DONE\n$/,
  );
});
