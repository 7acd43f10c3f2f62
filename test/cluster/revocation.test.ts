/** A key that is revoked while the writer of its floor can't hear of it: the writer must not honour it for long. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Member } from './support/members.ts';

let cluster: Cluster;
let writer: Member;
let follower: Member;

before(async () => {
  cluster = await Cluster.open();
  writer = await cluster.start();
  follower = await cluster.start();
});

after(() => cluster.close());

test('a writer that is cut off from the database refuses a revoked key within a second', async () => {
  const key = await writer.openAccount('alice');
  assert.equal((await follower.call('GET', '/api/v3/account', key)).status, 200);
  // Two beats: each knows that it is not alone.
  await sleep(1_000);
  writer.proxy.cut(true);
  const began = performance.now();
  await follower.admin('key.revoke', { apiKey: key.apiKey });
  let honouredMs = 0;
  while (performance.now() - began < 4_000) {
    const asked = performance.now() - began;
    const answer = await writer.call('GET', '/api/v3/account', key, {}, 1_000).catch(() => undefined);
    if (answer?.status === 200) honouredMs = asked;
    await sleep(20);
  }
  assert.ok(honouredMs < 1_000, `honoured ${Math.round(honouredMs)} ms after it was revoked`);
  console.log(`a cut-off writer honoured a revoked key for ${Math.round(honouredMs)} ms`);
  writer.proxy.heal();
  for (let index = 0; ; index++) {
    const answer = await writer.call('GET', '/api/v3/account', key);
    if (answer.body.code === -2015) break;
    assert.ok(index < 200, `the writer does not hear of it: ${answer.status}`);
    assert.notEqual(answer.status, 200);
    await sleep(50);
  }
});
