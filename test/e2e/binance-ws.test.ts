/**
 * The npm package `binance`, unchanged: its stream client and its WebSocket API client, pointed here by `wsUrl` alone.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type DefaultLogger, WebsocketAPIClient, WebsocketClient } from 'binance';
import { type OpenGateway, openGateway } from './open-gateway.ts';

let open: OpenGateway;
const quiet: typeof DefaultLogger = { trace: () => {}, info: () => {}, error: () => {} };
const clients: { closeAll(force?: boolean): void }[] = [];

before(async () => {
  open = await openGateway();
});
after(async () => {
  for (const client of clients) client.closeAll(true);
  await open.close();
});

function apiClient(options: { readonly api_key?: string; readonly api_secret?: string } = {}): WebsocketAPIClient {
  const client = new WebsocketAPIClient(
    { wsUrl: open.ws, attachEventListeners: false, muteLatencyWarning: true, ...options },
    quiet,
  );
  clients.push(client.getWSClient());
  return client;
}

const order = (side: 'BUY' | 'SELL', price: string, quantity: string) =>
  ({ symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, timestamp: Date.now() }) as never;

test('market streams arrive under the names they were subscribed by', async () => {
  const { apiKey, secretKey } = await open.client({ USDT: '1000000', BTC: '10' });
  const api = apiClient({ api_key: apiKey, api_secret: secretKey });
  const streams = new WebsocketClient({ wsUrl: open.ws, beautify: true }, quiet);
  clients.push(streams);
  const seen = new Map<string, unknown>();
  const complete = Promise.withResolvers<void>();
  const names = ['btcusdt@trade', 'btcusdt@bookTicker', 'btcusdt@depth@100ms', 'btcusdt@kline_1m', '!miniTicker@arr'];
  streams.on('message', (message) => {
    const [first] = [message].flat() as unknown as [{ e?: string; streamName?: string }];
    const name = first.e === '24hrMiniTicker' ? '!miniTicker@arr' : first.streamName;
    if (name !== undefined) seen.set(name, first);
    if (names.every((name) => seen.has(name))) complete.resolve();
  });
  await streams.subscribe(names, 'main');
  await api.submitNewSpotOrder(order('SELL', '50000.00', '1'));
  await api.submitNewSpotOrder(order('BUY', '40000.00', '1'));
  const { apiKey: otherKey, secretKey: otherSecret } = await open.client({ USDT: '1000000', BTC: '10' });
  await apiClient({ api_key: otherKey, api_secret: otherSecret }).submitNewSpotOrder(
    order('BUY', '50000.00', '0.5'),
    'mainWSAPI',
  );
  await complete.promise;
  assert.ok(names.every((name) => seen.has(name)));
});

test('the WebSocket API with an HMAC key: ids as numbers, every answer finds its question', async () => {
  const { apiKey, secretKey } = await open.client({ USDT: '1000000', BTC: '10' });
  const api = apiClient({ api_key: apiKey, api_secret: secretKey });
  const [time, info, depth] = await Promise.all([
    api.getSpotServerTime(),
    api.getSpotExchangeInfo({ symbol: 'BTCUSDT' }),
    api.getSpotOrderBook({ symbol: 'BTCUSDT', limit: 5 }),
  ]);
  assert.equal(typeof time.result.serverTime, 'number');
  assert.equal(info.result.symbols[0]?.symbol, 'BTCUSDT');
  assert.ok(depth.result.lastUpdateId >= 0);
  const placed = await api.submitNewSpotOrder(order('BUY', '30000.00', '0.1'));
  const { orderId } = placed.result as { orderId: number };
  const status = await api.getSpotOrderStatus({ symbol: 'BTCUSDT', orderId, timestamp: Date.now() });
  assert.equal(status.result.status, 'NEW');
  const canceled = await api.cancelSpotOrder({ symbol: 'BTCUSDT', orderId, timestamp: Date.now() });
  assert.equal((canceled.result as { status: string }).status, 'CANCELED');
  await assert.rejects(api.cancelSpotOrder({ symbol: 'BTCUSDT', orderId, timestamp: Date.now() }), (error: unknown) => {
    assert.equal((error as { error?: { code?: number } }).error?.code, -2011);
    return true;
  });
});

test('an Ed25519 key logs on once, and user data follows on the same connection', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const { apiKey } = await open.client({ USDT: '1000000', BTC: '10' }, { publicKey: pem });
  const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const api = apiClient({ api_key: apiKey, api_secret: secret });
  const reports: string[] = [];
  const filled = Promise.withResolvers<void>();
  api.getWSClient().on('message', (message) => {
    const event = (message as { event?: { e?: string; x?: string } }).event ?? (message as { e?: string; x?: string });
    if (event.e === 'executionReport') reports.push(event.x ?? '');
    if (event.e === 'outboundAccountPosition' && reports.length > 0) filled.resolve();
  });
  await api.subscribeUserDataStream('mainWSAPI');
  await api.submitNewSpotOrder(order('BUY', '20000.00', '0.1'));
  await filled.promise;
  assert.equal(reports[0], 'NEW');
  await api.unsubscribeUserDataStream('mainWSAPI');
});
