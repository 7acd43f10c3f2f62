/**
 * What the simulation has found, each fault scripted by hand so that it stays found when seeds come to mean something else. Named
 * after the promise that was broken; the seed is the one that broke it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type { Amount, AssetIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { EngineUnavailable } from '../../src/engine/floor-session.ts';
import type { LeaseNews } from '../../src/journal/floor-lease.ts';
import { JournalChain } from '../../src/journal/journal-chain.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { defaultFloorDefinition } from '../../src/market/default-floor.ts';
import { definitionFromReplay } from '../../src/market/replay/definition-from-replay.ts';
import { readRecordings } from '../golden/golden-files.ts';
import { feedOf } from '../golden/play-journal.ts';
import { noFaults } from './fault-plan.ts';
import { connectStore } from './faulty-store.ts';
import { named, OneServer, portOf, restingOrder, user } from './one-server.ts';
import { Process } from './process.ts';
import { second } from './scripted.ts';
import { worldStartUs } from './world.ts';

test('who was told that an outcome is unknown is not told that there is no such order while it may be written (seed 53)', async () => {
  const at = await OneServer.open();
  at.faults = { ...noFaults, answerLost: 1 };
  const answer = await at.outcome(at.port.send(restingOrder('doubtful')));
  assert.equal(answer.kind, 'unknown');
  // The settling's own calls are slow, so that the question comes in between.
  at.faults = { ...noFaults, storeDelayUs: 200_000 };
  const found = await at.outcome(at.port.query(user, named('doubtful')));
  assert.notEqual(found, 'absent');
  // The settling's first call may have lost its answer too.
  await at.pass(20 * second);
  assert.match((await at.outcome(at.port.query(user, named('doubtful')))) ?? '', /"status":"NEW"/);
});

test('a server that is stopping when a commit ends in doubt does not say that there is no such order (seed 900)', async () => {
  const at = await OneServer.open();
  await at.pass(second);
  at.faults = { ...noFaults, answerLost: 1, storeDelayUs: 200_000 };
  const { port } = at;
  const sent = port.send(restingOrder('doubtful'));
  await at.pass(1_000);
  at.server.stop();
  assert.equal((await at.outcome(sent)).kind, 'unknown');
  assert.notEqual(await at.outcome(port.query(user, named('doubtful'))), 'absent');
});

test('a question about the past is refused as busy while the database is away, not as an internal error (seed 68)', async () => {
  const at = await OneServer.open();
  // Until the history has everything: the question goes straight to the database.
  await at.pass(second);
  at.database.isDown = true;
  assert.equal(await at.outcome(at.port.query(user, named('never-sent'))), undefined);
  assert.deepEqual(at.world.problems, []);
  at.database.isDown = false;
  await at.pass(2 * second);
  assert.equal(await at.outcome(at.port.query(user, named('never-sent'))), 'absent');
});

test('a server that froze while it took the floor over leaves a journal that can be read (seed 11297)', async () => {
  const at = await OneServer.open();
  const { world, database } = at;
  at.server.crash('makes room');
  await at.pass(1);
  const stored = database.floor(1);
  const connect = (name: string) => {
    const process = new Process(world, name, () => 0);
    const store = connectStore({ world, database, process, faults: () => noFaults });
    const writer = new JournalWriter({
      store,
      floorId: 1,
      holder: name,
      rulesVersion: stored.batches[0]!.batch.rulesVersion,
    });
    return { process, store, writer };
  };
  const readAll = () => {
    const chain = new JournalChain(stored.batches[0]!.batch.rulesVersion);
    for (const { batch } of stored.batches) chain.accept(batch);
    return chain;
  };
  const slow = connect('slow');
  const quick = connect('quick');
  /** Who has the floor: to be taken for gone, as if its lease had run out. */
  const holder = async () => {
    const news = await at.outcome(slow.store.beat());
    // Who was just seen is not gone.
    await at.pass(second);
    return (news as LeaseNews).leases[0]?.server;
  };
  await at.outcome(slow.writer.claim(await holder()));
  await at.outcome(quick.writer.claim(await holder()));
  await at.outcome(quick.writer.fence(readAll()));
  await at.outcome(
    quick.writer.append(
      [{ time: (stored.batches.at(-1)!.batch.timeUs + 1) as TimestampUs, command: { type: 'grant_time' } }],
      stored.batches.at(-1)!.batch.timeUs,
    ),
  );
  assert.equal(await at.outcome(slow.writer.fence(readAll(), await holder())), true);
  readAll();
});

test('a floor of this release can begin again from its first moment when all its snapshots are gone (seed 137)', async () => {
  const at = await OneServer.open();
  assert.equal((await at.outcome(at.port.send(restingOrder('kept')))).kind, 'done');
  const { floor } = at.port.session;
  at.server.crash('loses its snapshots');
  at.database.floor(1).snapshots = [];
  await at.pass(10 * second, () => at.server.port !== undefined);
  assert.match((await at.outcome(at.port.query(user, named('kept')))) ?? '', /"status":"NEW"/);
  assert.ok(at.port.session.floor.sequence >= floor.sequence);
  assert.deepEqual(at.world.problems, []);
});

