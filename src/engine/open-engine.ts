/**
 * All floors of this server, running: written here, or followed where another server on the same database writes. The first
 * one made is the default. Floors are recovered one after the other, so that each has the machine to itself while it replays.
 *
 * Floors do not end each other: one whose own fault keeps it from being opened is set aside, and the others run. A fault while it
 * runs ends the process, since memory may be what is wrong; one that comes back is the floor's, and it is set aside (floor-faults.ts).
 */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import { rulesVersion } from '../core/rules-version.ts';
import { type ExportProgress, type ExportRange, exportJournal } from '../journal/export-journal.ts';
import { FloorExists } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { systemTimers, type Timers } from '../journal/timers.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import { BrokenFloor, isOwnFault } from './broken-floor.ts';
import { storeNewFloor } from './create-floor.ts';
import type { EngineLog } from './engine-log.ts';
import { noteFault, tooManyFaults } from './floor-faults.ts';
import type { ClosedFloor, FloorSession, Floors } from './floor-session.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LiveFloor } from './live-floor.ts';
import type { PeerLinks } from './peer-link.ts';
import { type FloorStart, recoverFloor } from './recover-floor.ts';
import { type JournalState, type ReplayEnd, replayJournal } from './replay-journal.ts';
import { type JournalVerdict, verifyJournal } from './verify-journal.ts';
import { systemClock, type WallClock } from './wall-clock.ts';

export interface EngineOptions {
  readonly store: JournalStore;
  readonly log: EngineLog;
  /** Default: the machine's clocks. */
  readonly clock?: WallClock;
  /** Default: the platform's. */
  readonly timers?: Timers;
  /** Wall milliseconds between snapshots of a floor; default a minute. */
  readonly snapshotEveryMs?: number | undefined;
  /** Made when the store holds no floor yet. */
  readonly firstFloor: () => FloorDefinition;
  /** Version of this program; what a floor did to another is not held against it. */
  readonly release?: string | undefined;
  /** Names of floors that are not opened here; their journals can be read all the same. */
  readonly closedFloors?: readonly string[] | undefined;
  /** How other servers are reached; without it nothing is passed on to them. */
  readonly links?: PeerLinks | undefined;
  /** A floor has stopped for good (an invariant is broken, its journal cannot be followed): the process should end. */
  readonly stopped: (error: Error) => void;
}

export interface Engine {
  readonly floors: Floors;
  /** The same floors, with their figures, roles and batches. */
  live(): readonly LiveFloor[];
  /** Tells other servers where this one is reached. */
  announce(address: string): Promise<void>;
  /** Whether other servers are here, as far as this one has heard, which go on with the floors when it leaves. */
  hasCompany(): boolean;
  /** What is wrong between this server and the others; undefined when nothing is. */
  trouble(): string | undefined;
  /** Rejects with `FloorExists`, or with the definition's error. */
  createFloor(definition: FloorDefinition, feed?: ReplayFeed): Promise<FloorSession>;
  /** Reads a floor's whole journal again. Rejects when there is no such floor. */
  verifyJournal(name: string, progress?: (line: string) => void): Promise<JournalVerdict>;
  /** A floor as it stood at a moment; see replay-journal.ts. Rejects when there is no such floor. */
  replayJournal(name: string, end: ReplayEnd, progress?: (line: string) => void): Promise<JournalState>;
  /** A floor's journal as text; see export-journal.ts. Throws when there is no such floor. */
  exportJournal(name: string, range: ExportRange, told?: (progress: ExportProgress) => void): AsyncIterable<string>;
  /** Stops all floors, each with a last snapshot, and gives them free for another server. */
  close(): Promise<void>;
}

/** There is no such floor to leave closed, or none is left to open. */
export class WrongClosedFloors extends Error {
  override readonly name = 'WrongClosedFloors';
}

