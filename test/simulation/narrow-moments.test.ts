/** Moments too narrow for chance: each was wrong once, was found by reading, and is scripted by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Floor } from '../../src/core/floor/floor.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import type { AccountId, Amount, AssetIndex, Price, Quantity, SymbolIndex } from '../../src/core/units/brand.ts';
import { OutcomeUnknown } from '../../src/engine/floor-session.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { named, OneServer, portOf, restingOrder, user } from './one-server.ts';
import { second } from './scripted.ts';
import { type RunningEngine, SeveralEngines, slowedDown } from './several-engines.ts';
import { worldStartUs } from './world.ts';

const account = 1000 as AccountId;
const fund: UserCommand = {
  ...{ type: 'open_account', account },
  grant: [{ asset: 0 as AssetIndex, amount: 10_000_000_000_000n as Amount }],
};
const order: UserCommand = {
  ...{ type: 'place_order', account, symbol: 0 as SymbolIndex, side: 'buy', clientOrderId: 'x' },
  terms: { kind: 'limit', timeInForce: 'gtc', price: 50_000 as Price, quantity: 2_000 as Quantity },
};

test('an order that the network holds back until its sender has given it up is not done any more', async () => {
  const at = await OneServer.open();
  const follower = portOf(await at.join('B'));
  at.network.slowUs = 15 * second;
  const sent = follower.send(restingOrder('late'));
  at.network.slowUs = 0;
  assert.equal((await at.outcome(sent)).kind, 'unknown');
  assert.equal(await at.outcome(follower.query(user, named('late'))), 'absent');
  assert.equal((await at.outcome(at.port.send(restingOrder('again')))).kind, 'done');
  await at.pass(10 * second);
  const open = at.port.session.floor.openOrders(user).map(({ clientOrderId }) => clientOrderId);
  assert.deepEqual(open, ['again']);
});

test('a floor that could not be opened once is opened with a later beat', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  let failures = 1;
  const b = await at.open('B', (store) => ({
    ...store,
    projectedEventId: (floorId) =>
      floorId === 2 && failures-- > 0 ? Promise.reject(new Error('cut')) : store.projectedEventId(floorId),
  }));
  await at.pass(2 * second);
  await at.outcome(a.engine.createFloor(quietFloor('second', worldStartUs)));
  await at.pass(5 * second);
  assert.deepEqual(
    b.engine.live().map(({ name }) => name),
    ['main', 'second'],
  );
});

test('when its audit fails, a writer that lags behind its clock stamps nothing earlier than it did before', async () => {
  const at = new SeveralEngines();
  let sealedUs = 0;
  const a = await at.open('A', (store) => ({
    ...store,
    append: async (floorId, batch) => {
      await store.append(floorId, batch);
      sealedUs = batch.timeUs;
    },
  }));
  const b = await at.open('B');
  await at.pass(2 * second);
  await at.outcome(a.floor.submit(fund));
  await at.outcome(a.floor.submit(order));
  // A second of floor time costs this machine a millisecond and a half.
  const { floor } = slowedDown(a, (floorUs) => floorUs * 0.0015);
  const { audit } = floor;
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1000, paused: false }));
  await at.pass(5 * second);
  floor.audit = (turn) => {
    if (floor.time < sealedUs) throw new Error('bad memory');
    audit.call(floor, turn);
  };
  await at.pass(60 * second, () => a.floor.auditFault !== undefined);
  await at.pass(2 * second);
  const canceled = await at.outcome(
    a.floor.submit({ type: 'cancel_order', account, symbol: 0 as SymbolIndex, clientOrderId: 'x', cancelId: 'c' }),
  );
  assert.ok(canceled.ok);
  await at.pass(2 * second);
  assert.deepEqual(at.stopped, []);
  assert.equal(b.floor.floor.openOrder(0 as SymbolIndex, 1 as never), undefined);
});

test('a cancel after an audit that failed within a step is not stamped before its end', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const b = await at.open('B');
  await at.pass(2 * second);
  await at.outcome(a.floor.submit(fund));
  await at.outcome(a.floor.submit(order));
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1, paused: true }));
  await at.pass(2 * second);
  const { floor } = slowedDown(a, () => 100_000);
  const { audit, time: start } = floor;
  floor.audit = (turn) => {
    if (floor.time > start + second) throw new Error('bad memory');
    audit.call(floor, turn);
  };
  a.floor.step(3600 * second).catch(() => {});
  await at.pass(20 * second, () => a.floor.auditFault !== undefined);
  await at.pass(2 * second);
  assert.ok(floor.time < start + 3600 * second);
  const cancel = {
    type: 'cancel_order',
    account,
    symbol: 0 as SymbolIndex,
    clientOrderId: 'x',
    cancelId: 'c',
  } as const;
  assert.ok((await at.outcome(a.floor.submit(cancel))).ok);
  await at.pass(3 * second);
  assert.deepEqual(at.stopped, []);
  assert.equal(b.floor.floor.time, start + 3600 * second);
});

test('a floor that is handed over while a snapshot is being copied is not copied any further', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const b = await at.open('B');
  await at.pass(2 * second);
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1000, paused: false }));
  await at.pass(second);
  const { floor, work } = slowedDown(a, () => 20_000);
  const { checkSlices } = floor;
  let taking: Promise<unknown> | undefined;
  let movedUs = 0;
  floor.checkSlices = function* () {
    const begun = floor.time;
    if (taking === undefined) {
      taking = b.floor.take();
      for (let slice = 0; slice < 200; slice++) {
        work(20_000);
        yield;
        movedUs = Math.max(movedUs, floor.time - begun);
      }
    }
    yield* checkSlices.call(floor);
  };
  await at.pass(5 * second, () => taking !== undefined);
  assert.ok(taking);
  await at.outcome(taking);
  assert.equal(movedUs, 0);
  assert.equal(b.floor.standing.role, 'writer');
});

test('a step that is granted when the server stops is not told to be undone, and the floor goes on with it', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1, paused: true }));
  await at.pass(second);
  const { sequence, time } = a.floor.floor;
  const step = a.floor.step(60 * second).then(
    () => undefined,
    (error: unknown) => error,
  );
  await at.pass(second, () => a.floor.floor.sequence > sequence);
  void a.engine.close();
  assert.ok((await at.outcome(step)) instanceof OutcomeUnknown);
  await at.pass(5 * second);
  a.process.die();
  const next = await at.open('A');
  assert.equal(next.floor.floor.time, time + 60 * second);
});

test('what is left of a long step is worked out in slices when another server takes over', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1, paused: true }));
  await at.pass(second);
  const { sequence, time } = a.floor.floor;
  // Its market is too slow to get anywhere before the server ends.
  (a.floor.floor as unknown as { advance(time: number): void }).advance = () => {};
  a.floor.step(3600 * second).catch(() => {});
  await at.pass(second / 100, () => a.floor.floor.sequence > sequence);
  a.process.die();
  const { advance } = Floor.prototype;
  let longestUs = 0;
  Floor.prototype.advance = function (this: Floor, until) {
    longestUs = Math.max(longestUs, until - this.time);
    advance.call(this, until);
  };
  try {
    const b = await at.open('B');
    assert.equal(b.floor.floor.time, time + 3600 * second);
  } finally {
    Floor.prototype.advance = advance;
  }
  // A market that costs nothing may be given a minute at a time.
  assert.ok(longestUs <= 60 * second, `${longestUs} us at once`);
});

test('who hears too late that its fence stands gives way to a writer that has written behind it', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  let isSlow = false;
  let isAway = false;
  const b = await at.open('B', (store, process) => ({
    ...store,
    append: async (floorId, batch) => {
      await store.append(floorId, batch);
      if (!isSlow) return;
      isSlow = false;
      isAway = true;
      at.database.dropSession(process);
      await new Promise<void>((resolve) => process.after(2_600, resolve));
    },
    beat: () => (isAway ? Promise.reject(new Error('no session')) : store.beat()),
  }));
  const c = await at.open('C');
  await at.pass(2 * second);
  await at.outcome(a.floor.submit(fund));
  const takeOver = c.floor.takeOver.bind(c.floor);
  c.floor.takeOver = (gone) => (isAway ? takeOver(gone) : Promise.resolve(false));
  isSlow = true;
  a.process.die();
  await at.pass(20 * second, () => c.floor.standing.role === 'writer');
  for (let count = 0; count < 5; count++) {
    const deposit = { type: 'deposit', account, asset: 0 as AssetIndex, amount: 1n as Amount } as const;
    await at.outcome(c.floor.submit(deposit));
    await at.pass(second / 10);
  }
  await at.pass(1.5 * second);
  isAway = false;
  await at.pass(3 * second);
  assert.deepEqual(at.stopped, []);
  assert.equal(b.floor.standing.role, 'follower');
  assert.deepEqual(b.floor.floor.balances(account), c.floor.floor.balances(account));
});

test('what was passed on to a later writer is not done twice by one whose hand-over came to nothing', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  let isSlow = false;
  let isAway = false;
  let c: RunningEngine | undefined;
  const deposit = { type: 'deposit', account, asset: 0 as AssetIndex, amount: 1n as Amount } as const;
  const b: RunningEngine = await at.open('B', (store, process) => ({
    ...store,
    append: async (floorId, batch) => {
      await store.append(floorId, batch);
      if (!isSlow) return;
      isSlow = false;
      isAway = true;
      at.database.dropSession(process);
      const wait = (milliseconds: number) => new Promise<void>((resolve) => process.after(milliseconds, resolve));
      for (let look = 0; look < 800 && c?.floor.standing.role !== 'writer'; look++) await wait(10);
      isAway = false;
      await wait(1_500);
      b.floor.submit(deposit).catch(() => {});
      await wait(1);
    },
    beat: () => (isAway ? Promise.reject(new Error('no session')) : store.beat()),
  }));
  c = await at.open('C');
  await at.pass(2 * second);
  await at.outcome(a.floor.submit(fund));
  await at.pass(second);
  const before = c.floor.floor.balances(account)[0]?.available ?? 0n;
  isSlow = true;
  b.floor.take().catch(() => {});
  await at.pass(25 * second);
  assert.equal(c.floor.floor.balances(account)[0]?.available, before + 1n);
  assert.deepEqual(at.stopped, []);
});

test('history that is lost behind the snapshots is told again from the journal', async () => {
  const at = await OneServer.open();
  const placed = await at.outcome(at.port.send(restingOrder('old')));
  assert.equal(placed.kind, 'done');
  await at.pass(3 * second);
  at.server.crash('the history is emptied meanwhile');
  at.database.floor(1).clearProjections();
  await at.pass(10 * second, () => at.server.port !== undefined);
  await at.pass(3 * second);
  assert.equal(at.database.floor(1).orders.size, 1);
});

test('the first batch of a writer that starts on a paused floor bears its time', async () => {
  const at = await OneServer.open();
  await at.outcome(at.port.send({ type: 'set_clock', rate: 1, paused: true }));
  await at.pass(2 * second);
  at.server.stop();
  await at.pass(20 * second, () => at.server.port === undefined);
  await at.pass(20 * second, () => at.server.port !== undefined);
  const times = at.database.floor(1).batches.map(({ batch }) => batch.timeUs);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
  assert.ok(times.every((timeUs) => timeUs >= worldStartUs));
});

test('within a step the time that a server shows is never behind what it tells of', async () => {
  const at = await OneServer.open();
  const follower = portOf(await at.join('B'));
  const pause: UserCommand = { type: 'set_clock', rate: 1, paused: true };
  assert.equal((await at.outcome(at.port.send(pause))).kind, 'done');
  await at.pass(second);
  const behindUs: number[] = [];
  let heard = 0;
  for (const { session } of [at.port, follower]) {
    session.listen({
      flushed: (time) => {
        heard++;
        if (session.now() < time) behindUs.push(time - session.now());
      },
    });
  }
  await at.outcome(at.port.session.step(600 * second));
  await at.pass(2 * second);
  assert.equal(follower.session.floor.time, at.port.session.floor.time);
  assert.ok(heard > 2);
  assert.deepEqual(behindUs, []);
});
