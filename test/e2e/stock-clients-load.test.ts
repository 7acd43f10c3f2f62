/** What stock clients ask beside trading: window tickers, the wallet, and user data by listen key. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MainClient } from 'binance';
import ccxt from 'ccxt';
import { SocketFriend } from '../sockets/socket-friend.ts';
import type { Client } from '../support/test-gateway.ts';
import { type OpenGateway, openGateway } from './open-gateway.ts';

const symbol = 'BTCUSDT';
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '40000' };
let gateway: OpenGateway;
let trader: Client;
let client: MainClient;

before(async () => {
  gateway = await openGateway({ limits: false });
  trader = await gateway.client();
  const maker = await gateway.client();
  await maker.call('POST', '/api/v3/order', { ...order, side: 'SELL' });
  await trader.call('POST', '/api/v3/order', order);
  client = new MainClient({
    ...{ api_key: trader.apiKey, api_secret: trader.secretKey, baseUrl: gateway.http },
    ...{ disableTimeSync: true, beautifyResponses: false },
  });
});
after(() => gateway.close());

test('binance: tickers of a window and of the day, block trades, allocations', async () => {
  const window = (await client.getRollingWindowTicker({ symbol, windowSize: '4h' })) as unknown as { count: number };
  assert.equal(window.count, 1);
  const day = await client.getTradingDayTicker({ symbols: [symbol, 'ETHUSDT'] });
  assert.ok(Array.isArray(day) && day.length === 2);
  assert.deepEqual(await client.getHistoricalBlockTrades({ symbol, fromId: 0 }), []);
  assert.deepEqual(await client.getAllocations({ symbol }), []);
});

test('binance: coins, fees and the rights of its key', async () => {
  const coins = await client.getBalances();
  assert.equal(coins.find(({ coin }) => coin === 'BTC')?.free, '10.09990000');
  assert.equal((await client.getTradeFee())[0]?.symbol, symbol);
  const rights = await client.getApiKeyPermissions();
  assert.deepEqual(
    [rights.enableReading, rights.enableSpotAndMarginTrading, rights.enableWithdrawals],
    [true, true, false],
  );
});

test('binance: a listen key is made, kept, listened to and closed', async () => {
  const { listenKey } = await client.getSpotUserDataListenKey();
  await client.keepAliveSpotUserDataListenKey(listenKey);
  const stream = await SocketFriend.connect(`${gateway.ws}/ws/${listenKey}`);
  await stream.ask('LIST_SUBSCRIPTIONS');
  await trader.call('POST', '/api/v3/order', { ...order, newClientOrderId: 'heard' });
  assert.equal((await stream.hear(({ c }) => c === 'heard'))['x'], 'NEW');
  stream.close();
  await client.closeSpotUserDataListenKey(listenKey);
  await assert.rejects(client.keepAliveSpotUserDataListenKey(listenKey), { code: -1125 });
});

test('ccxt: markets of all kinds, currencies, fees and window tickers with nothing configured but the address', async () => {
  const exchange = new ccxt.binance({ apiKey: trader.apiKey, secret: trader.secretKey });
  const urls = exchange.urls as { api: Record<string, string> };
  for (const [name, url] of Object.entries(urls.api)) {
    if (typeof url === 'string') urls.api[name] = gateway.http + new URL(url).pathname;
  }
  const markets = await exchange.loadMarkets();
  assert.deepEqual(
    Object.values(markets).every((market) => market?.spot === true),
    true,
  );
  assert.deepEqual(Object.keys((await exchange.fetchCurrencies()) ?? {}).sort(), ['BTC', 'ETH', 'USDT']);
  assert.equal((await exchange.fetchTradingFee('BTC/USDT')).maker, 0.001);
  assert.equal((await exchange.fetchStatus()).status, 'ok');
  const raw = exchange as unknown as Record<string, (query: object) => Promise<Record<string, unknown>>>;
  const window = await raw['publicGetTicker']?.({ symbol, windowSize: '1h' });
  const day = await raw['publicGetTickerTradingDay']?.({ symbol });
  assert.deepEqual([Number(window?.['count']), Number(day?.['count'])], [1, 1]);
  await exchange.close();
});
