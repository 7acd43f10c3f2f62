/**
 * The process that the crash tests kill: a real engine on a real embedded PostgreSQL, spoken to over the channel to its
 * parent. An order is acknowledged when its answer has arrived there.
 */
import type { UserCommand } from '../../../src/core/messages/command.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { bitcoin, fundUser, liveFloor, openingPrice, startEngine, user } from './engines.ts';

export type Question =
  | { readonly id: number; readonly kind: 'submit'; readonly command: UserCommand }
  | { readonly id: number; readonly kind: 'orders'; readonly fromId: number }
  | { readonly id: number; readonly kind: 'verify' }
  | { readonly id: number; readonly kind: 'close' };

export type Message =
  | { readonly kind: 'ready'; readonly hash: unknown; readonly price: number; readonly postgres: number | undefined }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly name: string; readonly message: string };

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('expected a data directory');

const database = await openDatabase({ dataDir });
const { engine, session, stopped } = await startEngine(database, {
  firstFloor: () => liveFloor(),
  snapshotEveryMs: 150,
});
/** Of the state it came back with: nothing has moved since. */
const hash = session.floor.hash();
void stopped.then((error) => {
  console.error('stopped for good:', error);
  process.exit(3);
});
if (!session.floor.hasAccount(user)) await fundUser(session);

process.on('message', (question: Question) => {
  answer(question).then(
    (value) => tell({ kind: 'answer', id: question.id, value }),
    (error: Error) => tell({ kind: 'failure', id: question.id, name: error.name, message: error.message }),
  );
});
const price = session.floor.lastPrice(bitcoin) ?? openingPrice;
tell({ kind: 'ready', hash, price, postgres: database.embedded?.pid });

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'submit':
      return session.submit(question.command);
    case 'orders':
      return session.history.orders(user, bitcoin, { fromId: question.fromId, limit: 1000 });
    case 'verify': {
      const { paused, rate } = session.floor.clock;
      await session.submit({ type: 'set_clock', rate, paused: true });
      const verdict = await engine.verifyJournal(session.name);
      const hash = session.floor.hash();
      await session.submit({ type: 'set_clock', rate, paused });
      return { verdict, hash };
    }
    case 'close':
      await engine.close();
      await database.close();
      setImmediate(() => process.disconnect?.());
      return undefined;
  }
}

function tell(message: Message): void {
  process.send?.(message);
}