test('every new floor says that it was made under the rules of this release (seed 137)', () => {
  const options = { name: 'main', seed: 'seed', startTimeUs: worldStartUs };
  assert.equal(defaultFloorDefinition(options).rulesVersion, rulesVersion);
  const recording = readRecordings();
  const feed = feedOf(['BNBUSDT-1m.csv'], recording);
  assert.equal(definitionFromReplay(feed, { name: 'replay', seed: 'seed' }).rulesVersion, rulesVersion);
});

test('a granted step is taken even when its asker was told that its outcome is unknown: who follows is there already (seed 23)', async () => {
  const at = await OneServer.open();
  const follower = await at.join('B');
  assert.equal((await at.outcome(at.port.send({ type: 'set_clock', rate: 1, paused: true }))).kind, 'done');
  at.faults = { ...noFaults, answerLost: 1 };
  await assert.rejects(at.outcome(at.port.session.step(3 * second)), { name: 'OutcomeUnknown' });
  at.faults = noFaults;
  // The doubt is settled, and who follows is at the end of the step.
  const before = portOf(follower).session.floor.time;
  await at.pass(2 * second);
  assert.ok(portOf(follower).session.floor.time > before + second);
  const processes = [at.server.process, follower.process];
  assert.equal((await at.outcome(at.port.send(restingOrder('behind')))).kind, 'done');
  assert.match((await at.outcome(portOf(follower).query(user, named('behind')))) ?? '', /"status":"NEW"/);
  assert.deepEqual([at.server.process, follower.process], processes, 'nobody had to start again');
  assert.deepEqual(at.world.problems, []);
});

test('a writer that was frozen while its session went and another took over does not answer from what it held (seed 15)', async () => {
  const at = await OneServer.open();
  const other = await at.join('B');
  const { port } = at;
  at.server.process.freeze();
  at.database.dropSession(at.server.process);
  await at.pass(3 * second, () => portOf(other).isWriter);
  assert.equal((await at.outcome(portOf(other).send(restingOrder('later')))).kind, 'done');
  at.server.process.thaw();
  assert.notEqual(await at.outcome(port.query(user, named('later'))), 'absent');
});

test('who was alone when it froze does not believe so afterwards, however slow the database is to say otherwise', async () => {
  const at = await OneServer.open();
  const { port } = at;
  at.server.process.freeze();
  const other = await at.join('B');
  await at.pass(10 * second, () => portOf(other).isWriter);
  assert.equal((await at.outcome(portOf(other).send(restingOrder('later')))).kind, 'done');
  at.faults = { ...noFaults, storeDelayUs: 60 * second };
  at.server.process.thaw();
  const current = Promise.resolve(port.session.current()).then(() => port.session.floor.sequence);
  const found = await at.outcome(current.catch((error: unknown) => error));
  if (!(found instanceof EngineUnavailable)) assert.equal(found, portOf(other).session.floor.sequence);
});

for (const stopping of [false, true]) {
  const what = stopping
    ? 'stopping and deciding nothing any more (seed 32)'
    : 'waiting for its last commit (seed 23 of a later day)';
  test(`a writer that has heard of its successor does not answer as if it were current: ${what}`, async () => {
    const at = await OneServer.open();
    const other = await at.join('B');
    const { port } = at;
    at.server.process.freeze();
    await at.pass(10 * second, () => portOf(other).isWriter);
    assert.equal((await at.outcome(portOf(other).send(restingOrder('later')))).kind, 'done');
    at.faults = { ...noFaults, storeDelayUs: 200_000 };
    at.server.process.thaw();
    if (stopping) at.server.stop();
    else void port.send(restingOrder('refused'));
    const answers: (string | undefined)[] = [];
    for (let turn = 0; turn < 100 && at.server.port === port; turn++) {
      void port.query(user, named('later')).then((found) => answers.push(found));
      await at.pass(20_000);
    }
    await at.pass(2 * second);
    assert.ok(!answers.includes('absent'), answers.join(', '));
  });
}

test('a command that was passed on and comes twice over the network is done once (seed 10)', async () => {
  const at = await OneServer.open();
  const follower = portOf(await at.join('B'));
  at.faults = { ...noFaults, peerDoubled: 1 };
  assert.equal((await at.outcome(follower.send(restingOrder('once')))).kind, 'done');
  await at.pass(second);
  assert.equal(follower.session.floor.openOrders(user).length, 1);
  // A second order of the same client id is refused anyhow; nothing refuses a second deposit.
  const deposit = { type: 'deposit', account: user, asset: 0 as AssetIndex, amount: 1n as Amount } as const;
  assert.equal((await at.outcome(follower.send(deposit))).kind, 'done');
  await at.pass(second / 10);
  const moved = at.witness.events.filter(({ process, text }) => process === 'A1' && text.includes('money_moved'));
  assert.equal(moved.filter(({ text }) => text.includes(' deposit ')).length, 1);
});

test('a writer does not answer without a command whose commit it has not heard of, when who passed it on has (seed 224)', async () => {
  const at = await OneServer.open();
  const follower = portOf(await at.join('B'));
  const { port } = at;
  const { batches } = at.database.floor(1);
  const sent = follower.send(restingOrder('passed-on'));
  const { length } = batches;
  await at.pass(second, () => batches.length > length);
  at.server.process.freeze();
  assert.equal((await at.outcome(sent)).kind, 'done');
  at.server.process.thaw();
  assert.notEqual(await at.outcome(port.query(user, named('passed-on'))), 'absent');
});
