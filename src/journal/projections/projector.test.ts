import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { AccountId, Amount, AssetIndex, TimestampUs } from '../../core/units/brand.ts';
import type { JournalStore } from '../journal-store.ts';
import { systemTimers } from '../timers.ts';
import type { ProjectionRows } from './project-event.ts';
import { Projector } from './projector.ts';

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
