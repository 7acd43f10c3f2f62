/** Two servers on one PostgreSQL, both healthy: whatever one has acknowledged is on the other in the next question. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pro } from 'ccxt';
import { SocketFriend } from '../sockets/socket-friend.ts';
import { signedQuery } from '../support/test-gateway.ts';
import { Cluster, type Key, type Member, type Reply } from './support/members.ts';

let cluster: Cluster;
let writer: Member;
let follower: Member;
let alice: Key;
let price = 0;

before(async () => {
  cluster = await Cluster.open();
  writer = await cluster.start();
  follower = await cluster.start();
  alice = await writer.openAccount('alice');
  const { body } = await writer.call('GET', '/api/v3/ticker/bookTicker', undefined, { symbol: 'BTCUSDT' });
  price = Math.round(Number(body.bidPrice));
});

after(() => cluster.close());

function limit(side: 'BUY' | 'SELL', at: number, id: string) {
  const common = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
  return { ...common, side, price: String(Math.round(at)), newClientOrderId: id };
}

test('one server writes and the other follows, and both say so', async () => {
  assert.equal((await writer.standing()).role, 'writer');
  const { role, epoch } = await follower.standing();
  assert.equal(role, 'follower');
  assert.equal(epoch, (await writer.standing()).epoch);
  const ready = await follower.call('GET', '/readyz');
  assert.equal(ready.status, 200);
  assert.equal(ready.body.floors[0].role, 'follower');
  const [shown] = await follower.admin('floor.list', {});
  assert.equal(shown?.role, 'follower');
  const metrics = await (await fetch(`${follower.server.url}/metrics`)).text();
  assert.match(metrics, /paperfloor_floor_writer\{floor="main"\} 0/);
});

test('an order placed through either server is on both in the next question, open or done', async () => {
  const members = [writer, follower];
  for (let index = 0; index < 60; index++) {
    const one = members[index % 2] as Member;
    const other = members[(index + 1) % 2] as Member;
    const id = `order-${index}`;
    // Every third is filled at once and is found in the history, the others rest.
    const order = index % 3 === 0 ? limit('BUY', price * 1.02, id) : limit('BUY', price * 0.95, id);
    const placed = await one.call('POST', '/api/v3/order', alice, order);
    assert.equal(placed.status, 200, JSON.stringify(placed.body));
    for (const asked of [other, one]) {
      const found = await asked.call('GET', '/api/v3/order', alice, { symbol: 'BTCUSDT', origClientOrderId: id });
      assert.equal(found.status, 200, `${id}: ${JSON.stringify(found.body)}`);
      assert.equal(found.body.orderId, placed.body.orderId);
      if (index % 3 === 0) assert.equal(found.body.status, 'FILLED');
    }
    const account = await other.call('GET', '/api/v3/account', alice);
    const again = await one.call('GET', '/api/v3/account', alice);
    assert.deepEqual(account.body.balances, again.body.balances);
  }
  const swept = await follower.call('DELETE', '/api/v3/openOrders', alice, { symbol: 'BTCUSDT' });
  assert.equal(swept.status, 200);
  assert.deepEqual((await writer.call('GET', '/api/v3/openOrders', alice)).body, []);
});

test('a key that one server has made opens the user data of the other at once', async () => {
  const friend = await SocketFriend.connect(`${follower.server.url.replace('http', 'ws')}/ws-api/v3`);
  for (let index = 0; index < 10; index++) {
    const { apiKey, secretKey } = await writer.createKey('alice');
    const parameters = { apiKey, timestamp: Date.now() };
    const payload = `apiKey=${apiKey}&timestamp=${parameters.timestamp}`;
    const signature = createHmac('sha256', secretKey).update(payload).digest('hex');
    const answer = await friend.ask('userDataStream.subscribe.signature', { ...parameters, signature });
    assert.equal(answer['status'], 200, `key ${index}: ${JSON.stringify(answer)}`);
    await friend.ask('userDataStream.unsubscribe', {});
  }
  friend.close();
});

test('the same signed bytes at both servers, twenty times at once, have one effect, and none when they are old', async () => {
  const send = async (member: Member, query: string): Promise<Reply> => {
    const headers = { 'x-mbx-apikey': alice.apiKey };
    const response = await fetch(`${member.server.url}/api/v3/order?${query}`, { method: 'POST', headers });
    return { status: response.status, body: await response.json() };
  };
  const query = (sentAt: number) =>
    signedQuery(alice.secretKey, { ...limit('BUY', price * 0.95, 'again'), recvWindow: 2_000, timestamp: sentAt });
  const bytes = query(Date.now());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => send(index % 2 === 0 ? writer : follower, bytes)),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.deepEqual(
    new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)),
    new Set([-2010]),
  );
  assert.equal((await writer.call('GET', '/api/v3/openOrders', alice)).body.length, 1);
  const old = query(Date.now() - 3_000);
  for (const member of [writer, follower]) assert.equal((await send(member, old)).body.code, -1021);
  assert.equal((await follower.call('DELETE', '/api/v3/openOrders', alice, { symbol: 'BTCUSDT' })).status, 200);
});

test('a refused command is refused with the same words wherever it is sent', async () => {
  const poor = await writer.openAccount('poor', { USDT: '1', BTC: '1' });
  for (const asked of [writer, follower]) {
    const refused = await asked.call('POST', '/api/v3/order', poor, limit('BUY', price, 'dear'));
    assert.deepEqual([refused.status, refused.body.code], [400, -2010]);
    const gone = { symbol: 'BTCUSDT', origClientOrderId: 'never-was' };
    assert.equal((await asked.call('DELETE', '/api/v3/order', poor, gone)).body.code, -2011);
  }
});

test('both servers work out the same state, and the journal leads to it', async () => {
  await follower.admin('floor.pause', { floor: 'main' });
  const [here, there] = await Promise.all([writer.admin('journal.hash', {}), follower.admin('journal.hash', {})]);
  assert.deepEqual(there, here);
  await follower.admin('floor.step', { floor: 'main', seconds: 3 });
  const [stepped, followed] = await Promise.all([writer.admin('journal.hash', {}), follower.admin('journal.hash', {})]);
  assert.equal(stepped.timeUs, here.timeUs + 3_000_000);
  assert.deepEqual(followed, stepped);
  const verdict = await follower.admin('journal.verify', {});
  assert.deepEqual([verdict.faults, verdict.hash], [[], stepped.hash]);
  await follower.admin('floor.resume', { floor: 'main' });
});

test('an account and a key made on one server are known to the other with the next request', async () => {
  for (let index = 0; index < 5; index++) {
    const key = await writer.openAccount(`bob-${index}`);
    assert.equal((await follower.call('GET', '/api/v3/account', key)).status, 200);
  }
});

test('a command on a machine without a server works through the writer, and takes nothing from it', async () => {
  const { epoch } = await writer.standing();
  const made = await cluster.cli<{ balances: { free: string }[] }>(['account', 'create', 'far', '--fund', 'USDT=5']);
  assert.equal(Number(made.balances[0]?.free), 5);
  const { apiKey, secretKey } = await cluster.cli<Key>(['key', 'create', 'far']);
  assert.equal((await follower.call('GET', '/api/v3/account', { apiKey, secretKey })).status, 200);
  assert.deepEqual(await writer.standing(), { role: 'writer', epoch, behind: 0 });
});

test('a revoked key is refused by every server within a second', async () => {
  const key = await writer.createKey('alice');
  assert.equal((await follower.call('GET', '/api/v3/account', key)).status, 200);
  await writer.admin('key.revoke', { apiKey: key.apiKey });
  const revoked = performance.now();
  for (;;) {
    const { status, body } = await follower.call('GET', '/api/v3/account', key);
    if (status !== 200) {
      assert.equal(body.code, -2015);
      break;
    }
    assert.ok(performance.now() - revoked < 1_000, 'the key still works after a second');
  }
});

test("a follower's clock and market keep up with the writer's", async () => {
  for (let index = 0; index < 10; index++) {
    const times = await Promise.all(
      [writer, follower].map(async (member) => (await member.call('GET', '/api/v3/time')).body.serverTime as number),
    );
    const [here = 0, there = 0] = times;
    assert.ok(Math.abs(here - there) < 500, `${here} and ${there}`);
    await sleep(50);
  }
  const trades = async (member: Member) =>
    (await member.call('GET', '/api/v3/trades', undefined, { symbol: 'BTCUSDT', limit: 1000 })).body as {
      id: number;
    }[];
  const before = await trades(writer);
  const there = new Map((await trades(follower)).map((trade) => [trade.id, trade]));
  const shared = before.filter(({ id }) => there.has(id));
  assert.ok(shared.length > 20, `${shared.length} of ${before.length} trades are on both`);
  for (const trade of shared) assert.deepEqual(there.get(trade.id), trade);
});

test('a stock client streams from a follower: market data, and its own orders placed elsewhere', async () => {
  const exchange = new pro.binance({
    apiKey: alice.apiKey,
    secret: alice.secretKey,
    options: { fetchMarkets: { types: ['spot'] } },
  });
  const { url } = follower.server;
  const ws = url.replace('http', 'ws');
  exchange.urls['api'] = {
    ...exchange.urls['api'],
    public: `${url}/api/v3`,
    private: `${url}/api/v3`,
    v1: `${url}/api/v1`,
    sapi: `${url}/sapi/v1`,
    sapiV2: `${url}/sapi/v2`,
    sapiV3: `${url}/sapi/v3`,
    ws: { spot: `${ws}/stream`, 'ws-api': { spot: `${ws}/ws-api/v3` } },
  };
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  try {
    const book = await exchange.watchOrderBook('BTC/USDT');
    assert.ok((book.bids[0]?.[0] ?? 0) > 0);
    const trades = await exchange.watchTrades('BTC/USDT');
    assert.ok(trades.length > 0);
    const told = exchange.watchOrders('BTC/USDT');
    // The subscription is on its way: orders that come before it are not told.
    await exchange.fetchBalance();
    await sleep(300);
    const placed = await writer.call('POST', '/api/v3/order', alice, limit('SELL', price * 1.05, 'watched'));
    assert.equal(placed.status, 200);
    const [order] = await told;
    assert.equal(order?.clientOrderId, 'watched');
    assert.equal(order?.status, 'open');
    const canceled = exchange.watchOrders('BTC/USDT');
    await exchange.cancelOrder(String(placed.body.orderId), 'BTC/USDT');
    const [last] = await canceled;
    assert.equal(last?.id, String(placed.body.orderId));
  } finally {
    await exchange.close();
  }
});

test('a follower that the database cannot tell of a revoked key stops passing orders on, and knows when it is back', async () => {
  const key = await writer.createKey('alice');
  const order = (id: string) => follower.call('POST', '/api/v3/order', key, limit('BUY', price * 0.9, id));
  assert.equal((await order('before')).status, 200);
  follower.proxy.cut(true);
  const cut = performance.now();
  await writer.admin('key.revoke', { apiKey: key.apiKey });
  let refused = 0;
  for (let number = 0; refused < 5; number++) {
    const { status, body } = await order(`cut-${number}`);
    if (status !== 200) refused++;
    else assert.equal(refused, 0, 'refused once, it is refused until the way is open again');
    if (status !== 200) assert.equal(body.code, -1008);
    assert.ok(performance.now() - cut < 8_000, 'the key still works when its lease would be over twice');
    await sleep(100);
  }
  follower.proxy.heal();
  const healed = performance.now();
  for (let number = 0; ; number++) {
    const { status, body } = await order(`healed-${number}`);
    assert.notEqual(status, 200);
    if (body.code === -2015) break;
    assert.ok(performance.now() - healed < 8_000, `after the way is open again: ${JSON.stringify(body)}`);
    await sleep(100);
  }
  assert.equal((await follower.call('POST', '/api/v3/order', alice, limit('BUY', price * 0.9, 'after'))).status, 200);
});
