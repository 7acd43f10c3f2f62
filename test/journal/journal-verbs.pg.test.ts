/** Looking back along a journal, and taking it away as text: the same states, from either. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Floor } from '../../src/core/floor/floor.ts';
import type { StampedCommand } from '../../src/core/messages/command.ts';
import type { Engine } from '../../src/engine/open-engine.ts';
import type { ExportRange } from '../../src/journal/export-journal.ts';
import { SequenceOutOfRange } from '../../src/journal/journal-errors.ts';
import { openMarket } from '../support/open-market.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import { bitcoin, fundUser, limitOrder, liveFloor, openingPrice, startEngine, user } from './support/engines.ts';

let opened: TestDatabase;
let engine: Engine;
/** State hash by the sequence it was read at, on a floor that stands. */
const hashes = new Map<number, string>();
let liveBalances: { available: bigint; held: bigint }[] = [];

before(async () => {
  opened = await databaseKinds[0]!.open();
  for (let start = 0; start < 3; start++) {
    const started = await startEngine(opened.database, { firstFloor: () => liveFloor() });
    engine = started.engine;
    const { session } = started;
    if (start === 0) await fundUser(session);
    await session.submit({ type: 'set_clock', rate: 1, paused: true });
    const price = session.floor.lastPrice(bitcoin) ?? openingPrice;
    for (let index = 0; index < 15; index++) {
      await session.submit(limitOrder(`${start}-${index}`, index % 2 ? 'buy' : 'sell', price + (index % 5) - 2));
      hashes.set(session.floor.sequence, session.floor.hash());
    }
    await session.step(20_000_000);
    liveBalances = session.floor.balances(user).map(({ available, held }) => ({ available, held }));
    if (start < 2) await engine.close();
  }
});
after(async () => {
  await engine.close();
  await opened.close();
});

test('a replay to any command has the state the floor had then, from whatever it starts', async () => {
  const starts = new Set<number>();
  for (const [sequence, hash] of hashes) {
    const state = await engine.replayJournal('main', { to: sequence });
    assert.equal(state.hash, hash, `at sequence ${sequence}`);
    assert.equal(state.sequence, sequence);
    assert.equal(state.from + state.commands, sequence);
    starts.add(state.from);
  }
  assert.ok(starts.size >= 2, 'snapshots were used');
});

test('a replay to the end sums up what there is', async () => {
  const state = await engine.replayJournal('main', {});
  const { floor } = engine.floors.get('main')!;
  assert.deepEqual([state.sequence, state.accounts], [floor.sequence, 1]);
  assert.equal(state.hash, floor.hash());
  assert.equal(state.hash, (await engine.verifyJournal('main')).hash);
  assert.equal(state.openOrders, floor.openOrders(user).length);
  assert.deepEqual(
    state.balances.map(({ asset }) => asset),
    floor.instruments.assets.map(({ name }) => name),
  );
  const digits = (text: string) => BigInt(text.replace('.', ''));
  for (const [index, { available, held }] of state.balances.entries()) {
    const live = liveBalances[index]!;
    assert.equal(digits(available) + digits(held), live.available + live.held);
  }
  const [market] = state.markets;
  assert.ok(market && Number(market.bestBid) < Number(market.bestAsk) && Number(market.lastPrice) > 0);
});

test('a replay to 0 is the first moment, one beyond the end says where the end is', async () => {
  const first = await engine.replayJournal('main', { to: 0 });
  assert.deepEqual([first.sequence, first.from, first.commands, first.accounts], [0, 0, 0, 0]);
  await assert.rejects(engine.replayJournal('main', { to: 1_000_000 }), (error) => {
    return error instanceof SequenceOutOfRange && /main ends at sequence \d+, there is no 1000000/.test(error.message);
  });
});

test('a replay to a command and a time behind it has the state that was in memory then, and no other time will do', async () => {
  const { floor } = engine.floors.get('main')!;
  const [to, timeUs] = [floor.sequence, floor.time];
  const atOnce = await engine.replayJournal('main', { to });
  const state = await engine.replayJournal('main', { to, timeUs });
  assert.deepEqual([state.sequence, state.timeUs, state.hash], [to, timeUs, floor.hash()]);
  assert.ok(atOnce.timeUs < timeUs && atOnce.hash !== state.hash, 'the market ran on');
  for (const end of [
    { to, timeUs: atOnce.timeUs - 1 },
    { to, timeUs: timeUs + 3_600_000_000 },
    { to: to - 2, timeUs },
  ]) {
    await assert.rejects(engine.replayJournal('main', end), (error) => {
      return (
        error instanceof SequenceOutOfRange &&
        /main was at sequence \d+ from \d+ to \d+, not at \d+/.test(error.message)
      );
    });
  }
});

async function exported(range: ExportRange): Promise<{ text: string; lines: Record<string, unknown>[] }> {
  let text = '';
  for await (const piece of engine.exportJournal('main', range)) text += piece;
  const lines = text.trimEnd().split('\n');
  return { text, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('an exported journal is whole, sealed, and leads to the same states', async () => {
  const { text, lines } = await exported({});
  const [header, ...rest] = lines;
  const end = rest.pop();
  assert.ok(header && end);
  const body = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
  assert.equal(end['sha256'], createHash('sha256').update(body).digest('hex'));
  assert.equal(end['commands'], rest.length);
  assert.deepEqual(
    rest.map(({ sequence }) => sequence),
    rest.map((_, index) => index + 1),
  );
  const definition = header['definition'] as ReturnType<typeof liveFloor>;
  const floor = Floor.create(definition, openMarket(definition));
  for (const { sequence, time, ...command } of rest) {
    if (typeof command['amount'] === 'string') command['amount'] = BigInt(command['amount']);
    floor.apply({ sequence, time, command } as unknown as StampedCommand);
    floor.marketEvents.drain();
    floor.takeAccountEvents();
    const expected = hashes.get(floor.sequence);
    if (expected !== undefined) assert.equal(floor.hash(), expected, `at sequence ${floor.sequence}`);
  }
  assert.equal(floor.sequence, Math.max(...hashes.keys()) + 1, 'the step after the last order');
});

test('a part of a journal holds the commands asked for; a place that is not there is refused', async () => {
  const { lines } = await exported({ from: 5, to: 9 });
  assert.equal(lines[0]?.['from'], 5);
  assert.deepEqual(
    lines.slice(1, -1).map(({ sequence }) => sequence),
    [5, 6, 7, 8, 9],
  );
  assert.deepEqual([lines.at(-1)?.['commands'], lines.at(-1)?.['lastSequence']], [5, 9]);
  await assert.rejects(exported({ from: 1_000_000 }), SequenceOutOfRange);
  await assert.rejects(exported({ to: 1_000_000 }), SequenceOutOfRange);
});
