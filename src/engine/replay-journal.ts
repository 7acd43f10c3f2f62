/**
 * A floor as it stood right after a command of its journal: made again from the newest snapshot before it, or from the
 * beginning. The running floor is not touched, and nothing is written. For the proof that a journal and its snapshots agree
 * there is verify-journal.ts.
 */

import { rulesVersion } from '../core/rules-version.ts';
import type { SymbolIndex } from '../core/units/brand.ts';
import { formatAmount, formatPrice } from '../core/units/convert.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import { SequenceOutOfRange } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { systemTimers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { loadMarket } from './open-market.ts';
import { PacedReplay } from './paced-replay.ts';
import { type FloorStart, firstMoment, openSnapshot } from './recover-floor.ts';

/** Plain values, for people and for JSON. Amounts and prices are decimals as on the wire. */
export interface JournalState {
  readonly floor: string;
  /** Last command in it. */
  readonly sequence: number;
  /** Floor time, microseconds. */
  readonly timeUs: number;
  readonly hash: string;
  /** Sequence of the snapshot it was made from; 0 is the beginning. */
  readonly from: number;
  /** Commands applied from there. */
  readonly commands: number;
  readonly accounts: number;
  /** Users' orders. */
  readonly openOrders: number;
  /** Sums over all users. */
  readonly balances: readonly { readonly asset: string; readonly available: string; readonly held: string }[];
  /** Prices are empty where there is none. */
  readonly markets: readonly MarketState[];
}

export interface MarketState {
  readonly symbol: string;
  readonly bestBid: string;
  readonly bestAsk: string;
  readonly lastPrice: string;
  readonly openOrders: number;
}

/** Where a replay ends. */
export interface ReplayEnd {
  /**
   * Sequence of the last command to apply, 0 for the first moment; undefined: all of them, and the time that was granted runs
   * out, as when a server recovers.
   */
  readonly to?: number | undefined;
  /** Floor time after that command, microseconds: the market runs on until then. Only together with `to`. */
  readonly timeUs?: number | undefined;
}

/** Rejects with `SequenceOutOfRange`, `JournalCorrupt` or `RulesVersionMismatch`. */
export async function replayJournal(
  store: JournalStore,
  record: FloorRecord,
  { to, timeUs }: ReplayEnd,
  log: EngineLog,
  progress: (line: string) => void = () => {},
): Promise<JournalState> {
  const start = await nearestStart(store, record, to ?? Number.POSITIVE_INFINITY);
  const from = start.floor.sequence;
  const steps = new FloorSteps({ ...start, log });
  const replay = new PacedReplay(steps, progress);
  const chain = new JournalChain(rulesVersion, start.batchNo, from);
  const { floor } = steps;
  floor.passOverAccountEvents(Number.MAX_SAFE_INTEGER);
  let nextUs = Number.POSITIVE_INFINITY;
  reading: for await (const batch of store.batchesAfter(record.floorId, chain.batchNo)) {
    for (const command of chain.accept(batch)) {
      if (floor.sequence === to) {
        nextUs = replay.runsTo(command);
        break reading;
      }
      await replay.apply(command);
    }
  }
  if (to !== undefined && floor.sequence !== to) {
    throw new SequenceOutOfRange(
      `the journal of floor ${record.definition.name} ends at sequence ${floor.sequence}, there is no ${to}`,
    );
  }
  const untilUs = timeUs ?? (to === undefined ? floor.grantedTime : floor.time);
  const lastUs = Math.min(floor.grantedTime, nextUs);
  if (untilUs < floor.time || untilUs > lastUs) {
    throw new SequenceOutOfRange(
      `floor ${record.definition.name} was at sequence ${floor.sequence} from ${floor.time} to ${lastUs}, not at ${untilUs} (microseconds)`,
    );
  }
  await replay.advance(untilUs);
  return { ...describe(steps), from, commands: replay.commands };
}

/** A snapshot at `to` itself may be later than the command: the market runs on between two commands. */
async function nearestStart(store: JournalStore, record: FloorRecord, to: number): Promise<FloorStart> {
  const makeMarket = await loadMarket(store, record, systemTimers);
  for await (const snapshot of store.snapshots(record.floorId)) {
    if (snapshot.sequence >= to) continue;
    try {
      return openSnapshot(record, snapshot, makeMarket);
    } catch {
      // A damaged one is a matter for `verify`; here an older one does as well.
    }
  }
  return firstMoment(record.definition, makeMarket);
}

function describe({ floor }: FloorSteps): Omit<JournalState, 'from' | 'commands'> {
  const { assets, symbols } = floor.instruments;
  const sums = assets.map(() => ({ available: 0n, held: 0n }));
  const open = symbols.map(() => 0);
  const accounts = floor.accounts();
  for (const account of accounts) {
    for (const [index, { available, held }] of floor.balances(account).entries()) {
      const sum = sums[index];
      if (sum === undefined) continue;
      sum.available += available;
      sum.held += held;
    }
    for (const { symbol } of floor.openOrders(account)) open[symbol] = (open[symbol] ?? 0) + 1;
  }
  return {
    floor: floor.definition.name,
    sequence: floor.sequence,
    timeUs: floor.time,
    hash: floor.hash(),
    accounts: accounts.length,
    openOrders: open.reduce((sum, count) => sum + count, 0),
    balances: assets.map((asset, index) => ({
      asset: asset.name,
      available: formatAmount(sums[index]?.available ?? 0n, asset.decimals),
      held: formatAmount(sums[index]?.held ?? 0n, asset.decimals),
    })),
    markets: symbols.map((instrument, index) => {
      const book = floor.book(index as SymbolIndex);
      const text = (ticks: number) => (ticks < 0 ? '' : formatPrice(instrument, ticks));
      return {
        symbol: instrument.name,
        bestBid: text(book.bestBid()),
        bestAsk: text(book.bestAsk()),
        lastPrice: text(floor.lastPrice(index as SymbolIndex) ?? -1),
        openOrders: open[index] ?? 0,
      };
    }),
  };
}
