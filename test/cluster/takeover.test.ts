/**
 * The writer of a floor is killed, frozen, or cut off from the database, while traders order through both servers; the other
 * takes over, and the old one comes back and follows. What must hold after each round: nothing acknowledged is lost, nothing is
 * there twice, what was refused is not there, both servers say the same, and the state is the one the journal replays to.
 *
 * PAPERFLOOR_SEED repeats a run's choices, PAPERFLOOR_ROUNDS makes it longer.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Key, type Member } from './support/members.ts';
import { check, type OrderBookkeeping, trade } from './support/traders.ts';

const seed = Number(process.env['PAPERFLOOR_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env['PAPERFLOOR_ROUNDS'] ?? 20);
const takeoverMsMax = 10_000;
/** The whole journal is replayed after every so many rounds, and after the last. */
const verifyEvery = 5;

type Fault = 'killed' | 'frozen' | 'cut off in silence' | 'hung up on';
const faults: readonly Fault[] = ['killed', 'frozen', 'killed', 'cut off in silence', 'hung up on'];

let cluster: Cluster;
let members: readonly [Member, Member];
let key: Key;
let price = 0;

before(async () => {
  console.log(`takeover test: PAPERFLOOR_SEED=${seed} PAPERFLOOR_ROUNDS=${rounds}`);
  cluster = await Cluster.open();
  members = [await cluster.start(), await cluster.start()];
  key = await members[0].openAccount('trader');
  const { body } = await members[0].call('GET', '/api/v3/ticker/bookTicker', undefined, { symbol: 'BTCUSDT' });
  price = Math.round(Number(body.bidPrice));
});

after(() => cluster.close());

test(`${rounds} lost writers: nothing lost, nothing doubled (seed ${seed})`, async () => {
  const book: OrderBookkeeping = { outcomes: new Map(), rows: new Map(), nextOrderId: 1 };
  const random = randomFrom(seed);
  const tookMs = new Map<Fault, number[]>();
  for (let round = 0; round < rounds; round++) {
    const fault = faults[round % faults.length] ?? 'killed';
    const [writer, other] = await byRole();
    const stop = new AbortController();
    const load = members.flatMap((member, index) =>
      [0, 1].map((trader) => trade(member, key, `${round}-${index}${trader}`, price, random, book, stop.signal)),
    );
    await sleep(200 + random() * 500);
    const epoch = (await other.standing()).epoch;
    const began = performance.now();
    inflict(fault, writer);
    await acknowledgedBy(other, epoch);
    const took = performance.now() - began;
    tookMs.set(fault, [...(tookMs.get(fault) ?? []), took]);
    assert.ok(took <= takeoverMsMax, `${fault}: taken over after ${Math.round(took)} ms`);
    await sleep(100 + random() * 200);
    await bringBack(fault, writer);
    await follows(writer, (await other.standing()).epoch);
    await sleep(100);
    stop.abort();
    await Promise.all(load);
    await check(members, key, book);
    if ((round + 1) % verifyEvery === 0 || round + 1 === rounds) await verify();
  }
  const count = (outcome: string) => [...book.outcomes.values()].filter((one) => one === outcome).length;
  console.log(
    `takeover test: ${count('acknowledged')} acknowledged, ${count('refused')} refused, ${count('unknown')} unknown, ` +
      `${book.rows.size} orders in the end`,
  );
  for (const [fault, all] of tookMs) {
    console.log(`  ${fault}: taken over after ${all.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`);
  }
  assert.ok(count('acknowledged') > rounds * 20);
});

async function byRole(): Promise<readonly [Member, Member]> {
  const [first, second] = members;
  return (await first.standing()).role === 'writer' ? [first, second] : [second, first];
}

function inflict(fault: Fault, writer: Member): void {
  switch (fault) {
    case 'killed':
      void writer.server.kill();
      return;
    case 'frozen':
      process.kill(writer.server.pid, 'SIGSTOP');
      return;
    case 'cut off in silence':
      writer.proxy.cut(true);
      return;
    case 'hung up on':
      writer.proxy.cut(false);
      return;
  }
}

async function bringBack(fault: Fault, writer: Member): Promise<void> {
  switch (fault) {
    case 'killed':
      await writer.server.ended;
      await writer.start();
      return;
    case 'frozen':
      process.kill(writer.server.pid, 'SIGCONT');
      return;
    case 'cut off in silence':
    case 'hung up on':
      writer.proxy.heal();
      return;
  }
}

/** Until the server writes the floor in a later epoch and has acknowledged an order. */
async function acknowledgedBy(member: Member, epoch: number): Promise<void> {
  for (const until = performance.now() + 3 * takeoverMsMax; performance.now() < until; await sleep(20)) {
    const standing = (await member.call('GET', '/readyz')).body.floors[0];
    if (standing.role !== 'writer' || standing.epoch <= epoch) continue;
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
    if ((await member.call('POST', '/api/v3/order', key, order)).status === 200) return;
  }
  assert.fail('nobody took over');
}

/** Until the old writer follows, within the time a takeover may take. */
async function follows(member: Member, epoch: number): Promise<void> {
  for (const until = performance.now() + takeoverMsMax; performance.now() < until; await sleep(20)) {
    const standing = await member.standing().catch(() => undefined);
    if (standing?.role === 'follower' && standing.epoch >= epoch && standing.behind === 0) return;
  }
  assert.fail(`the old writer does not follow: ${JSON.stringify(await member.standing())}`);
}

/** With the clock standing, all servers have one hash, and it is the journal's. */
async function verify(): Promise<void> {
  const [first, second] = members;
  await first.admin('floor.pause', { floor: 'main' });
  const [here, there] = await Promise.all([first.admin('journal.hash', {}), second.admin('journal.hash', {})]);
  assert.deepEqual(there, here);
  const verdict = await second.admin('journal.verify', {});
  assert.deepEqual([verdict.faults, verdict.hash], [[], here.hash]);
  await second.admin('floor.resume', { floor: 'main' });
}

/** Mulberry32. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
