/** A floor handed from server to server under orders: nobody is refused, nothing is lost, and what can't be handed over stays. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Cluster, type Key, type Member } from './support/members.ts';

let cluster: Cluster;
let members: readonly [Member, Member, Member];
let alice: Key;
let price = 0;

before(async () => {
  cluster = await Cluster.open();
  members = [await cluster.start(), await cluster.start(), await cluster.start()];
  alice = await members[0].openAccount('alice');
  const { body } = await members[0].call('GET', '/api/v3/ticker/bookTicker', undefined, { symbol: 'BTCUSDT' });
  price = Math.round(Number(body.bidPrice));
});

after(() => cluster.close());

test('handed round and round under orders through every server: none is refused, none is lost, one hash', async () => {
  const stop = new AbortController();
  const placed: string[] = [];
  const refused: unknown[] = [];
  const load = members.map(async (member, index) => {
    for (let count = 0; !stop.signal.aborted; count++) {
      const id = `hand-${index}-${count}`;
      const side = count % 2 === 0 ? 'BUY' : 'SELL';
      const at = String(Math.round(price * (side === 'BUY' ? 0.95 : 1.05)));
      const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: at };
      const answer = await member.call('POST', '/api/v3/order', alice, { ...order, side, newClientOrderId: id });
      if (answer.status === 200) placed.push(id);
      else refused.push(answer);
      const cancel = { symbol: 'BTCUSDT', origClientOrderId: id };
      if (count % 20 > 0) {
        const gone = await member.call('DELETE', '/api/v3/order', alice, cancel);
        if (gone.status !== 200) refused.push(gone);
      }
      const read = await member.call('GET', '/api/v3/openOrders', alice);
      if (read.status !== 200) refused.push(read);
    }
  });
  const waited: number[] = [];
  for (let round = 0; round < 9; round++) {
    await sleep(150);
    const heir = members[(round + 1) % 3] as Member;
    const { epoch } = await heir.standing();
    const taken = await heir.admin('floor.take', { floor: 'main' });
    assert.match(taken.stateHash ?? '', /^[0-9a-f]{16}$/);
    assert.ok(taken.epoch > epoch);
    waited.push(taken.milliseconds);
    assert.equal((await heir.standing()).role, 'writer');
  }
  await sleep(300);
  stop.abort();
  await Promise.all(load);
  assert.deepEqual(refused, []);
  console.log(`hand-over: ${placed.length} orders, floor moved in ${waited.join(', ')} ms`);
  assert.ok(placed.length > 20, `${placed.length} orders`);
  for (const member of members) {
    const all = (await member.call('GET', '/api/v3/allOrders', alice, { symbol: 'BTCUSDT', limit: '1000' })).body;
    const known = new Set(all.map((order: { clientOrderId: string }) => order.clientOrderId));
    assert.equal(known.size, all.length);
    if (placed.length <= 1000)
      assert.deepEqual(
        placed.filter((id) => !known.has(id)),
        [],
      );
  }
  await members[0].admin('floor.pause', { floor: 'main' });
  const hashes = await Promise.all(members.map((member) => member.admin('journal.hash', {})));
  const verdict = await members[1].admin('journal.verify', {});
  assert.deepEqual(
    hashes.map(({ hash }) => hash),
    members.map(() => verdict.hash),
  );
  assert.deepEqual(verdict.faults, []);
  await members[0].admin('floor.resume', { floor: 'main' });
});

test('who writes the floor already takes nothing, and a server without a way to the writer is told so', async () => {
  const writer = await memberInRole('writer');
  const { epoch } = await writer.standing();
  const { sequence } = await writer.admin('floor.show', { floor: 'main' });
  const taken = await writer.admin('floor.take', { floor: 'main' });
  // The floor goes on: its time is granted while this is asked.
  assert.ok(taken.sequence >= sequence, `${taken.sequence} after ${sequence}`);
  assert.deepEqual(taken, { ...taken, name: 'main', epoch, milliseconds: 0 });
  assert.equal(taken.stateHash, undefined);
  await assert.rejects(writer.admin('floor.take', { floor: 'none' }), /no floor "none"/);
});

test('every server tells the same of open orders and balances at one command, and a command that has passed is refused', async () => {
  const { sequence } = await members[0].admin('floor.show', { floor: 'main' });
  const asked = Promise.all(
    members.map((member) => member.admin('floor.reconcile', { floor: 'main', at: sequence + 3 })),
  );
  while ((await members[0].admin('floor.show', { floor: 'main' })).sequence < sequence + 3) await sleep(50);
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };
  const terms = { ...order, side: 'BUY', price: String(Math.round(price * 0.95)) };
  assert.equal((await members[1].call('POST', '/api/v3/order', alice, terms)).status, 200);
  const answers = await asked;
  assert.equal(new Set(answers.map(({ digest, timeUs, sequence: at }) => `${digest} ${timeUs} ${at}`)).size, 1);
  assert.ok((answers[0]?.openOrders ?? 0) > 0);
  await assert.rejects(members[0].admin('floor.reconcile', { floor: 'main', at: 1 }), /is past 1 already/);
});

test('a paused floor is handed over as it stands', async () => {
  const writer = await memberInRole('writer');
  await writer.admin('floor.pause', { floor: 'main' });
  const before = await writer.admin('journal.hash', {});
  const heir = await memberInRole('follower');
  const taken = await heir.admin('floor.take', { floor: 'main' });
  assert.equal((await heir.admin('journal.hash', {})).hash, before.hash);
  assert.equal(taken.stateHash, before.hash);
  await heir.admin('floor.resume', { floor: 'main' });
});

test('a trade stream that is told of the shutdown goes on elsewhere without gap or repetition', async () => {
  const leaving = await memberInRole('writer');
  const heir = await memberInRole('follower');
  const first = listen(leaving);
  await first.opened;
  await sleep(1_500);
  await heir.admin('floor.take', { floor: 'main' });
  const stopping = leaving.end();
  await first.told;
  const second = listen(heir);
  await second.opened;
  await first.closed;
  await stopping;
  await sleep(1_500);
  second.ws.close();
  const last = first.ids.at(-1) ?? 0;
  assert.ok((second.ids[0] ?? 0) <= last + 1, `resumed at ${second.ids[0]} behind ${last}`);
  const all = [...first.ids, ...second.ids.filter((id) => id > last)];
  assert.ok(all.length > 2, `${all.length} trades`);
  assert.deepEqual(
    all,
    all.map((_, index) => (all[0] ?? 0) + index),
  );
});

test('a writer that is stopped ends in order with others following, and the last one announces nothing', async (t) => {
  const pair = await Cluster.open();
  t.after(() => pair.close());
  const [first, last] = [await pair.start(), await pair.start()];
  assert.deepEqual([(await first.standing()).role, (await last.standing()).role], ['writer', 'follower']);
  const began = performance.now();
  assert.equal(await first.end(), 0);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 10, `it took ${seconds.toFixed(1)} s`);
  await sleep(1_500);
  const heard = listen(last);
  await heard.opened;
  let wasTold = false;
  void heard.told.then(() => {
    wasTold = true;
  });
  await last.end();
  await heard.closed;
  assert.equal(wasTold, false, 'nobody would be there to connect to');
});

function listen(member: Member) {
  const ws = new WebSocket(`${member.server.url.replace('http', 'ws')}/ws/btcusdt@trade`);
  const ids: number[] = [];
  const told = Promise.withResolvers<void>();
  ws.on('message', (data) => {
    const message = JSON.parse(String(data)) as { e: string; t: number };
    if (message.e === 'trade') ids.push(message.t);
    if (message.e === 'serverShutdown') told.resolve();
  });
  const opened = new Promise<void>((resolve) => ws.once('open', () => resolve()));
  const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()));
  return { ws, ids, told: told.promise, opened, closed };
}

async function memberInRole(role: 'writer' | 'follower'): Promise<Member> {
  for (const member of members) if ((await member.standing()).role === role) return member;
  assert.fail(`no ${role}`);
}
