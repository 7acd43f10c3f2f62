/** A floor that ends while its server runs on: whoever asks for it is told so, also on a connection that is older than its end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, SocketFriend } from '../sockets/socket-friend.ts';
import { MemorySession } from '../support/memory-session.ts';
import { openGateway } from './open-gateway.ts';

test('of a floor that has ended nothing is told any more, on old connections and on new ones', async () => {
  const session = new MemorySession();
  const gateway = await openGateway({ session });
  const socket = await SocketFriend.connect(`${gateway.ws}/ws-api/v3`);
  assert.equal(field(await socket.ask('depth', { symbol: 'BTCUSDT' }), 'status'), 200);
  const stream = await SocketFriend.connect(`${gateway.ws}/ws/btcusdt@depth5@100ms`);
  await stream.hear((message) => Array.isArray(message['bids']));
  session.isClosed = true;
  const told = stream.heard.length;
  for (const method of ['depth', 'trades.recent', 'time']) {
    const answer = await socket.ask(method, { symbol: 'BTCUSDT' });
    assert.deepEqual([method, field(answer, 'status'), field(answer, 'error', 'code')], [method, 503, -1016]);
  }
  const answer = await gateway.get('/api/v3/depth', { symbol: 'BTCUSDT' });
  assert.deepEqual([answer.status, answer.body.code], [503, -1016]);
  await new Promise((resolve) => setTimeout(resolve, 350));
  assert.equal(stream.heard.length, told);
  stream.close();
  socket.close();
  await gateway.close();
});

test('who waits for the newest while the floor ends is told that it has ended', async () => {
  const session = new MemorySession();
  const gateway = await openGateway({ session });
  let arrive = (_error: Error): void => {};
  session.currency = new Promise<void>((_resolve, reject) => {
    arrive = reject;
  });
  const asked = gateway.get('/api/v3/depth', { symbol: 'BTCUSDT' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  session.isClosed = true;
  arrive(new Error('an invariant is broken'));
  const answer = await asked;
  assert.deepEqual([answer.status, answer.body.code], [503, -1016]);
  await gateway.close();
});
