/**
 * The exchange's own connector for JavaScript, `@binance/spot`, unchanged: its three clients are pointed here by `basePath` and
 * `wsURL`. Numbers go out as texts over the WebSocket API, lists as JSON, parameters of a POST in the query with a body type
 * and no body. A key of the Ed25519 kind logs a connection on once; whoever is logged on signs nothing more.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BadRequestError,
  ConnectorClientError,
  NotFoundError,
  Spot,
  SpotRestAPI,
  SpotWebsocketStreams,
  TimeUnit,
  TooManyRequestsError,
  UnauthorizedError,
} from '@binance/spot';
import { type OpenGateway, openGateway } from './open-gateway.ts';

type Rest = Spot['restAPI'];
type Api = Awaited<ReturnType<Spot['websocketAPI']['connect']>>;
type Key = { readonly apiKey: string } & ({ readonly apiSecret: string } | { readonly privateKey: string });

// It tells of every connection otherwise.
process.env['LOG_LEVEL'] = 'error';

let open: OpenGateway;
let hmac: Key;
let ed25519: Key;
let rest: Rest;
const connections: { disconnect(): Promise<void> }[] = [];

const symbol = 'BTCUSDT';
const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC' };
/** Far below the market, so that it waits. */
const waiting = { ...limit, side: 'BUY', quantity: 0.1, price: 30_000 };

