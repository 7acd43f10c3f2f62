/** A floor whose state is put wrong while it runs, on a real database: what it still does, what it says, how it comes back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger } from '../../src/core/ledger/ledger.ts';
import { EngineUnavailable } from '../../src/engine/floor-session.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import { bitcoin, fundUser, limitOrder, liveFloor, startEngine, user } from './support/engines.ts';

let opened: TestDatabase;
before(async () => {
  opened = await databaseKinds[0]!.open();
});
after(() => opened.close());

/** Every ledger that opens an account from now on: the one way to a running floor's money from outside. */
function watchLedgers(): Set<Ledger> {
  const ledgers = new Set<Ledger>();
  const { open } = Ledger.prototype;
  Ledger.prototype.open = function (...of) {
    ledgers.add(this);
    open.apply(this, of);
  };
  after(() => {
    Ledger.prototype.open = open;
  });
  return ledgers;
}

test('a unit too much: within a second only cancels go, the cause is told, and a restart is right again', async () => {
  const ledgers = watchLedgers();
  const { engine, session, lines } = await startEngine(opened.database, { firstFloor: () => liveFloor() });
  await fundUser(session);
  const price = Math.floor(session.floor.book(bitcoin).bestBid() * 0.9);
  for (const id of ['one', 'two']) assert.ok((await session.submit(limitOrder(id, 'buy', price))).ok);
  const runner = engine.live()[0]!;
  while (runner.figures.audits < 2) await sleep(20);
  assert.equal(runner.figures.auditFailed, false);
  const before = session.floor.balances(user);
  for (const ledger of ledgers) {
    if (ledger.has(user)) ledger.restore(user, 0, ledger.available(user, 0) + 1n, ledger.held(user, 0));
  }
  const began = performance.now();
  let accepted = 0;
  for (;;) {
    const error = await session.submit(limitOrder(`late-${accepted}`, 'buy', price)).catch((refusal) => refusal);
    if (error instanceof EngineUnavailable) {
      assert.equal(error.kind, 'cancel_only');
      break;
    }
    accepted++;
    await sleep(5);
  }
  assert.ok(performance.now() - began < 1_000, `cancel only after ${performance.now() - began} ms`);
  assert.equal(runner.figures.auditFailed, true);
  assert.match(session.auditFault ?? '', /entries of asset 0 sum to 1, not to zero/);
  const told = lines.filter(({ event }) => event === 'audit.failed');
  assert.deepEqual(
    told.map(({ level }) => level),
    ['error'],
  );

  const { time } = session.floor;
  await assert.rejects(session.submit({ type: 'set_clock', rate: 1, paused: true }), EngineUnavailable);
  const orderId = session.floor.openOrderByClientId(user, bitcoin, 'one')?.orderId;
  assert.ok(orderId !== undefined);
  const canceled = await session.submit({
    type: 'cancel_order',
    account: user,
    symbol: bitcoin,
    orderId,
    cancelId: 'c',
  });
  assert.ok(canceled.ok && canceled.value.type === 'order_canceled');
  assert.equal((await session.history.order(user, bitcoin, orderId))?.status, 'canceled');
  await sleep(300);
  assert.equal(session.floor.time, time, 'the market stands');
  const { rows: stored } = await opened.database.pool.query('SELECT count(*)::int AS count FROM snapshot');
  await engine.close();
  const { rows: afterClose } = await opened.database.pool.query('SELECT count(*)::int AS count FROM snapshot');
  assert.deepEqual(afterClose, stored, 'a state that is not right is not stored');

  const next = await startEngine(opened.database);
  assert.equal(next.session.auditFault, undefined);
  const sum = (balances: typeof before) => balances.map(({ available, held }) => available + held);
  assert.deepEqual(sum(next.session.floor.balances(user)), sum(before));
  assert.equal(next.session.floor.openOrderByClientId(user, bitcoin, 'one'), undefined);
  assert.ok(next.session.floor.openOrderByClientId(user, bitcoin, 'two'));
  assert.ok((await next.session.submit(limitOrder('again', 'buy', price))).ok);
  assert.deepEqual((await next.engine.verifyJournal('main')).faults, []);
  await next.engine.close();
});

test('orders that wait for a commit when the fault is found are refused, cancels among them are done', async () => {
  const ledgers = watchLedgers();
  const { engine, session } = await startEngine(opened.database);
  const account = user;
  const price = 3_000_000;
  assert.ok((await session.submit(limitOrder('first', 'buy', price))).ok);
  const blocker = await opened.database.connect();
  await blocker.query('BEGIN; LOCK TABLE journal_batch IN EXCLUSIVE MODE');
  const committing = session.submit(limitOrder('committing', 'buy', price));
  await sleep(30);
  const waiting = [
    session.submit(limitOrder('waiting', 'buy', price)),
    session.submit({ type: 'cancel_order', account, symbol: bitcoin, clientOrderId: 'first', cancelId: 'c' }),
  ].map((answer) =>
    answer.then(
      ({ ok }) => ok,
      (error) => (error as EngineUnavailable).kind,
    ),
  );
  for (const ledger of ledgers) {
    if (ledger.has(user)) ledger.restore(user, 1, ledger.available(user, 1) - 1n, ledger.held(user, 1) + 1n);
  }
  while (session.auditFault === undefined) await sleep(10);
  assert.match(session.auditFault, /account 1000 holds \d+ of asset 1, its orders need \d+/);
  await blocker.query('ROLLBACK');
  await blocker.end();
  assert.deepEqual(await Promise.all(waiting), ['cancel_only', true]);
  assert.ok((await committing).ok, 'it was on its way into the journal');
  await engine.close();
});
