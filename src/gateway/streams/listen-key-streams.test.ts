/** User data by listen key, as stock clients of before 2026-02-20 open it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { limit, place, smallDefinition } from '../../../test/core/small-floor.ts';
import { field, type Message, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';

const hourMs = 3_600_000;
let server: SocketServer;
let trader: Trader;
let api: SocketFriend;
let listener: SocketFriend;
let traders = 0;
let orders = 0;

before(async () => {
  server = await startSocketServer({ limited: false });
});
after(async () => {
  api.close();
  listener.close();
  await server.close();
});
beforeEach(async () => {
  api?.close();
  listener?.close();
  api = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  trader = await createTrader(server, `trader${++traders}`, { USDT: '1000000' });
});

async function start(): Promise<string> {
  const answer = await api.ask('userDataStream.start', { apiKey: trader.apiKey });
  return String(field(answer, 'result', 'listenKey'));
}
async function order(): Promise<string> {
  const name = `order${++orders}`;
  await server.desk.submit(place(trader.account as never, name, 'buy', limit(900, 1)));
  return name;
}
/** Subscriptions by listen key look into the store first. */
async function listening(friend: SocketFriend): Promise<SocketFriend> {
  await friend.ask('LIST_SUBSCRIPTIONS');
  return friend;
}
const isReport = (name: string) => (message: Message) => message['c'] === name;

test('a listen key opens the events as they are, wrapped only on a combined connection', async () => {
  const listenKey = await start();
  assert.match(listenKey, /^[A-Za-z0-9]{64}$/);
  listener = await listening(await SocketFriend.connect(`${server.url}/ws/${listenKey}`));
  const combined = await listening(await SocketFriend.connect(`${server.url}/stream?streams=${listenKey}`));
  const name = await order();
  const report = await listener.hear(isReport(name));
  assert.deepEqual([report['e'], report['x'], report['subscriptionId']], ['executionReport', 'NEW', undefined]);
  await listener.hear((message) => message['e'] === 'outboundAccountPosition');
  const wrapped = await combined.hear((message) => field(message, 'data', 'c') === name);
  assert.equal(wrapped['stream'], listenKey);
  combined.close();
});

test('it comes and goes by SUBSCRIBE, beside market streams', async () => {
  const listenKey = await start();
  listener = await SocketFriend.connect(`${server.url}/ws`);
  listener.send({ id: 1, method: 'SUBSCRIBE', params: ['btcusdt@trade', listenKey] });
  await listening(listener);
  await listener.hear(isReport(await order()));
  await listener.ask('UNSUBSCRIBE', [listenKey]);
  const unheard = await order();
  assert.deepEqual((await listener.ask('LIST_SUBSCRIPTIONS'))['result'], ['btcusdt@trade']);
  assert.ok(!listener.heard.some(isReport(unheard)));
});

test('an account has one at a time; another account cannot keep or end it', async () => {
  const listenKey = await start();
  assert.equal(await start(), listenKey);
  const other = await createTrader(server, `other${traders}`, {});
  const told = async (method: string, key: string, text = listenKey) => {
    const answer = await api.ask(method, { apiKey: key, listenKey: text });
    return field(answer, 'error', 'code') ?? answer['result'];
  };
  for (const method of ['userDataStream.ping', 'userDataStream.stop']) {
    assert.equal(await told(method, other.apiKey), -1125, method);
    assert.equal(await told(method, trader.apiKey, 'x'), -1125, method);
    assert.deepEqual(await told(method, trader.apiKey), {}, method);
  }
  assert.equal(await told('userDataStream.ping', trader.apiKey), -1125);
  assert.notEqual(await start(), listenKey);
});

test('it ends after an hour, and with its API key; both are told as listenKeyExpired', async () => {
  const listenKey = await start();
  listener = await listening(await SocketFriend.connect(`${server.url}/ws/${listenKey}`));
  server.clock.aheadMs = hourMs - 1000;
  await api.ask('userDataStream.ping', { apiKey: trader.apiKey, listenKey });
  server.clock.aheadMs = hourMs + 1000;
  await listener.hear(isReport(await order()));
  server.clock.aheadMs = 2 * hourMs + 1000;
  const expired = await listener.hear(({ e }) => e === 'listenKeyExpired');
  assert.deepEqual([Object.keys(expired), expired['listenKey']], [['e', 'E', 'listenKey'], listenKey]);
  const unheard = await order();
  const fresh = await start();
  const again = await listening(await SocketFriend.connect(`${server.url}/ws/${fresh}`));
  await again.hear(isReport(await order()));
  assert.ok(!listener.heard.some(isReport(unheard)));
  await server.identity.revokeKey(server.desk.name, trader.apiKey);
  await again.hear(({ e }) => e === 'listenKeyExpired');
  again.close();
  server.clock.aheadMs = 0;
});