/** Rejects with `RulesVersionMismatch` or `WrongClosedFloors`; with `JournalCorrupt` or `BrokenFloor` when no floor can be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { store, log, stopped, snapshotEveryMs, links, release = '', closedFloors = [] } = options;
  const wallClock = options.clock ?? systemClock;
  const timers = options.timers ?? systemTimers;
  const floors = new Map<string, LiveFloor>();
  const records = new Map<string, FloorRecord>();
  /** By number of the floor. */
  const closed = new Map<number, ClosedFloor>();
  let defaultName: string | undefined;
  /** The fault of the first floor that was set aside. */
  let broken: Error | undefined;
  /** Because of which this process is to end. */
  const ended = new Set<LiveFloor>();
  /** Names of floors that are being made or opened. */
  const opening = new Set<string>();
  const keeper = new LeaseKeeper({
    store,
    wallClock,
    timers,
    log,
    floors: () => floors.values(),
    foundFloor,
  });

  /**
   * The process is to end, because of that floor. Until it has, which may take a drain, nobody is answered from the floor's memory;
   * and the floor may fail some more.
   */
  function end(floor: LiveFloor, error: Error): void {
    if (ended.has(floor)) return;
    ended.add(floor);
    floors.delete(floor.name);
    setAside(floor, error);
    void noteFault({ store, timers, release }, floor.floorId, error).then(() => stopped(error));
  }

  function setAside({ floorId, definition }: Pick<FloorRecord, 'floorId' | 'definition'>, error: Error): void {
    closed.set(floorId, { name: definition.name, why: 'broken', reason: error.message });
  }

  async function open(record: FloorRecord, fresh?: FloorStart): Promise<LiveFloor> {
    const { name } = record.definition;
    const began = wallClock.monotonicUs();
    const recovered = await recoverFloor({ store, record, timers, wallClock, log, fresh });
    const server = () => keeper.server;
    const leaseHolds = keeper.holds.bind(keeper);
    const trouble = () => keeper.trouble;
    const lookForWriter = () => keeper.lookNow();
    // Until it has its role, what it fails by is why it could not be opened.
    const early = Promise.withResolvers<never>();
    early.promise.catch(() => {});
    let failed: (error: Error) => void = early.reject;
    let isGivenUp = false;
    const floor = new LiveFloor({
      ...{
        store,
        record,
        recovered,
        wallClock,
        timers,
        links,
        server,
        leaseHolds,
        trouble,
        lookForWriter,
        snapshotEveryMs,
        log,
        stopped: (error) => failed(error),
      },
    });
    floors.set(name, floor);
    records.set(name, record);
    try {
      const entered = keeper.enter(floor).then(() => {
        if (!isGivenUp) failed = (error) => end(floor, error);
      });
      await Promise.race([entered, early.promise]);
    } catch (error) {
      isGivenUp = true;
      floors.delete(name);
      await floor.close();
      // Where only this machine's memory is at fault, another server goes on with it.
      await store.releaseWriter(record.floorId).catch(() => {});
      throw error;
    }
    const milliseconds = Math.round((wallClock.monotonicUs() - began) / 1000);
    const { role } = floor.standing;
    log.info({ floor: name, role, sequence: floor.floor.sequence, milliseconds }, 'floor.started');
    return floor;
  }

  async function createFloor(definition: FloorDefinition, feed?: ReplayFeed): Promise<LiveFloor> {
    if (floors.has(definition.name)) throw new FloorExists(`a floor named ${definition.name} exists already`);
    opening.add(definition.name);
    try {
      const { record, fresh } = await storeNewFloor(store, definition, feed, timers, log);
      return await open(record, fresh).catch((error: unknown) => {
        if (isOwnFault(error)) setAside(record, error);
        throw error;
      });
    } finally {
      opening.delete(definition.name);
    }
  }

  async function foundFloor(floorId: number): Promise<void> {
    if (closed.has(floorId)) return;
    const record = (await store.floors()).find((one) => one.floorId === floorId);
    if (record === undefined || opening.has(record.definition.name) || floors.has(record.definition.name)) return;
    records.set(record.definition.name, record);
    await openUnlessClosed(record);
  }

  /** Of servers that start on an empty database together, one makes the floor. */
  async function makeFirst(): Promise<void> {
    try {
      await createFloor(options.firstFloor());
    } catch (error) {
      if (!(error instanceof FloorExists)) throw error;
      await openAll(await store.floors());
    }
  }

  async function openUnlessClosed(record: FloorRecord): Promise<void> {
    const { name } = record.definition;
    if (closedFloors.includes(name)) {
      closed.set(record.floorId, { name, why: 'chosen', reason: 'it is one of those that are to be left closed' });
      log.warn({ floor: name }, 'floor.left_closed');
      return;
    }
    opening.add(name);
    try {
      // Who serves nothing else may as well try.
      const faults = records.size > 1 ? await tooManyFaults(store, release, record.floorId) : undefined;
      if (faults !== undefined) throw new BrokenFloor(name, faults);
      await open(record);
    } catch (error) {
      log.error({ err: error, floor: name }, 'floor.not_opened');
      if (!isOwnFault(error)) throw error;
      setAside(record, error);
      broken ??= error;
    } finally {
      opening.delete(name);
    }
  }

  async function openAll(found: readonly FloorRecord[]): Promise<void> {
    const missing = closedFloors.find((name) => !found.some(({ definition }) => definition.name === name));
    if (missing !== undefined) {
      const names = found.map(({ definition }) => definition.name).join(', ') || 'none';
      throw new WrongClosedFloors(`expected a floor named ${missing} to leave closed, found ${names}`);
    }
    defaultName = found[0]?.definition.name;
    for (const record of found) records.set(record.definition.name, record);
    for (const record of found) await openUnlessClosed(record);
    if (floors.size === 0 && found.length > 0)
      throw broken ?? new WrongClosedFloors('expected a floor to open, found all of them left closed');
  }

  function recordOf(name: string): FloorRecord {
    const record = records.get(name);
    if (record === undefined) throw new Error(`no floor named ${name}`);
    return record;
  }

  async function close(): Promise<void> {
    keeper.stop();
    await Promise.all([...floors.values(), ...ended].map((floor) => floor.close()));
    links?.close();
    await store.releaseWriters();
  }

  try {
    await openAll(await store.floors());
    if (floors.size === 0) await makeFirst();
  } catch (error) {
    await close();
    throw error;
  }
  keeper.start();
  const [first] = floors.values();
  if (first === undefined) throw new Error('expected at least one floor');
  return {
    floors: {
      defaultName: defaultName ?? first.name,
      get: (name) => floors.get(name),
      list: () => [...floors.values()],
      closed: () => [...closed.values()],
    },
    live: () => [...floors.values()],
    announce: (address) => store.announce(address),
    hasCompany: () => keeper.neighbors,
    trouble: () => keeper.trouble,
    createFloor,
    verifyJournal: async (name, progress) => verifyJournal(store, recordOf(name), log, progress),
    replayJournal: async (name, end, progress) => replayJournal(store, recordOf(name), end, log, progress),
    exportJournal: (name, range, told) => exportJournal(store, recordOf(name), rulesVersion, range, told),
    close,
  };
}
