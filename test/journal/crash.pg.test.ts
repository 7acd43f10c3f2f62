/**
 * kill -9 at random instants under load, of the server, of PostgreSQL, of one of its processes, of all at once. What must
 * hold: nothing acknowledged is lost, nothing is there twice, what was refused is not there, what stayed unknown is wholly
 * there or not at all and is found by its client id, and the recovered state is the one the journal replays to.
 *
 * PAPERFLOOR_SEED repeats a run, PAPERFLOOR_ROUNDS makes it longer.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderState } from '../../src/core/messages/account-event.ts';
import { verifyJournal } from '../../src/engine/verify-journal.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { CrashClient, Gone } from './support/crash-client.ts';
import { bitcoin, keepLog, limitOrder, user } from './support/engines.ts';

const seed = Number(process.env['PAPERFLOOR_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env['PAPERFLOOR_ROUNDS'] ?? 20);
const traders = 8;
const random = randomFrom(seed);

type Outcome = 'acknowledged' | 'refused' | 'unknown';
type Victim = 'server' | 'postmaster' | 'backend' | 'both' | 'starting server';

const victims: readonly Victim[] = ['server', 'postmaster', 'server', 'backend', 'both', 'starting server'];

let dataDir = '';
let running: CrashClient | undefined;
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paperfloor-crash-'));
  console.log(`crash test: PAPERFLOOR_SEED=${seed} PAPERFLOOR_ROUNDS=${rounds}`);
});
after(async () => {
  await running?.kill();
  const database = await openDatabase({ dataDir });
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

test(`${rounds} kills lose nothing and double nothing (seed ${seed})`, async () => {
  const outcomes = new Map<string, Outcome>();
  const lastSeen = new Map<string, OrderState>();
  let client = start();
  for (let round = 0; round < rounds; round++) {
    const { price, postgres } = await client.ready;
    const victim = victims[round % victims.length] ?? 'server';
    const stop = new AbortController();
    const load = Array.from({ length: traders }, (_, trader) =>
      trade(client, `${round}-${trader}`, price, outcomes, stop.signal),
    );
    await sleep(100 + random() * 700);
    if (victim === 'backend' || victim === 'postmaster') {
      process.kill(victim === 'postmaster' ? (postgres ?? 0) : await anyBackend(dataDir), 'SIGKILL');
      await sleep(300 + random() * 300);
      stop.abort();
      await Promise.all(load);
      await checkRunning(client, outcomes, lastSeen);
      await client.kill();
    } else {
      if (victim === 'both') process.kill(postgres ?? 0, 'SIGKILL');
      await client.kill();
      stop.abort();
      await Promise.all(load);
    }
    if (victim === 'starting server') {
      client = start();
      await sleep(random() * 900);
      await client.kill();
    }
    const expected = await replayedHash(dataDir);
    client = start();
    assert.equal((await client.ready).hash, expected, `round ${round}: the recovered state is the replayed one`);
    checkOrders(await client.orders(), outcomes, lastSeen);
  }
  await checkRunning(client, outcomes, lastSeen);
  await client.ask({ kind: 'close' });
  await client.ended;
  const count = (outcome: Outcome) => [...outcomes.values()].filter((one) => one === outcome).length;
  console.log(
    `crash test: ${count('acknowledged')} acknowledged, ${count('refused')} refused, ${count('unknown')} unknown, ` +
      `${lastSeen.size} orders in the end`,
  );
  assert.ok(count('acknowledged') > rounds * traders);
});

function start(): CrashClient {
  running = new CrashClient(dataDir);
  return running;
}

/** One trader: orders near the price, some of which trade with the market, and a sweep now and then. */
async function trade(
  client: CrashClient,
  name: string,
  price: number,
  outcomes: Map<string, Outcome>,
  stop: AbortSignal,
): Promise<void> {
  for (let index = 0; !stop.aborted; index++) {
    const id = `${name}-${index}`;
    const far = Math.floor(random() * 2000) - 500;
    const side = random() < 0.5 ? 'buy' : 'sell';
    const order = limitOrder(id, side, side === 'buy' ? price - far : price + far);
    try {
      const result = (await client.submit(order)) as { readonly ok: boolean };
      outcomes.set(id, result.ok ? 'acknowledged' : 'refused');
      if (index % 20 === 19) {
        await client.submit({ type: 'cancel_all', account: user, symbol: bitcoin, cancelIdPrefix: `sweep-${id}` });
      }
    } catch (error) {
      const { name: kind } = error as Error;
      if (!outcomes.has(id)) outcomes.set(id, kind === 'EngineUnavailable' ? 'refused' : 'unknown');
      if (error instanceof Gone) return;
      await sleep(5);
    }
  }
}

/** A server that outlived its database goes on by itself, and its state is the one the journal replays to. */
async function checkRunning(
  client: CrashClient,
  outcomes: ReadonlyMap<string, Outcome>,
  lastSeen: Map<string, OrderState>,
): Promise<void> {
  const orders = await patiently(() => client.orders());
  const { verdict, hash } = (await patiently(() => client.ask({ kind: 'verify' }))) as {
    verdict: { faults: string[]; hash: string };
    hash: string;
  };
  assert.deepEqual(verdict.faults, []);
  assert.equal(hash, verdict.hash);
  checkOrders(orders, outcomes, lastSeen);
}

function checkOrders(
  orders: readonly OrderState[],
  outcomes: ReadonlyMap<string, Outcome>,
  lastSeen: Map<string, OrderState>,
): void {
  const found = new Map<string, OrderState>();
  for (const order of orders) {
    assert.ok(!found.has(order.clientOrderId), `${order.clientOrderId} is there twice`);
    found.set(order.clientOrderId, order);
  }
  for (const [id, outcome] of outcomes) {
    if (outcome === 'acknowledged') assert.ok(found.has(id), `${id} was acknowledged and is lost`);
    if (outcome === 'refused') assert.ok(!found.has(id), `${id} was refused and is there`);
  }
  for (const [id, before] of lastSeen) {
    const now = found.get(id);
    assert.ok(now !== undefined, `${id} was seen and is gone`);
    assert.ok(now.executed >= before.executed, `${id} had executed ${before.executed}, now ${now.executed}`);
    assert.equal(now.orderId, before.orderId);
  }
  for (const [id, order] of found) lastSeen.set(id, order);
}

/** Replays the whole journal of a server that is down; a PostgreSQL it left behind is taken over on the way. */
async function replayedHash(directory: string): Promise<string> {
  const database = await openDatabase({ dataDir: directory });
  try {
    const store = openJournalStore(database);
    const [record] = await store.floors();
    assert.ok(record !== undefined);
    const verdict = await verifyJournal(store, record, keepLog([]));
    assert.deepEqual(verdict.faults, []);
    return verdict.hash;
  } finally {
    await database.close();
  }
}

/** Process id of some child of the postmaster. */
async function anyBackend(directory: string): Promise<number> {
  const postmaster = (await readFile(join(directory, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0];
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  const pids = children.trim().split(/\s+/).map(Number);
  return pids[Math.floor(random() * pids.length)] ?? Number(postmaster);
}

/** Until the database is back, questions fail; that is bounded by the test's own time. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Gone || tries > 200) throw error;
      await sleep(50);
    }
  }
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
