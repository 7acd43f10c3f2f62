/**
 * All floors of this server, running. The first one made is the default. Floors are recovered one after the other, so that
 * each has the machine to itself while it replays.
 */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import { rulesVersion } from '../core/rules-version.ts';
import { type ExportProgress, type ExportRange, exportJournal } from '../journal/export-journal.ts';
import { FloorExists } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { systemTimers, type Timers } from '../journal/timers.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import { storeNewFloor } from './create-floor.ts';
import type { EngineLog } from './engine-log.ts';
import type { FloorRunner } from './floor-runner.ts';
import type { FloorSession, Floors } from './floor-session.ts';
import type { FloorStart } from './recover-floor.ts';
import { type JournalState, replayJournal } from './replay-journal.ts';
import { startFloor } from './start-floor.ts';
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
  /** A floor has stopped for good (lost to another writer, or an invariant is broken): the process should end. */
  readonly stopped: (error: Error) => void;
}

export interface Engine {
  readonly floors: Floors;
  /** The same floors, with their figures for monitoring. */
  runners(): readonly FloorRunner[];
  /** Rejects with `FloorExists`, or with the definition's error. */
  createFloor(definition: FloorDefinition, feed?: ReplayFeed): Promise<FloorSession>;
  /** Reads a floor's whole journal again. Rejects when there is no such floor. */
  verifyJournal(name: string, progress?: (line: string) => void): Promise<JournalVerdict>;
  /** A floor as it stood after a command; see replay-journal.ts. Rejects when there is no such floor. */
  replayJournal(name: string, to: number | undefined, progress?: (line: string) => void): Promise<JournalState>;
  /** A floor's journal as text; see export-journal.ts. Throws when there is no such floor. */
  exportJournal(name: string, range: ExportRange, told?: (progress: ExportProgress) => void): AsyncIterable<string>;
  /** Stops all floors, each with a last snapshot, and gives them free for another server. */
  close(): Promise<void>;
}

/** Rejects with `WriterBusy`, `JournalCorrupt` or `RulesVersionMismatch`. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { store, log, stopped, snapshotEveryMs } = options;
  const wallClock = options.clock ?? systemClock;
  const timers = options.timers ?? systemTimers;
  const runners = new Map<string, FloorRunner>();
  const records = new Map<string, FloorRecord>();

  async function start(record: FloorRecord, fresh?: FloorStart): Promise<FloorRunner> {
    const runner = await startFloor({ store, record, wallClock, timers, snapshotEveryMs, log, stopped, fresh });
    runners.set(runner.name, runner);
    records.set(runner.name, record);
    return runner;
  }

  async function createFloor(definition: FloorDefinition, feed?: ReplayFeed): Promise<FloorRunner> {
    if (runners.has(definition.name)) throw new FloorExists(`a floor named ${definition.name} exists already`);
    const { record, fresh } = await storeNewFloor(store, definition, feed, log);
    return start(record, fresh);
  }

  function recordOf(name: string): FloorRecord {
    const record = records.get(name);
    if (record === undefined) throw new Error(`no floor named ${name}`);
    return record;
  }

  async function close(): Promise<void> {
    await Promise.all([...runners.values()].map((runner) => runner.close()));
    await store.releaseWriters();
  }

  try {
    for (const record of await store.floors()) await start(record);
    if (runners.size === 0) await createFloor(options.firstFloor());
  } catch (error) {
    await close();
    throw error;
  }
  const [first] = runners.values();
  if (first === undefined) throw new Error('expected at least one floor');
  return {
    floors: { default: first, get: (name) => runners.get(name), list: () => [...runners.values()] },
    runners: () => [...runners.values()],
    createFloor,
    verifyJournal: async (name, progress) => verifyJournal(store, recordOf(name), log, progress),
    replayJournal: async (name, to, progress) => replayJournal(store, recordOf(name), to, log, progress),
    exportJournal: (name, range, told) => exportJournal(store, recordOf(name), rulesVersion, range, told),
    close,
  };
}
