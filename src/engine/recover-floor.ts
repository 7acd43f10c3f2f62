/**
 * A floor as it was: the newest snapshot that can be trusted, and the journal behind it applied again. A snapshot that is
 * damaged, of a later release's rules, or ahead of the history is passed over for an older one, and without any the floor
 * begins anew from its definition, each with a line in the log; a damaged journal stops the start, and so do commands of other
 * rules.
 *
 * A snapshot of earlier rules is where a new release takes over: good as long as no command of those rules stands behind it.
 */
import { Floor } from '../core/floor/floor.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import { rulesVersion } from '../core/rules-version.ts';
import { atOnce, type Slices } from '../core/snapshot/slices.ts';
import { stateHash } from '../core/snapshot/state-hash.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import { RulesVersionMismatch } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { Projector } from '../journal/projections/projector.ts';
import { checkSnapshot, type SnapshotRecord } from '../journal/snapshot-record.ts';
import type { Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { loadMarket, type MarketMaker } from './open-market.ts';
import { type RunMarketParts, runMarketTo } from './run-market.ts';
import { MarketViews } from './views/market-views.ts';
import type { WallClock } from './wall-clock.ts';

export interface RecoveryParts {
  readonly store: JournalStore;
  readonly record: FloorRecord;
  readonly timers: Timers;
  readonly wallClock: WallClock;
  readonly log: EngineLog;
  /** The floor in memory, when it has just been made and nothing has to be read back. */
  readonly fresh?: FloorStart | undefined;
}

export interface Recovered {
  readonly steps: FloorSteps;
  readonly projector: Projector;
  /** Where the journal stands; `catchUp` reads on from here. */
  readonly chain: JournalChain;
}

/** Rejects with `JournalCorrupt` or `RulesVersionMismatch`. */
export async function recoverFloor(parts: RecoveryParts): Promise<Recovered> {
  const { store, record, timers, wallClock, log } = parts;
  const start = parts.fresh ?? (await storedStart(parts));
  const position = await store.projectedEventId(record.floorId);
  const projector = new Projector({
    store,
    floorId: record.floorId,
    instruments: start.floor.instruments,
    position,
    timers,
    report: (error) => log.warn({ err: error, floor: record.definition.name }, 'projection.failed'),
  });
  const steps = new FloorSteps({ ...start, projector, log });
  const { floor } = steps;
  const startSequence = floor.sequence;
  const chain = new JournalChain(rulesVersion, start.batchNo, startSequence, 0, floor.time);
  const recovered = { steps, projector, chain };
  // Nobody listens yet, and what the history holds is told.
  floor.passOverAccountEvents(projector.stored);
  try {
    await catchUp(store, record.floorId, { steps, chain, wallClock, timers });
  } catch (error) {
    // What was told on the way would be tried to be stored for ever, and a process that ended for it would not end.
    projector.close();
    throw error;
  }
  floor.passOverAccountEvents(0);
  const from = { batch: start.batchNo, commands: chain.sequence - startSequence };
  log.info({ floor: record.definition.name, snapshot: startSequence, ...from }, 'floor.recovered');
  return recovered;
}

/** Applies whatever the journal holds behind the chain. */
export async function catchUp(
  store: JournalStore,
  floorId: number,
  parts: RunMarketParts & Pick<Recovered, 'chain'>,
): Promise<void> {
  const { steps, chain } = parts;
  for await (const batch of store.batchesAfter(floorId, chain.batchNo)) {
    for (const command of chain.accept(batch)) {
      const running = runMarketTo(parts, command);
      if (running !== undefined) await running;
      steps.apply(command);
    }
  }
}

/** A floor at a moment, and the batch that brought it there. */
export interface FloorStart {
  readonly floor: Floor;
  readonly views: MarketViews;
  readonly batchNo: number;
}

async function storedStart(parts: RecoveryParts): Promise<FloorStart> {
  const { store, record, log } = parts;
  const makeMarket = await loadMarket(store, record, parts.timers);
  const position = await store.projectedEventId(record.floorId);
  const snapshot = await newestSnapshot(parts, makeMarket, position);
  if (snapshot !== undefined) return snapshot;
  const { name, rulesVersion: madeUnder } = record.definition;
  if (madeUnder !== rulesVersion) {
    // What this release cannot work out anew stays lost; the floor itself does not depend on it.
    const later = await newestSnapshot(parts, makeMarket, Number.POSITIVE_INFINITY);
    if (later !== undefined) {
      log.error({ floor: name, position }, 'history.incomplete');
      return later;
    }
    throw new RulesVersionMismatch(
      `floor ${name} was made under rules ${madeUnder} and has no snapshot that this release, with rules ${rulesVersion}, can ` +
        'start from: start the release that ran it last and stop it cleanly, then start this one',
    );
  }
  log.warn({ floor: name }, 'floor.from_its_beginning');
  return firstMoment(record.definition, makeMarket);
}

/** The newest sound one up to whose moment the history has everything: what that lacks only the journal tells again. */
async function newestSnapshot(
  parts: RecoveryParts,
  makeMarket: MarketMaker,
  position: number,
): Promise<FloorStart | undefined> {
  const { store, record, log } = parts;
  for await (const snapshot of store.snapshots(record.floorId)) {
    try {
      // Another server, which writes the floor, may have stored both meanwhile.
      const stored = snapshot.lastEventId > position ? await store.projectedEventId(record.floorId) : position;
      if (snapshot.lastEventId > Math.max(stored, position))
        throw new Error(`expected a history up to event ${snapshot.lastEventId}, found one up to ${stored}`);
      const start = openSnapshot(record, snapshot, makeMarket);
      start.views.loadCandles((await store.candles(record.floorId)) as Parameters<MarketViews['loadCandles']>[0]);
      return start;
    } catch (error) {
      log.warn({ err: error, floor: record.definition.name, sequence: snapshot.sequence }, 'snapshot.unusable');
    }
  }
  return undefined;
}

/** Throws when the bytes are not what was written, are of later rules, or do not make the floor that was. */
export function openSnapshot(record: FloorRecord, snapshot: SnapshotRecord, makeMarket: MarketMaker): FloorStart {
  checkSnapshot(snapshot);
  if (snapshot.rulesVersion > rulesVersion) {
    throw new RulesVersionMismatch(
      `the snapshot at sequence ${snapshot.sequence} was made under rules ${snapshot.rulesVersion}, this release has rules ` +
        `${rulesVersion}: start the later release`,
    );
  }
  const found = stateHash(snapshot.state);
  if (found !== snapshot.stateHash) throw new Error(`expected a state with hash ${snapshot.stateHash}, found ${found}`);
  return {
    floor: Floor.decode(record.definition, makeMarket()?.source, snapshot.state),
    views: MarketViews.decode(record.definition.symbols.length, snapshot.views),
    batchNo: snapshot.batchNo,
  };
}

/** A floor in its first moment, with its past. */
export function firstMoment(definition: FloorDefinition, makeMarket: MarketMaker): FloorStart {
  return atOnce(firstMomentSlices(definition, makeMarket));
}

/** The same in slices: drawing a past takes a second. */
export function* firstMomentSlices(definition: FloorDefinition, makeMarket: MarketMaker): Slices<FloorStart> {
  const market = makeMarket();
  const views = new MarketViews(definition.symbols.length, definition.startTimeUs);
  if (market !== undefined) views.seed(yield* market.past());
  yield;
  return { floor: Floor.create(definition, market?.source), views, batchNo: 0 };
}