before(async () => {
  open = await openGateway();
  const first = await open.client();
  hmac = { apiKey: first.apiKey, apiSecret: first.secretKey };
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const second = await open.client(undefined, { publicKey });
  ed25519 = { apiKey: second.apiKey, privateKey: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
  rest = restOf(hmac);
  const maker = restOf(ed25519);
  for (let i = 1; i <= 3; i++) {
    await maker.newOrder({ ...limit, side: 'SELL', quantity: 0.5, price: 50_000 + i } as never);
    await maker.newOrder({ ...limit, side: 'BUY', quantity: 0.5, price: 50_000 - i } as never);
  }
});

after(async () => {
  await Promise.all(connections.map((connection) => connection.disconnect()));
  await open.close();
});

function restOf(key: Key, more: { readonly timeUnit?: TimeUnit } = {}): Rest {
  // It gives up after a second otherwise, which a busy machine may take.
  return new Spot({ configurationRestAPI: { ...key, ...more, basePath: open.http, timeout: 15_000 } }).restAPI;
}

async function apiOf(key: Key): Promise<Api> {
  const configurationWebsocketAPI = { ...key, wsURL: `${open.ws}/ws-api/v3` };
  const connection = await new Spot({ configurationWebsocketAPI }).websocketAPI.connect();
  connections.push(connection);
  return connection;
}

/** What is in an answer, with none of its fields in doubt. */
// biome-ignore lint/suspicious/noExplicitAny: every field of every answer is optional in the connector's types
async function dataOf(answer: Promise<{ readonly data: unknown }>): Promise<any> {
  const { data } = await answer;
  return typeof data === 'function' ? data() : data;
}

test('market data: numbers are numbers, prices texts, and limits are read from the headers', async () => {
  const { serverTime } = await dataOf(rest.time());
  assert.ok(Number.isSafeInteger(serverTime));
  const info = await dataOf(rest.exchangeInfo({ symbols: [symbol, 'ETHUSDT'] }));
  assert.deepEqual(
    info.symbols.map((row: { symbol: string }) => row.symbol),
    [symbol, 'ETHUSDT'],
  );
  const answer = await rest.depth({ symbol, limit: 2 });
  const book = await answer.data();
  assert.deepEqual(book.bids, [
    ['49999.00000000', '0.50000000'],
    ['49998.00000000', '0.50000000'],
  ]);
  const [weight] = answer.rateLimits ?? [];
  assert.deepEqual([weight?.rateLimitType, weight?.interval, weight?.intervalNum], ['REQUEST_WEIGHT', 'MINUTE', 1]);
  const tickers = await dataOf(rest.ticker24hr({ symbols: [symbol], type: SpotRestAPI.Ticker24hrTypeEnum.MINI }));
  assert.equal(tickers.length, 1);
  assert.deepEqual(await dataOf(rest.historicalBlockTrades({ symbol, fromId: 0 })), []);
});

test('an order is placed, found by number and by bigint, amended, replaced and cancelled', async () => {
  for (const client of [rest, restOf(ed25519)]) {
    const named = { ...waiting, newClientOrderId: `a:b/c.d_e-${client === rest}` } as never;
    const { orderId, clientOrderId } = await dataOf(client.newOrder(named));
    assert.equal((await dataOf(client.getOrder({ symbol, orderId: BigInt(orderId) }))).clientOrderId, clientOrderId);
    const { amendedOrder } = await dataOf(client.orderAmendKeepPriority({ symbol, orderId, newQty: 0.05 }));
    assert.equal(amendedOrder.qty, '0.05000000');
    const [amendment] = await dataOf(client.orderAmendments({ symbol, orderId }));
    assert.deepEqual([amendment.origQty, amendment.newQty], ['0.10000000', '0.05000000']);
    const replacing = { ...waiting, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId } as never;
    const replaced = await dataOf(client.orderCancelReplace(replacing));
    assert.equal(replaced.cancelResponse.orderId, orderId);
    const next = replaced.newOrderResponse.orderId;
    await assert.rejects(client.orderCancelReplace(replacing), { code: -2022 });
    assert.equal((await dataOf(client.deleteOrder({ symbol, orderId: next }))).status, 'CANCELED');
  }
});

test('what was filled is told alike by the answer, the trades and the balances, in microseconds when asked', async () => {
  const order = { symbol, side: 'BUY', type: 'MARKET', quantity: 0.7 } as never;
  const filled = await dataOf(restOf(hmac, { timeUnit: TimeUnit.MICROSECOND }).newOrder(order));
  assert.deepEqual(
    filled.fills.map(({ price, qty }: { price: string; qty: string }) => [price, qty]),
    [
      ['50001.00000000', '0.50000000'],
      ['50002.00000000', '0.20000000'],
    ],
  );
  const [first, second] = await dataOf(rest.myTrades({ symbol, orderId: filled.orderId }));
  assert.deepEqual([first.id, second.id], [filled.fills[0].tradeId, filled.fills[1].tradeId]);
  assert.equal(first.time, Math.floor(filled.transactTime / 1000));
  const { balances } = await dataOf(rest.getAccount({ omitZeroBalances: true }));
  assert.equal(balances.find(({ asset }: { asset: string }) => asset === 'BTC').free, '10.69930000');
});

const eitherOr = { side: 'SELL', quantity: 0.1, aboveType: 'LIMIT_MAKER', abovePrice: 60_000, belowType: 'STOP_LOSS' };
const purchase = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: 30_000, workingQuantity: 0.1 };
const working = { symbol, ...purchase, workingTimeInForce: 'GTC', pendingSide: 'SELL' };
const sale = { pendingType: 'LIMIT', pendingPrice: 60_000, pendingTimeInForce: 'GTC' };
const gainOrLoss = { pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: 60_000, pendingBelowType: 'STOP_LOSS' };
/** Name of the method, parameters, and how many orders. */
const lists = [
  ['Oco', { symbol, ...eitherOr, belowStopPrice: 40_000 }, 2],
  ['Oto', { ...working, ...sale, pendingQuantity: 0.1 }, 2],
  ['Otoco', { ...working, ...gainOrLoss, pendingBelowStopPrice: 20_000, pendingQuantity: 0.1 }, 3],
  ['Opo', { ...working, ...sale }, 2],
  ['Opoco', { ...working, ...gainOrLoss, pendingBelowStopPrice: 20_000 }, 3],
] as const;

test('order lists of every kind, by REST and over the WebSocket API', async () => {
  const api = await apiOf(ed25519);
  await api.sessionLogon();
  for (const [kind, parameters, size] of lists) {
    for (const placing of [
      rest[`orderList${kind}`](parameters as never),
      api[`orderListPlace${kind}`](parameters as never),
    ]) {
      const { orderReports } = await dataOf(placing);
      assert.equal(orderReports.length, size, kind);
    }
  }
  assert.equal((await dataOf(rest.openOrderList())).length, lists.length);
  await rest.deleteOpenOrders({ symbol });
  assert.deepEqual(await dataOf(rest.openOrderList()), []);
  const [{ orderListId }] = await dataOf(api.openOrderListsStatus());
  assert.equal((await dataOf(api.orderListCancel({ symbol, orderListId }))).listOrderStatus, 'ALL_DONE');
});

