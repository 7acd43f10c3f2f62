import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { limit, place, withSymbol } from '../../../test/core/small-floor.ts';
import { SocketFriend } from '../../../test/sockets/socket-friend.ts';
import { createTrader, type SocketServer, startSocketServer } from '../../../test/sockets/socket-server.ts';

let server: SocketServer;
const friends: SocketFriend[] = [];

before(async () => {
  const referencePrice = { bucketCount: 2, bucketWidthMs: 1000 };
  server = await startSocketServer({}, withSymbol({ referencePrice, priceRange: { bidLimitMultUp: '2' } }));
});
after(async () => {
  for (const friend of friends) friend.close();
  await server.close();
});

async function connect(path: string): Promise<SocketFriend> {
  const friend = await SocketFriend.connect(`${server.url}${path}`);
  friends.push(friend);
  return friend;
}

test('the reference price comes by stream, every second also as null, and by WebSocket API with its rule', async () => {
  const trader = await createTrader(server, 'trader', { USDT: '1000000', BTC: '100' });
  const friend = await connect('/ws/btcusdt@referencePrice');
  await friend.ask('LIST_SUBSCRIPTIONS');
  const api = await connect('/ws-api/v3');
  const symbol = 'BTCUSDT';
  assert.equal((await api.ask('referencePrice', { symbol }))['status'], 400);
  void server.desk.apply(place(trader.account, 'ask', 'sell', limit(1000, 5)));
  void server.desk.apply(place(trader.account, 'bid', 'buy', limit(1000, 5)));
  const timestamp = () => Math.floor(server.desk.now() / 1000);
  const told = await friend.hear((message) => message['e'] === 'referencePrice');
  assert.deepEqual(told, { e: 'referencePrice', s: symbol, r: '1000.00000000', t: timestamp() });
  assert.deepEqual((await api.ask('referencePrice', { symbol }))['result'], {
    symbol,
    referencePrice: '1000.00000000',
    timestamp: timestamp(),
  });
  assert.deepEqual((await api.ask('referencePrice.calculation', { symbol }))['result'], {
    symbol,
    calculationType: 'ARITHMETIC_MEAN',
    bucketCount: 2,
    bucketWidthMs: 1000,
  });
  assert.deepEqual((await api.ask('executionRules', { symbol }))['result'], {
    symbolRules: [{ symbol, rules: [{ ruleType: 'PRICE_RANGE', bidLimitMultUp: '2.0000' }] }],
  });
  server.desk.advance(10_000_000);
  await friend.hear((message) => message['r'] === null && message['t'] === timestamp());
});
