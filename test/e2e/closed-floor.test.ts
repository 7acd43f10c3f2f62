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
  session.isClosed = true;
  for (const method of ['depth', 'trades.recent', 'time']) {
    const answer = await socket.ask(method, { symbol: 'BTCUSDT' });
    assert.deepEqual([method, field(answer, 'status'), field(answer, 'error', 'code')], [method, 503, -1016]);
  }
  const answer = await gateway.get('/api/v3/depth', { symbol: 'BTCUSDT' });
  assert.deepEqual([answer.status, answer.body.code], [503, -1016]);
  socket.close();
  await gateway.close();
});