test("refusals come as the connector's own classes, with the code of the exchange", async () => {
  const refused = (change: object) => rest.newOrder({ ...waiting, ...change } as never);
  const as = (kind: new (msg?: string, code?: number) => Error, code: number) => (error: unknown) => {
    assert.ok(error instanceof kind, String(error));
    assert.equal((error as { code?: number }).code, code);
    return true;
  };
  await assert.rejects(refused({ price: 30_000.001 }), as(BadRequestError, -1013));
  await assert.rejects(refused({ quantity: 1e-7 }), as(BadRequestError, -1013));
  await assert.rejects(refused({ quantity: 100 }), as(BadRequestError, -2010));
  await assert.rejects(rest.deleteOrder({ symbol, orderId: 99_999 }), as(BadRequestError, -2011));
  await assert.rejects(rest.sorOrder(waiting as never), as(BadRequestError, -1020));
  await assert.rejects(rest.sendRequest('/api/v3/none', 'GET'), as(NotFoundError, -1020));
  const again = { ...waiting, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 99_999 } as never;
  await assert.rejects(rest.orderCancelReplace(again), as(ConnectorClientError, -2021));
  await rest.deleteOpenOrders({ symbol });
  const stranger = restOf({ ...hmac, apiKey: 'x'.repeat(64) });
  await assert.rejects(stranger.getAccount(), as(UnauthorizedError, -2015));
  const { apiKey, secretKey: apiSecret } = await open.client();
  const hasty = restOf({ apiKey, apiSecret });
  const hurry = async () => {
    for (;;) await hasty.newOrder(waiting as never);
  };
  await assert.rejects(hurry(), as(TooManyRequestsError, -1015));
});

test('who is logged on signs nothing more; user data comes on the same connection', async () => {
  const api = await apiOf(ed25519);
  const [logon] = await api.sessionLogon();
  assert.equal(logon?.data.apiKey, ed25519.apiKey);
  const { stream } = await api.userDataStreamSubscribe();
  const reports: string[] = [];
  const canceled = Promise.withResolvers<void>();
  stream.on('message', (event) => {
    if (event.e !== 'executionReport') return;
    reports.push(String(event.x));
    if (event.x === 'CANCELED') canceled.resolve();
  });
  const { orderId } = await dataOf(api.orderPlace(waiting as never));
  const status = await api.orderStatus({ symbol, orderId });
  assert.equal(status.data.status, 'NEW');
  assert.equal(status.rateLimits?.[0]?.rateLimitType, 'REQUEST_WEIGHT');
  await api.orderCancel({ symbol, orderId });
  await canceled.promise;
  assert.deepEqual(reports, ['NEW', 'CANCELED']);
  await assert.rejects(api.orderCancel({ symbol, orderId }), { code: -2011, msg: 'Unknown order sent.' });
  await api.sessionLogout();
  assert.equal((await dataOf(api.sessionStatus())).apiKey, null);
});

test('a key that cannot log on signs each request, and its subscription', async () => {
  const api = await apiOf(hmac);
  await assert.rejects(api.sessionLogon(), { code: -1020 });
  const { stream } = await api.userDataStreamSubscribeSignature();
  const heard = new Promise((resolve) => stream.on('message', resolve));
  assert.equal((await dataOf(api.allOrders({ symbol, limit: 2 }))).length, 2);
  await open.identity.fund(open.session.name, 'client-1', { USDT: '1' });
  assert.equal(((await heard) as { e: string }).e, 'balanceUpdate');
});

