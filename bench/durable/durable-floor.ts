/** A floor without a background market in an embedded PostgreSQL, fed with commands in batches through its journal. */
import type { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Command } from '../../src/core/messages/command.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import { storeNewFloor } from '../../src/engine/create-floor.ts';
import type { EngineLog } from '../../src/engine/engine-log.ts';
import { FloorSteps } from '../../src/engine/floor-steps.ts';
import { copyFloor } from '../../src/engine/snapshot-keeper.ts';
import type { JournaledCommand } from '../../src/journal/command-codec.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { ProjectionRows } from '../../src/journal/projections/project-event.ts';
import { Projector } from '../../src/journal/projections/projector.ts';
import { systemTimers } from '../../src/journal/timers.ts';
import { benchDefinition } from '../engine/bench-floor.ts';

export const batchSize = 1_024;
/** Floor time from one batch to the next, microseconds. */
const stepUs = 1_000;

export const silent: EngineLog = {
  info() {},
  warn({ err }, event) {
    throw new Error(event, { cause: err });
  },
  error({ err }, event) {
    throw new Error(event, { cause: err });
  },
};

export class DurableFloor {
  readonly floor: Floor;
  refused = 0;
  /** Milliseconds in which batches were encoded, and commits waited for. */
  commitMs = 0;
  readonly #store: JournalStore;
  readonly #floorId: number;
  readonly #steps: FloorSteps;
  readonly #writer: JournalWriter;
  readonly #projector: Projector | undefined;
  #time: number;

  private constructor(store: JournalStore, floorId: number, steps: FloorSteps, projector: Projector | undefined) {
    this.floor = steps.floor;
    this.#store = store;
    this.#floorId = floorId;
    this.#steps = steps;
    this.#writer = new JournalWriter({ store, floorId, holder: 'bench', rulesVersion });
    this.#projector = projector;
    this.#time = steps.floor.time;
  }

  /** `startTimeUs`: of the floor's clock. With `history`, orders and trades are written for queries as well, behind the journal. */
  static async create(store: JournalStore, startTimeUs: number, history: boolean): Promise<DurableFloor> {
    const definition: FloorDefinition = { ...benchDefinition, name: 'main', startTimeUs };
    const { record, fresh } = await storeNewFloor(store, definition, undefined, systemTimers, silent);
    const { floorId } = record;
    const { instruments } = fresh.floor;
    const report = (error: unknown) => silent.error({ err: error }, 'projection.failed');
    const projector = history
      ? new Projector({ store, floorId, instruments, position: fresh.floor.lastEventId, timers: systemTimers, report })
      : undefined;
    const steps = new FloorSteps({ ...fresh, projector, log: silent });
    const durable = new DurableFloor(store, floorId, steps, projector);
    await durable.#writer.fence({ batchNo: 0, sequence: 0, timeUs: startTimeUs });
    return durable;
  }

  /** Each batch is applied when it is committed, while the next one is being committed: as a server does it. */
  async run(commands: Iterable<Command>): Promise<void> {
    let batch: Command[] = [];
    let before: Promise<JournaledCommand[]> | undefined;
    const send = async () => {
      const began = performance.now();
      const stamped = await before;
      before = this.#append(batch);
      this.commitMs += performance.now() - began;
      batch = [];
      this.#apply(stamped ?? []);
    };
    for (const command of commands) if (batch.push(command) === batchSize) await send();
    if (batch.length > 0) await send();
    this.#apply((await before) ?? []);
  }

  async historyStored(): Promise<void> {
    await this.#projector?.allStored();
  }

  /** A snapshot as at the end of a server; the history counts as stored. */
  async snapshot(): Promise<void> {
    await this.markHistory();
    await this.#store.saveSnapshot(this.#floorId, copyFloor(this.#steps, this.#writer.end.batchNo));
  }

  /** The history counts as stored, so that a start does not make it again. */
  async markHistory(): Promise<void> {
    await this.#store.project(this.#floorId, new ProjectionRows(), this.#steps.lastEventId);
  }

  #append(batch: readonly Command[]): Promise<JournaledCommand[]> {
    this.#time += stepUs;
    const time = this.#time as TimestampUs;
    return this.#writer.append(
      batch.map((command) => ({ time, command })),
      time,
    );
  }

  #apply(stamped: readonly JournaledCommand[]): void {
    for (const command of stamped) if (!this.#steps.apply(command).ok) this.refused++;
  }
}
