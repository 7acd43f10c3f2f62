/**
 * A floor that another server writes. It applies what that one has committed, as the writer tells it or as it finds it in the
 * journal, so it holds the same state and serves reads, streams and history by itself; commands it passes on.
 *
 * The market here never runs ahead of the writer's: up to the time at which the last batch was sealed, or the writer says it
 * has reached, because an earlier stamp can't come any more; on a paused floor up to what a step was granted.
 */
import type { Applied } from '../core/messages/applied.ts';
import type { UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { FloorLease } from '../journal/floor-lease.ts';
import type { JournalChain } from '../journal/journal-chain.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { JournalEnd } from '../journal/journal-writer.ts';
import type { Projector } from '../journal/projections/projector.ts';
import { pause, type Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import type { FloorAudit } from './floor-audit.ts';
import type { FloorClock } from './floor-clock.ts';
import { EngineUnavailable } from './floor-session.ts';
import type { FloorSteps } from './floor-steps.ts';
import { type Destination, Forwarder } from './forwarder.ts';
import { FreshLook } from './fresh-look.ts';
import { JournalTail } from './journal-tail.ts';
import { MarketDriver } from './market-driver.ts';
import type { PeerLink, PeerLinks } from './peer-link.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import type { WallClock } from './wall-clock.ts';

/** Between two looks into the journal when no writer tells what is new, wall milliseconds. */
const pollMs = 100;
/** Between two looks at what the writer has stored of history and snapshots. */
const tidyMs = 5_000;
/** How long a query waits until this server holds what was acknowledged before it. */
const currentMs = 1_000;
const historyPollMs = 20;
/** How long a command waits until the writer is reached. */
const reachMs = 1_000;
const reachPollMs = 10;
/** The clock here may be this far from the writer's before it is set, wall microseconds. */
const clockSlackUs = 100_000;

export interface FloorFollowerParts {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly name: string;
  readonly steps: FloorSteps;
  readonly chain: JournalChain;
  readonly projector: Projector;
  readonly snapshots: SnapshotKeeper;
  readonly clock: FloorClock;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  readonly audit: FloorAudit;
  /** Undefined: there is no way to other servers; commands are refused. */
  readonly links: PeerLinks | undefined;
  /** Number of this server. */
  readonly server: () => number;
  readonly nextNumber: () => number;
  readonly log: EngineLog;
  /** Told what makes it impossible to follow any further. */
  readonly failed: (error: unknown) => void;
}

export class FloorFollower {
  readonly #parts: FloorFollowerParts;
  readonly #tail: JournalTail;
  readonly #forwarder: Forwarder;
  readonly #driver: MarketDriver;
  readonly #look: FreshLook;
  /** Floor time before which no command can be stamped any more, and one that holds from a batch on. */
  #safeUs: number;
  #told = { batchNo: 0, timeUs: 0 };
  #lease: FloorLease | undefined;
  #link: PeerLink | undefined;
  #unlisten: (() => void) | undefined;
  /** Calls off the next look into the journal, and at what is stored. */
  #callOffPoll: (() => void) | undefined;
  #callOffTidy: (() => void) | undefined;
  #heardAtUs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(parts: FloorFollowerParts) {
    const { steps, clock, wallClock, timers, audit } = parts;
    this.#parts = parts;
    this.#safeUs = steps.floor.time;
    this.#forwarder = new Forwarder(parts.nextNumber, timers);
    this.#tail = new JournalTail({
      ...parts,
      applied: ({ origin, command }, result) => {
        if (command.type === 'set_clock' || command.type === 'skip_time') this.#setClock(steps.floor.time);
        else if (command.type !== 'grant_time' && clock.now() < steps.floor.time) this.#setClock(steps.floor.time);
        if (origin?.server === parts.server()) this.#forwarder.applied(origin.number, result);
      },
      taken: ({ timeUs, writerEpoch }) => {
        this.#safeUs = Math.max(this.#safeUs, timeUs);
        this.#heed();
        this.#forwarder.epochReached(writerEpoch);
      },
    });
    this.#look = new FreshLook(() => this.#becomeCurrent());
    this.#driver = new MarketDriver({
      ...{ steps, clock, wallClock, timers },
      goal: () => this.#goal(),
      afterTurn: () => audit.runWhenDue(),
      failed: parts.failed,
    });
    this.#setClock(steps.floor.time);
    this.#driver.start();
    this.#pollSoon();
    this.#tidySoon();
  }

  get behind(): number {
    return this.#tail.behind;
  }

  get forwarded(): number {
    return this.#forwarder.length;
  }

  /** The journal as far as it has been applied. */
  get chain(): JournalChain {
    return this.#parts.chain;
  }

  /** Where the journal has been applied to, for a fence behind it. */
  get end(): JournalEnd {
    const { chain } = this.#parts;
    return { batchNo: chain.batchNo, sequence: chain.sequence, timeUs: chain.timeUs };
  }

  /** Who writes the floor, as this server heard last. */
  follow(lease: FloorLease): void {
    const same = this.#lease?.server === lease.server && this.#lease.address === lease.address;
    this.#lease = lease;
    if (same || this.#stopped) return;
    this.#unlisten?.();
    this.#link =
      lease.address === undefined
        ? undefined
        : this.#parts.links?.to(lease.server, lease.address, this.#parts.server());
    this.#unlisten = this.#link?.listen(this.#parts.floorId, {
      batch: (batch) => {
        this.#heard();
        this.#tail.push(batch);
      },
      reached: (batchNo, timeUs) => {
        this.#heard();
        this.#told = { batchNo, timeUs };
        this.#tail.expect(batchNo);
        this.#heed();
      },
      answer: (answer) => this.#forwarder.answered(answer),
    });
  }

  /** Rejects with `EngineUnavailable` (nothing done) or `OutcomeUnknown`. */
  async submit(command: UserCommand): Promise<Result<Applied>> {
    const to = this.#destination() ?? (await this.#writerReached());
    return this.#forwarder.submit(to, command);
  }

  async step(microseconds: number): Promise<void> {
    const to = this.#destination() ?? (await this.#writerReached());
    await this.#forwarder.ask(to, { kind: 'step', microseconds });
    await this.current();
    const { steps } = this.#parts;
    while (!this.#stopped && steps.floor.clock.paused && steps.floor.time < steps.floor.grantedTime) {
      await pause(this.#parts.timers, historyPollMs);
    }
  }

  /** Asks the writer to give the floor up to this server; resolves to its seal, as text. */
  async askForFloor(): Promise<string> {
    const to = this.#destination() ?? (await this.#writerReached());
    return this.#forwarder.ask(to, { kind: 'yield' });
  }

  /** The server that writes, as this one heard last. */
  get writer(): number {
    return this.#lease?.server ?? 0;
  }

  /** Resolves when this server holds everything that was acknowledged before the call. Rejects with `EngineUnavailable`. */
  current(): Promise<void> {
    return this.#look.take();
  }

  /** Asks the writer to store the history of what has been applied here, and looks until it is there. */
  async project(): Promise<void> {
    const { store, floorId, projector, wallClock, timers } = this.#parts;
    const untilUs = wallClock.monotonicUs() + currentMs * 1000;
    const wanted = projector.taken;
    const to = this.#destination();
    if (to !== undefined) void this.#forwarder.ask(to, { kind: 'project' }).catch(() => {});
    while (wallClock.monotonicUs() < untilUs && !this.#stopped) {
      projector.storedElsewhere(await store.projectedEventId(floorId));
      if (projector.stored >= wanted) return;
      await pause(timers, historyPollMs);
    }
  }

  /** Applies everything that is committed now, however long that takes. */
  catchUp(): Promise<void> {
    return this.#tail.catchUp();
  }

  /**
   * Ends the following. `fencedBy`: epoch of a batch that this server has put behind everything: what it passed on under an earlier one
   * and has not read can never be done. Of anything else the outcome is unknown.
   */
  async stop(fencedBy = 0): Promise<void> {
    this.#stopped = true;
    this.#unlisten?.();
    this.#callOffPoll?.();
    this.#callOffTidy?.();
    this.#driver.stop();
    await this.#tail.stop();
    this.#forwarder.epochReached(fencedBy);
    this.#forwarder.abandon();
  }

  #destination(): Destination | undefined {
    if (this.#link?.isOpen !== true || this.#lease === undefined || this.#stopped) return undefined;
    return { link: this.#link, floorId: this.#parts.floorId, epoch: this.#lease.epoch };
  }

  /** A connection to the writer is made within moments of a start or a take-over: who comes before it waits a little. */
  async #writerReached(): Promise<Destination> {
    const { links, wallClock, timers, name } = this.#parts;
    const untilUs = wallClock.monotonicUs() + reachMs * 1000;
    while (links !== undefined && !this.#stopped && wallClock.monotonicUs() < untilUs) {
      await pause(timers, reachPollMs);
      const to = this.#destination();
      if (to !== undefined) return to;
    }
    throw new EngineUnavailable('moving', `the writer of floor ${name} cannot be reached`);
  }

  #goal(): number {
    const { floor } = this.#parts.steps;
    return floor.clock.paused ? floor.grantedTime : Math.min(this.#safeUs, floor.grantedTime);
  }

  /** Takes in what the writer said of its time, once the batches are here that it goes with. */
  #heed(): void {
    const { batchNo, timeUs } = this.#told;
    if (this.#tail.batchNo < batchNo || timeUs <= this.#safeUs) return;
    this.#safeUs = timeUs;
    const { clock, steps } = this.#parts;
    const { rate, paused } = steps.floor.clock;
    if (!paused && Math.abs(clock.now() - timeUs) > clockSlackUs * rate) this.#setClock(timeUs);
  }

  #setClock(fromUs: number): void {
    const { clock, steps } = this.#parts;
    const { rate, paused } = steps.floor.clock;
    clock.set(rate, paused, fromUs);
  }

  async #becomeCurrent(): Promise<void> {
    const { store, floorId, timers } = this.#parts;
    let callOff = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      callOff = timers.after(currentMs, () => reject(new Error(`not within ${currentMs} ms`)));
    });
    try {
      const newest = await Promise.race([store.newestBatchNo(floorId), late]);
      this.#tail.expect(newest);
      await Promise.race([this.#tail.reached(newest), late]);
    } catch (error) {
      const { message } = error as Error;
      const kind = this.#stopped ? 'moving' : 'busy';
      throw new EngineUnavailable(kind, `this server cannot say that it holds all that was acknowledged: ${message}`);
    } finally {
      callOff();
    }
  }

  #pollSoon(): void {
    const { wallClock, timers } = this.#parts;
    this.#callOffPoll = timers.after(pollMs, () => {
      const isTold = wallClock.monotonicUs() - this.#heardAtUs < pollMs * 2_000;
      const done = isTold ? Promise.resolve() : this.#tail.catchUp();
      void done
        .catch(() => {})
        .finally(() => {
          if (!this.#stopped) this.#pollSoon();
        });
    });
  }

  #tidySoon(): void {
    this.#callOffTidy = this.#parts.timers.after(tidyMs, () => {
      void this.#forgetStored().finally(() => {
        if (!this.#stopped) this.#tidySoon();
      });
    });
  }

  #heard(): void {
    this.#heardAtUs = this.#parts.wallClock.monotonicUs();
  }

  async #forgetStored(): Promise<void> {
    const { store, floorId, projector, snapshots, log } = this.#parts;
    try {
      projector.storedElsewhere(await store.projectedEventId(floorId));
      const snapshotUs = await store.newestSnapshotUs(floorId);
      if (!this.#stopped && snapshotUs !== undefined) snapshots.takenElsewhere(snapshotUs);
    } catch (error) {
      log.warn({ err: error, floor: this.#parts.name }, 'floor.progress_unknown');
    }
  }
}