test('every market stream is subscribed by its own method, and by its name in the address', async () => {
  const streams = new Spot({ configurationWebsocketStreams: { wsURL: open.ws } }).websocketStreams;
  const both = await Promise.all([streams.connect(), streams.connect({ stream: ['btcusdt@aggTrade'] })]);
  connections.push(...both);
  const [asked, named] = both;
  const interval = SpotWebsocketStreams.KlineIntervalEnum.INTERVAL_1m;
  const windowSize = SpotWebsocketStreams.RollingWindowTickerWindowSizeEnum.WINDOW_SIZE_1h;
  const levels = SpotWebsocketStreams.PartialBookDepthLevelsEnum.LEVELS_5;
  const updateSpeed = SpotWebsocketStreams.DiffBookDepthUpdateSpeedEnum.UPDATE_SPEED_100ms;
  let subscriptions = 0;
  asked.on('message', (data) => {
    if (String(data).startsWith('{"result":null')) subscriptions++;
  });
  const handlers = {
    trade: asked.trade({ symbol }),
    bookTicker: asked.bookTicker({ symbol }),
    kline: asked.kline({ symbol, interval }),
    '1hTicker': asked.rollingWindowTicker({ symbol, windowSize }),
    lastUpdateId: asked.partialBookDepth({ symbol, levels }),
    depthUpdate: asked.diffBookDepth({ symbol, updateSpeed }),
    '24hrMiniTicker': asked.allMiniTicker(),
    '24hrTicker': asked.ticker({ symbol }),
  };
  const heard = Object.entries(handlers).map(
    ([name, handler]) =>
      new Promise<[string, object]>((resolve) => handler.on('message', (data: object) => resolve([name, data]))),
  );
  const raw = new Promise<string>((resolve) => named.on('message', (data) => resolve(String(data))));
  while (subscriptions < heard.length) await sleep(5);
  await rest.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.1 } as never);
  for (const [name, data] of await Promise.all(heard)) {
    const [event] = [data].flat() as [{ readonly e?: string }];
    assert.ok(
      event.e === name || name in event || (name === 'bookTicker' && 'u' in event),
      `${name}: ${JSON.stringify(data)}`,
    );
  }
  assert.match(await raw, /^{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade"/);
});

/** A balancer: the first of these ports where somebody answers. */
async function balance(ports: readonly string[]): Promise<{ readonly ws: string; close(): void }> {
  const join = (near: Socket, [port, ...others]: readonly string[]) => {
    const far = dial(Number(port), '127.0.0.1');
    far.once('connect', () => near.pipe(far).pipe(near));
    far.on('error', () => (others.length > 0 ? join(near, others) : near.destroy()));
    near.on('error', () => {}).on('close', () => far.destroy());
  };
  const server = createServer((near) => join(near, ports)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { ws: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

const reconnectDelay = 500;

async function apiAt(ws: string): Promise<Api> {
  const configurationWebsocketAPI = { ...hmac, wsURL: `${ws}/ws-api/v3`, reconnectDelay };
  const api = await new Spot({ configurationWebsocketAPI }).websocketAPI.connect();
  // Told when nobody answers yet; without a listener that would end the program.
  api.on('error', () => {});
  return api;
}

const opened = (one: { on(event: 'open', listener: () => void): void }) =>
  new Promise<void>((resolve) => one.on('open', resolve));

suite('its sockets go on when a server goes', { concurrency: true }, () => {
  test('the only one, which comes again', async () => {
    const leaving = await openGateway();
    const api = await apiAt(leaving.ws);
    const configurationWebsocketStreams = { wsURL: leaving.ws, reconnectDelay };
    const streams = await new Spot({ configurationWebsocketStreams }).websocketStreams.connect();
    streams.on('error', () => {});
    const touch = streams.bookTicker({ symbol });
    const both = [opened(api), opened(streams)];
    await leaving.close();
    const coming = await openGateway({}, Number(new URL(leaving.http).port));
    await Promise.all(both);
    assert.ok((await dataOf(api.time())).serverTime > 0);
    const heard = new Promise((resolve) => touch.on('message', resolve));
    await (await coming.client()).call('POST', '/api/v3/order', waiting);
    await heard;
    for (const one of [api, streams]) void one.disconnect();
    await coming.close();
  });

  test('one of two: the other has them before it is gone', async () => {
    const leaving = await openGateway({ company: true, drainSeconds: 10 });
    const staying = await openGateway();
    const balancer = await balance([leaving, staying].map(({ http }) => new URL(http).port));
    const api = await apiAt(balancer.ws);
    await leaving.close();
    for (const until = performance.now() + 700; performance.now() < until; await sleep(50)) {
      assert.ok((await dataOf(api.time())).serverTime > 0);
    }
    void api.disconnect();
    await staying.close();
    balancer.close();
  });
});
