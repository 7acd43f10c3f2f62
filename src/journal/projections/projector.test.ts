import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { AccountId, Amount, AssetIndex, TimestampUs } from '../../core/units/brand.ts';
import type { JournalStore } from '../journal-store.ts';
import { systemTimers } from '../timers.ts';
import type { ProjectionRows } from './project-event.ts';
import { Projector, portionMax } from './projector.ts';

function deposits(from: number, to: number, account = 1000): AccountEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    ...{
      type: 'money_moved',
      kind: 'deposit',
      movementId: 1,
      counterparty: undefined,
      account: account as AccountId,
      asset: 0 as AssetIndex,
      amount: 1n as Amount,
    },
    ...{ time: 5 as TimestampUs, eventId: from + index },
  }));
}

/** A projector that stands by from the start, and the events whose rows it has written. */
function standingBy() {
  const written: number[] = [];
  const project = async (_floorId: number, rows: ProjectionRows) => {
    written.push(...rows.entries.map(({ eventId }) => eventId));
  };
  const projector = new Projector({
    store: { project } as unknown as JournalStore,
    ...{
      floorId: 1,
      instruments: {} as Instruments,
      position: 0,
      timers: systemTimers,
      report: (error: unknown) => assert.fail(String(error)),
    },
  });
  projector.standBy();
  return { projector, written };
}

test('rows that another server has stored are let go; after a take-over none is missing', async () => {
  const { projector, written } = standingBy();
  projector.take(deposits(1, 10));
  projector.storedElsewhere(4);
  projector.take(deposits(11, 20));
  projector.storedElsewhere(12);
  projector.take(deposits(21, 30));
  assert.equal(written.length, 0, 'a projector that stands by writes nothing');
  projector.resume();
  await projector.allStored();
  const wanted = Array.from({ length: 18 }, (_, index) => 13 + index);
  assert.deepEqual(
    written.filter((eventId) => eventId > 12),
    wanted,
  );
  assert.ok(!written.includes(1), 'what was stored long before is not kept');
  projector.close();
});

test('a question waits for what another server stores', async () => {
  const { projector } = standingBy();
  projector.take(deposits(1, 3));
  const answers: string[] = [];
  const reached = projector.reached().then(() => {
    answers.push('reached');
  });
  projector.storedElsewhere(2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answers.length, 0);
  projector.storedElsewhere(3);
  await reached;
  projector.close();
});

test('a question about one account waits for its own rows, not for those of who is busier', async () => {
  const { projector } = standingBy();
  const [own, busy, idle] = [1000, 1001, 1002] as AccountId[];
  projector.take(deposits(1, 3, own));
  projector.take(deposits(4, 9, busy));
  const answers: string[] = [];
  const asked = (name: string, account?: AccountId) => projector.reached(account).then(() => answers.push(name));
  const all = [asked('own', own), asked('busy', busy), asked('idle', idle), asked('all')];
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  assert.deepEqual(answers, ['idle']);
  projector.storedElsewhere(3);
  await turn();
  assert.deepEqual(answers, ['idle', 'own']);
  projector.storedElsewhere(9);
  await Promise.all(all);
  projector.take(deposits(10, 10, own));
  void asked('own again', own);
  await turn();
  assert.ok(!answers.includes('own again'));
  projector.storedElsewhere(10);
  await turn();
  assert.ok(answers.includes('own again'));
  projector.close();
});

/** One that writes, and what each write brought: from which event to which, and the position told with it. */
function writing(refused: readonly number[] = []) {
  const writes: { readonly from: number; readonly to: number; readonly upTo: number }[] = [];
  const reported: unknown[] = [];
  const project = async (_floorId: number, { entries }: ProjectionRows, upTo: number) => {
    writes.push({ from: entries[0]?.eventId ?? 0, to: entries.at(-1)?.eventId ?? 0, upTo });
    if (refused.includes(writes.length)) throw new Error('the database is away');
  };
  const projector = new Projector({
    store: { project } as unknown as JournalStore,
    ...{ floorId: 1, instruments: {} as Instruments, position: 0, timers: systemTimers },
    report: (error) => reported.push(error),
  });
  return { projector, writes, reported };
}

test('many rows are stored in portions, each with its position', async () => {
  const { projector, writes } = writing();
  projector.take(deposits(1, 2 * portionMax + 10));
  assert.equal(projector.backlog, 2 * portionMax + 10);
  await projector.allStored();
  assert.deepEqual(writes, [
    { from: 1, to: portionMax, upTo: portionMax },
    { from: portionMax + 1, to: 2 * portionMax, upTo: 2 * portionMax },
    { from: 2 * portionMax + 1, to: 2 * portionMax + 10, upTo: 2 * portionMax + 10 },
  ]);
  assert.equal(projector.backlog, 0);
  projector.close();
});

test('a portion that could not be written is written again, before those behind it', async () => {
  const { projector, writes, reported } = writing([2]);
  projector.take(deposits(1, 2 * portionMax));
  await projector.allStored();
  assert.equal(reported.length, 1);
  assert.deepEqual(
    writes.map(({ upTo }) => upTo),
    [portionMax, 2 * portionMax, 2 * portionMax],
  );
  projector.close();
});

test('a question is answered when the portion with its rows is stored', async () => {
  const { projector, writes } = writing();
  const [own, busy] = [1000, 1001] as AccountId[];
  projector.take(deposits(1, 1, own));
  projector.take(deposits(2, 3 * portionMax, busy));
  await projector.reached(own);
  assert.equal(writes.length, 1);
  await projector.allStored();
  projector.close();
});

test('while another server keeps up nothing gathers', () => {
  const { projector } = standingBy();
  for (let last = 100; last <= 3 * portionMax; last += 100) {
    projector.take(deposits(last - 99, last));
    projector.storedElsewhere(last);
    assert.equal(projector.backlog, 0);
  }
  projector.close();
});
