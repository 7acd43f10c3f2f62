/**
 * One part of the durable benchmarks in a process of its own, so that recovery starts as cold as after a real stop:
 * `durable-worker.ts PART DATA_DIRECTORY COUNT FLOW`. Parts: `write`, `history` (the same with the history), `recover`, `rest` (leaves a
 * floor with so many resting orders behind). Flows: `mixed` (mixed-commands.ts), `growing` (order-commands.ts).
 */

import type { Command } from '../../src/core/messages/command.ts';
import { recoverFloor } from '../../src/engine/recover-floor.ts';
import { systemClock } from '../../src/engine/wall-clock.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { systemTimers } from '../../src/journal/timers.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { answerParent } from '../support/worker.ts';
import { batchSize, DurableFloor, silent } from './durable-floor.ts';
import { mixedCommands } from './mixed-commands.ts';
import { accountCommands, restingCommands, tradingCommands } from './order-commands.ts';

/** MAX_NUM_ORDERS of the floor. */
const ordersOfAccount = 10_000;

export interface DurablePart {
  readonly commands: number;
  readonly milliseconds: number;
  /** Of them, milliseconds in which batches were encoded, and commits waited for. */
  readonly commitMs: number;
  readonly refused: number;
  readonly hash: string;
}

/** Commands that are made before any of them is timed. */
const piece = 256 * batchSize;

const [part = '', dataDir = '', count = '', flow = ''] = process.argv.slice(2);
answerParent(async () => {
  const database = await openDatabase({ dataDir });
  const store = openJournalStore(database);
  try {
    if (part === 'recover') return await recover(store);
    return part === 'rest' ? await rest(store) : await write(store, part === 'history');
  } finally {
    await store.releaseWriters();
    await database.close();
  }
});

async function write(store: JournalStore, history: boolean): Promise<DurablePart> {
  const durable = await DurableFloor.create(store, 0, history);
  await durable.run(accountCommands());
  await durable.historyStored();
  durable.commitMs = 0;
  let written = 0;
  let milliseconds = 0;
  for (const commands of inPieces(flow === 'mixed' ? mixedCommands(Number(count)) : tradingCommands(Number(count)))) {
    const began = performance.now();
    await durable.run(commands);
    milliseconds += performance.now() - began;
    written += commands.length;
  }
  const began = performance.now();
  await durable.historyStored();
  milliseconds += performance.now() - began;
  if (!history) await durable.markHistory();
  return tell(durable, written, milliseconds);
}

function* inPieces(commands: Iterable<Command>): Iterable<Command[]> {
  let made: Command[] = [];
  for (const command of commands) {
    if (made.push(command) < piece) continue;
    yield made;
    made = [];
  }
  yield made;
}

async function recover(store: JournalStore): Promise<DurablePart> {
  const [record] = await store.floors();
  if (record === undefined) throw new Error('expected a floor');
  const began = performance.now();
  const { steps, projector } = await recoverFloor({
    ...{ store, record, timers: systemTimers, wallClock: systemClock, log: silent },
  });
  const milliseconds = performance.now() - began;
  projector.close();
  return { commands: steps.floor.sequence, milliseconds, commitMs: 0, refused: 0, hash: steps.floor.hash() };
}

async function rest(store: JournalStore): Promise<DurablePart> {
  const durable = await DurableFloor.create(store, Date.now() * 1_000, false);
  await durable.run(accountCommands(Math.ceil(Number(count) / ordersOfAccount)));
  const began = performance.now();
  await durable.run(restingCommands(Number(count), ordersOfAccount));
  const milliseconds = performance.now() - began;
  if (durable.refused > 0) throw new Error(`${durable.refused} of ${count} orders were refused`);
  await durable.snapshot();
  return tell(durable, Number(count), milliseconds);
}

function tell({ floor, commitMs, refused }: DurableFloor, commands: number, milliseconds: number): DurablePart {
  return { commands, milliseconds, commitMs, refused, hash: floor.hash() };
}