test('whoever was told a listen key by a key that is revoked since hears nothing more, whoever asked for it after him', async () => {
  const made = await server.identity.createKey(server.desk.name, `trader${traders}`, {});
  assert.ok(made.ok);
  const { apiKey: leaked } = made.value;
  const stolen = field(await api.ask('userDataStream.start', { apiKey: leaked }), 'result', 'listenKey');
  const own = await start();
  assert.equal(own, stolen);
  const thief = await listening(await SocketFriend.connect(`${server.url}/ws/${stolen}`));
  await thief.hear(isReport(await order()));
  const revokedMs = performance.now();
  await server.identity.revokeKey(server.desk.name, leaked);
  await thief.hear(({ e }) => e === 'listenKeyExpired');
  // This server checks fifty times as often as a real one.
  assert.ok(performance.now() - revokedMs < 1_000, 'at the next check, not when the store is read again anyway');
  const unheard = await order();
  listener = await listening(await SocketFriend.connect(`${server.url}/ws/${await start()}`));
  await listener.hear(isReport(await order()));
  assert.ok(!thief.heard.some(isReport(unheard)));
  const again = await listening(await SocketFriend.connect(`${server.url}/ws/${stolen}`));
  await listener.hear(isReport(await order()));
  assert.ok(!again.heard.some(({ e }) => e === 'executionReport'));
  thief.close();
  again.close();
});

test('a name that is no valid listen key connects and never brings anything', async () => {
  const made = 'A'.repeat(64);
  listener = await listening(await SocketFriend.connect(`${server.url}/ws/${made}`));
  assert.deepEqual((await listener.ask('LIST_SUBSCRIPTIONS'))['result'], [made]);
});

test('who subscribes, leaves and subscribes again hears each event once, and is forgotten when he goes', async () => {
  const listenKey = await start();
  const before = server.desk.listeners;
  listener = await SocketFriend.connect(`${server.url}/ws`);
  for (const method of ['SUBSCRIBE', 'UNSUBSCRIBE', 'SUBSCRIBE'])
    listener.send({ id: method, method, params: [listenKey] });
  await listening(listener);
  const name = await order();
  await listener.hear(isReport(name));
  await listening(listener);
  assert.equal(listener.heard.filter(isReport(name)).length, 1);
  listener.close();
  for (let waited = 0; server.desk.listeners > before && waited < 2_000; waited += 5)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(server.desk.listeners <= before);
});

const madeUp = (count: number) => Array.from({ length: count }, () => randomBytes(32).toString('hex'));

test('whoever asks for very many listen keys waits himself: the database is asked for one at a time of each', async () => {
  const { found } = server.listenKeyStore;
  const { ever } = found;
  found.most = 0;
  listener = await SocketFriend.connect(`${server.url}/ws`);
  const others = await Promise.all(Array.from({ length: 9 }, () => SocketFriend.connect(`${server.url}/ws`)));
  const own = await start();
  for (const friend of [listener, ...others])
    friend.send({ id: 'many', method: 'SUBSCRIBE', params: madeUp(friend === listener ? 500 : 20) });
  others[0]?.send({ id: 'own', method: 'SUBSCRIBE', params: [own] });
  while (found.ever < ever + 500 + 9 * 20 + 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(found.most <= 4, `${found.most} at once`);
  await others[0]?.hear(isReport(await order()));
  for (const friend of others) friend.close();
});

test('listen keys that nobody has weigh like asking for one, until the address is banned and not looked up for', async () => {
  const strict = await startSocketServer({}, smallDefinition, { weightPerMinute: 100 });
  const { found } = strict.listenKeyStore;
  const friend = await SocketFriend.connect(`${strict.url}/ws`);
  friend.send({ id: 'many', method: 'SUBSCRIBE', params: madeUp(900) });
  const told = await friend.ask('LIST_SUBSCRIPTIONS');
  assert.equal((told['result'] as unknown[]).length, 900);
  await new Promise((resolve) => setTimeout(resolve, 200));
  // 100 / 2, and the 201 refusals that a ban takes.
  assert.ok(found.ever > 50 && found.ever <= 252, `${found.ever} were looked up`);
  friend.close();
  await strict.close();
});

test("under today's rules listen keys and the stream of all tickers are gone", async () => {
  const strict = await startSocketServer({ limited: false }, { ...smallDefinition, apiRules: 'today' });
  const someone = await createTrader(strict, 'someone', {});
  const friend = await SocketFriend.connect(`${strict.url}/ws-api/v3`);
  const answer = await friend.ask('userDataStream.start', { apiKey: someone.apiKey });
  assert.deepEqual([answer['status'], field(answer, 'error', 'code')], [410, -1020]);
  friend.close();
  const tickers = await SocketFriend.connect(`${strict.url}/ws/!ticker@arr/!miniTicker@arr`);
  await strict.desk.submit(place(someone.account as never, 'one', 'buy', limit(900, 1)));
  await tickers.ask('LIST_SUBSCRIPTIONS');
  assert.ok(tickers.heard.every((message) => !Array.isArray(message)));
  tickers.close();
  await strict.close();
});
