/** A server that cannot hear which keys were revoked: whose account's events it goes on telling, and for how long. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { limit, place } from '../../../test/core/small-floor.ts';
import { field, type Message, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';

const deafMs = 400;
let server: SocketServer;
let trader: Trader;
let api: SocketFriend;
let listener: SocketFriend;
let traders = 0;
let orders = 0;

before(async () => {
  server = await startSocketServer({ limited: false, deafMs });
});
after(async () => {
  api.close();
  listener.close();
  await server.close();
});
beforeEach(async () => {
  api?.close();
  listener?.close();
  server.cluster.trouble = undefined;
  api = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  trader = await createTrader(server, `trader${++traders}`, { USDT: '1000000' });
  await subscribe();
  const started = await api.ask('userDataStream.start', { apiKey: trader.apiKey });
  listener = await SocketFriend.connect(`${server.url}/ws/${field(started, 'result', 'listenKey')}`);
  // Listen keys are looked up first.
  await listener.ask('LIST_SUBSCRIPTIONS');
});

function subscribe(): Promise<Message> {
  return api.ask('userDataStream.subscribe.signature', trader.sign({}));
}

async function order(): Promise<string> {
  const name = `order${++orders}`;
  await server.desk.submit(place(trader.account as never, name, 'buy', limit(900, 1)));
  return name;
}

const toApi = (name: string) => api.hear((message) => field(message, 'event', 'c') === name);
const toListener = (name: string) => listener.hear((message) => message['c'] === name);

test('for a while events are told, then the first of them ends the stream, and nothing of it is told', async () => {
  server.cluster.trouble = 'the database does not answer';
  const told = await order();
  await Promise.all([toApi(told), toListener(told)]);
  await sleep(2 * deafMs);
  const untold = await order();
  const ended = await api.hear((message) => field(message, 'event', 'e') === 'eventStreamTerminated');
  assert.equal(ended['subscriptionId'], 0);
  await listener.hear((message) => message['e'] === 'listenKeyExpired');
  await order();
  await api.ask('ping');
  await listener.ask('LIST_SUBSCRIPTIONS');
  for (const { heard } of [api, listener]) assert.ok(!JSON.stringify(heard).includes(untold));
});

test('who hears of nothing keeps his stream until the server hears again, however long that takes', async () => {
  server.cluster.trouble = 'the database does not answer';
  await sleep(2 * deafMs);
  server.cluster.trouble = undefined;
  const told = await order();
  await Promise.all([toApi(told), toListener(told)]);
});

test('who comes meanwhile is refused like a private read', async () => {
  await api.ask('userDataStream.unsubscribe', {});
  server.cluster.trouble = 'the database does not answer';
  const refused = await subscribe();
  assert.deepEqual([field(refused, 'status'), field(refused, 'error', 'code')], [503, -1008]);
  server.cluster.trouble = undefined;
  assert.equal(field(await subscribe(), 'status'), 200);
});
