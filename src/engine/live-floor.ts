/**
 * A floor on this server: one state, views and listeners, and one of two roles over them. As long as another server writes the
 * floor it follows (floor-follower.ts); when it has the lease it writes (floor-runner.ts). Whoever reads or listens notices
 * nothing of a change of role: the state goes on where it was.
 *
 * Both ways lead over the journal. To take over: claim a higher epoch, apply what is there, put an empty batch behind it; from
 * then on no earlier writer can add anything. To step down: whatever this one applied is in the journal, so it follows from
 * there.
 */
import { hostname } from 'node:os';
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Applied } from '../core/messages/applied.ts';
import type { UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import { rulesVersion } from '../core/rules-version.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { StoredBatch } from '../journal/batch.ts';
import type { FloorLease } from '../journal/floor-lease.ts';
import type { HistoryReader } from '../journal/history-reader.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import { WriterBusy } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorAudit } from './floor-audit.ts';
import { FloorClock } from './floor-clock.ts';
import type { FloorFigures } from './floor-figures.ts';
import { FloorFollower } from './floor-follower.ts';
import { FloorRunner } from './floor-runner.ts';
import { EngineUnavailable, type FloorListener, type FloorSession, type FloorStanding } from './floor-session.ts';
import { openingTime, wasFollowingWall } from './opening-time.ts';
import type { PeerAnswer, PeerLinks, PeerRequest } from './peer-link.ts';
import type { Recovered } from './recover-floor.ts';
import { reportedHistory } from './reported-history.ts';
import { SeenRequests } from './seen-requests.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import type { MarketViews } from './views/market-views.ts';
import type { WallClock } from './wall-clock.ts';

export interface LiveFloorParts {
  readonly store: JournalStore;
  readonly record: FloorRecord;
  readonly recovered: Recovered;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  readonly links: PeerLinks | undefined;
  /** Number of this server. */
  readonly server: () => number;
  /**
   * As a writer of a floor in an epoch: undefined while this server surely holds the lease; else resolves when it does, or
   * when there is nobody else; rejects with `EngineUnavailable`.
   */
  readonly leaseHolds: (floorId: number, epoch: number) => Promise<void> | undefined;
  /** Why this server has not heard from the database for as long as a lease; undefined while it has. */
  readonly trouble: () => string | undefined;
  /** Wall milliseconds between snapshots. */
  readonly snapshotEveryMs?: number | undefined;
  readonly log: EngineLog;
  /** Told once when the floor can't go on in this process. */
  readonly stopped: (error: Error) => void;
}

interface FloorWriting {
  readonly runner: FloorRunner;
  readonly writer: JournalWriter;
}

type BatchListener = (batch: StoredBatch) => void;

export class LiveFloor implements FloorSession {
  readonly name: string;
  readonly floorId: number;
  readonly definition: FloorDefinition;
  readonly floor: FloorReader;
  readonly views: MarketViews;
  readonly history: HistoryReader;
  readonly #parts: LiveFloorParts;
  readonly #clock: FloorClock;
  readonly #audit: FloorAudit;
  readonly #snapshots: SnapshotKeeper;
  readonly #seen = new SeenRequests();
  readonly #batchListeners = new Set<BatchListener>();
  /** One of the two, but for the moments between. */
  #writing: FloorWriting | undefined;
  #follower: FloorFollower | undefined;
  #epoch = 0;
  #lastNumber = 0;
  #changing: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Follows until it is told to take over. */
  constructor(parts: LiveFloorParts) {
    const { store, record, recovered, wallClock } = parts;
    const { steps, projector } = recovered;
    this.#parts = parts;
    this.floorId = record.floorId;
    this.floor = steps.floor;
    this.definition = record.definition;
    this.name = record.definition.name;
    this.views = steps.views;
    this.history = reportedHistory(
      store.history(record.floorId, () => this.#historyReached()),
      (error) => parts.log.warn({ err: error, floor: this.name }, 'history.failed'),
    );
    this.#clock = new FloorClock(wallClock, steps.floor.time);
    this.#audit = new FloorAudit({
      ...{ name: this.name, floor: this.floor, log: parts.log },
      nowMs: () => wallClock.monotonicUs() / 1000,
      failed: () => this.#writing?.runner.takeCancelsOnly(),
    });
    this.#snapshots = new SnapshotKeeper({ ...parts, floorId: record.floorId, steps, projector, audit: this.#audit });
    projector.standBy();
    this.#follower = this.#newFollower(recovered.chain);
  }

  now(): TimestampUs {
    return this.#clock.now();
  }

  get auditFault(): string | undefined {
    return this.#audit.fault;
  }

  get standing(): FloorStanding {
    if (this.#writing !== undefined) return { role: 'writer', epoch: this.#writing.writer.epoch, behind: 0 };
    return { role: 'follower', epoch: this.#epoch, behind: this.#follower?.behind ?? 0 };
  }

  get figures(): FloorFigures {
    const own = this.#writing?.runner.figures ?? { commands: 0, batches: 0, lastCommitMs: 0, inbox: 0 };
    const { role, epoch, behind } = this.standing;
    return {
      ...own,
      ...{ writes: role === 'writer', epoch, behind, forwarded: this.#follower?.forwarded ?? 0 },
      projectionBacklog: this.#parts.recovered.projector.backlog,
      lagUs: this.#clock.now() - this.floor.time,
      ...{ audits: this.#audit.count, auditMs: this.#audit.lastMs, auditFailed: this.#audit.fault !== undefined },
    };
  }

  /** As a writer: the newest batch, and floor time worked out; no later batch has an earlier stamp. */
  get progress(): { readonly batchNo: number; readonly timeUs: number } | undefined {
    if (this.#writing === undefined) return undefined;
    return { batchNo: this.#writing.runner.appliedBatchNo, timeUs: this.floor.time };
  }

  submit(command: UserCommand): Promise<Result<Applied>> {
    if (this.#writing !== undefined) return this.#writing.runner.submit(command);
    return this.#passedOn((follower) => follower.submit(command));
  }

  step(microseconds: number): Promise<void> {
    if (this.#writing !== undefined) return this.#writing.runner.step(microseconds);
    return this.#passedOn((follower) => follower.step(microseconds));
  }

  current(): Promise<void> | undefined {
    const writing = this.#writing;
    if (writing === undefined) return this.#follower?.current() ?? Promise.reject(this.#between());
    const lease = this.#parts.leaseHolds(this.floorId, writing.writer.epoch);
    const applied = writing.runner.passedOnApplied();
    if (applied === undefined) return lease;
    return Promise.all([lease, applied]).then(
      () => (writing.runner.isLost ? Promise.reject(this.#between()) : undefined),
      (error: Error) => Promise.reject(new EngineUnavailable('busy', error.message)),
    );
  }

  listen(listener: FloorListener): () => void {
    return this.#parts.recovered.steps.listen(listener);
  }

  /** Hears each batch that this server commits, once it is committed. */
  listenToBatches(listener: BatchListener): () => void {
    this.#batchListeners.add(listener);
    return () => this.#batchListeners.delete(listener);
  }

  /**
   * Does what server number `from` has passed on, the first time it comes. Undefined when the journal will tell it, or the first
   * one is answered. Does not reject.
   */
  async perform(from: number, request: PeerRequest): Promise<PeerAnswer | undefined> {
    const { number } = request;
    if (!this.#seen.isFirst(from, number)) return undefined;
    const writing = this.#writing;
    if (writing === undefined || writing.writer.epoch !== request.epoch) {
      return {
        number,
        outcome: 'refused',
        message: `floor ${this.name} is not written here in epoch ${request.epoch}`,
      };
    }
    try {
      switch (request.kind) {
        case 'command':
          await writing.runner.submit(request.command, { server: from, number });
          return undefined;
        case 'step':
          await writing.runner.step(request.microseconds);
          return { number, outcome: 'done', message: '' };
        case 'project':
          await this.#parts.recovered.projector.allStored();
          return { number, outcome: 'done', message: '' };
      }
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) return undefined;
      return { number, outcome: error.kind === 'cancel_only' ? 'cancel_only' : 'refused', message: error.message };
    }
  }

  /** Another server has the lease. */
  follow(lease: FloorLease): void {
    if (lease.epoch < this.#epoch) return;
    this.#epoch = lease.epoch;
    this.#follower?.follow(lease);
  }

  /** Becomes the floor's writer, in place of server `gone` if that one is. False when somebody else is. */
  takeOver(gone?: number): Promise<boolean> {
    return this.#change(() => this.#takeOver(gone));
  }

  /** Another server is the writer. */
  stepDown(error: Error): Promise<void> {
    return this.#change(() => this.#stepDown(error));
  }

  /** Finishes what it has; a writer stores a last snapshot. Does not reject. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#change(async () => {
      await this.#writing?.runner.close();
      await this.#follower?.stop(false);
      this.#parts.recovered.projector.close();
    }).catch(() => {});
  }

  async #takeOver(gone: number | undefined): Promise<boolean> {
    const follower = this.#follower;
    if (this.#closed || follower === undefined) return this.#writing !== undefined;
    const { store, record, recovered, wallClock, timers, log } = this.#parts;
    const { steps, projector } = recovered;
    const began = wallClock.monotonicUs();
    const writer = new JournalWriter({
      ...{ store, floorId: this.floorId, holder: holderName(), rulesVersion },
      committed: (batch) => {
        for (const listener of this.#batchListeners) listener(batch);
      },
    });
    const followsWall = await wasFollowingWall(store, record);
    try {
      while (!(await writer.fence(follower.end, gone))) await follower.catchUp();
    } catch (error) {
      if (error instanceof WriterBusy) return false;
      throw error;
    }
    await follower.stop(true);
    this.#follower = undefined;
    try {
      // Everything up to the granted time may have been seen. Not before the fence: a last batch may be stamped earlier.
      if (steps.floor.grantedTime > steps.floor.time) steps.advance(steps.floor.grantedTime);
      const clockFromUs = await openingTime(steps, writer, followsWall ? wallClock.wallUs() : undefined);
      this.#clock.atLeast(steps.floor.time);
      this.#clock.set(steps.floor.clock.rate, steps.floor.clock.paused, clockFromUs);
    } catch (error) {
      this.#follower = this.#newFollower(
        new JournalChain(rulesVersion, writer.end.batchNo, steps.floor.sequence, writer.epoch),
      );
      throw error;
    }
    this.#epoch = writer.epoch;
    projector.resume();
    const runner = new FloorRunner({
      ...{ name: this.name, steps, projector, writer, wallClock, timers, log },
      ...{ clock: this.#clock, audit: this.#audit, snapshots: this.#snapshots },
      deposed: (error) => {
        if (store.sole) this.#parts.stopped(error);
        else void this.stepDown(error);
      },
      failed: this.#parts.stopped,
    });
    this.#writing = { runner, writer };
    const milliseconds = Math.round((wallClock.monotonicUs() - began) / 1000);
    log.info({ floor: this.name, epoch: writer.epoch, sequence: steps.floor.sequence, milliseconds }, 'floor.writing');
    return true;
  }

  async #stepDown(error: Error): Promise<void> {
    const writing = this.#writing;
    if (this.#closed || writing === undefined) return;
    const { recovered, log } = this.#parts;
    const { steps, projector } = recovered;
    log.warn({ floor: this.name, epoch: writing.writer.epoch, reason: error.message }, 'floor.stepping_down');
    const batchNo = await writing.runner.yield(error);
    projector.standBy();
    this.#writing = undefined;
    this.#follower = this.#newFollower(
      new JournalChain(rulesVersion, batchNo, steps.floor.sequence, writing.writer.epoch),
    );
  }

  #newFollower(chain: JournalChain): FloorFollower {
    const { store, recovered, wallClock, timers, links, server, log } = this.#parts;
    const { steps, projector } = recovered;
    return new FloorFollower({
      ...{ store, floorId: this.floorId, name: this.name, steps, projector, chain, links, server, log },
      ...{ snapshots: this.#snapshots, audit: this.#audit, clock: this.#clock, wallClock, timers },
      nextNumber: () => ++this.#lastNumber,
      failed: (error) => {
        log.error({ err: error, floor: this.name }, 'floor.stopped');
        this.#parts.stopped(error instanceof Error ? error : new Error(String(error)));
      },
    });
  }

  /** Changes of role come one after the other. */
  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.catch(() => {}).then(work);
    this.#changing = done;
    return done;
  }

  /** The history holds everything this server has applied. */
  async #historyReached(): Promise<void> {
    await this.#writing?.runner.doubtPassed();
    void this.#follower?.project().catch(() => {});
    return this.#parts.recovered.projector.reached();
  }

  /**
   * Who cannot hear of a revoked key may not ask the writer for anything, even when the way there is open. The writer itself
   * needs the database for each command.
   */
  #passedOn<T>(pass: (follower: FloorFollower) => Promise<T>): Promise<T> {
    const trouble = this.#parts.trouble();
    if (trouble !== undefined) return Promise.reject(new EngineUnavailable('busy', trouble));
    return this.#follower === undefined ? Promise.reject(this.#between()) : pass(this.#follower);
  }

  #between(): EngineUnavailable {
    return new EngineUnavailable('busy', `floor ${this.name} is changing its writer`);
  }
}

/** Who this process is, for people who look at the floor's row. */
function holderName(): string {
  return `${hostname()} process ${process.pid}`;
}
