/**
 * A floor on this server: one state, views and listeners, and one of two roles over them. As long as another server writes the
 * floor it follows (floor-follower.ts); when it has the lease it writes (floor-runner.ts). Whoever reads or listens notices
 * nothing of a change of role: the state goes on where it was.
 *
 * All ways lead over the journal. To take over: claim a higher epoch, apply what is there, put an empty batch behind it; from
 * then on no earlier writer can add anything. To step down: whatever this one applied is in the journal, so it follows from
 * there. To hand over in order: the writer seals the floor, follows, and passes the lease; who takes it compares its own copy with
 * the seal before it writes.
 */
import { hostname } from 'node:os';
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Applied } from '../core/messages/applied.ts';
import type { UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import { rulesVersion } from '../core/rules-version.ts';
import type { AccountId, TimestampUs } from '../core/units/brand.ts';
import type { StoredBatch } from '../journal/batch.ts';
import type { FloorLease } from '../journal/floor-lease.ts';
import type { HistoryReader } from '../journal/history-reader.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import { WriterBusy } from '../journal/journal-errors.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { Timers } from '../journal/timers.ts';
import { BrokenFloor } from './broken-floor.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorAudit } from './floor-audit.ts';
import { FloorClock } from './floor-clock.ts';
import type { FloorFigures } from './floor-figures.ts';
import { FloorFollower } from './floor-follower.ts';
import { FloorRunner } from './floor-runner.ts';
import {
  EngineUnavailable,
  type FloorListener,
  type FloorSession,
  type FloorStanding,
  type TakenFloor,
} from './floor-session.ts';
import { openingTime, wasFollowingWall } from './opening-time.ts';
import { Patience } from './patience.ts';
import type { PeerAnswer, PeerLinks, PeerRequest } from './peer-link.ts';
import type { Recovered } from './recover-floor.ts';
import { reportedHistory } from './reported-history.ts';
import { runMarket } from './run-market.ts';
import { compareWithSeal, FloorsDiffer, readSeal, type Seal, sealText } from './seal.ts';
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
  /** Why this server may not know what the others changed; undefined when it does. */
  readonly trouble: () => string | undefined;
  /** Asks the database who writes, soon. */
  readonly lookForWriter: () => void;
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
  readonly #patience: Patience;
  /** This server is letting go of the floor: what comes waits. */
  #sealed = false;
  /** The floor is being handed over to this server, which nothing else may take meanwhile. */
  #taking = false;
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
      store.history(record.floorId, (account) => this.#historyReached(account)),
      (error) => parts.log.warn({ err: error, floor: this.name }, 'history.failed'),
    );
    this.#patience = new Patience(wallClock, parts.timers, parts.lookForWriter);
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

  /** Not behind what has happened: within a step, or a leap over the time nobody served the floor, its clock comes last. */
  now(): TimestampUs {
    return Math.max(this.#clock.now(), this.floor.time) as TimestampUs;
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
    const broken = this.#broken();
    if (broken !== undefined) return Promise.reject(broken);
    if (this.#writing !== undefined && !this.#sealed) return this.#writing.runner.submit(command);
    return this.#patience.with(() => {
      if (this.#writing === undefined) return this.#following((follower) => follower.submit(command));
      return this.#sealed ? Promise.reject(this.#between()) : this.#writing.runner.submit(command);
    });
  }

  step(microseconds: number): Promise<void> {
    const broken = this.#broken();
    if (broken !== undefined) return Promise.reject(broken);
    if (this.#writing !== undefined) return this.#writing.runner.step(microseconds);
    return this.#following((follower) => follower.step(microseconds));
  }

  current(): Promise<void> | undefined {
    const broken = this.#broken();
    if (broken !== undefined) return Promise.reject(broken);
    const writing = this.#writing;
    if (writing === undefined) return this.#patience.with(() => this.#currentWithoutWriting());
    const lease = this.#parts.leaseHolds(this.floorId, writing.writer.epoch);
    const applied = writing.runner.passedOnApplied();
    if (applied === undefined) return lease;
    return Promise.all([lease, applied]).then(
      () => (writing.runner.isLost ? Promise.reject(this.#between()) : undefined),
      (error: Error) => Promise.reject(new EngineUnavailable('busy', error.message)),
    );
  }

  /** The role may change while it waits. */
  async #currentWithoutWriting(): Promise<void> {
    if (this.#writing !== undefined) return this.current();
    return this.#following((follower) => follower.current());
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
    if (writing === undefined || writing.writer.epoch !== request.epoch || this.#sealed) {
      return { number, outcome: 'moving', message: `floor ${this.name} is not written here in epoch ${request.epoch}` };
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
        case 'yield':
          return { number, outcome: 'done', message: sealText(await this.#handOver(from)) };
      }
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) return undefined;
      const { kind, message } = error;
      return { number, outcome: kind === 'cancel_only' || kind === 'moving' ? kind : 'refused', message };
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
    if (this.#taking) return Promise.resolve(false);
    return this.#change(() => this.#takeOver(gone));
  }

  async take(): Promise<TakenFloor> {
    const follower = this.#follower;
    const { sequence } = this.floor;
    if (follower === undefined || this.#taking) {
      if (this.#writing === undefined || this.#taking) throw this.#between();
      return { epoch: this.#epoch, stateHash: undefined, sequence, milliseconds: 0 };
    }
    const { wallClock, log } = this.#parts;
    const began = wallClock.monotonicUs();
    const from = follower.writer;
    this.#taking = true;
    try {
      const seal = readSeal(await follower.askForFloor());
      if (!(await this.#change(() => this.#takeOver(undefined, seal)))) throw this.#between();
      const milliseconds = Math.round((wallClock.monotonicUs() - began) / 1000);
      log.info({ floor: this.name, from, epoch: this.#epoch, ...seal, milliseconds }, 'floor.taken');
      return { epoch: this.#epoch, stateHash: seal.stateHash, sequence: seal.sequence, milliseconds };
    } catch (error) {
      if (error instanceof FloorsDiffer || error instanceof BrokenFloor) await this.#giveBack(from, error);
      throw error;
    } finally {
      this.#taking = false;
    }
  }

  /** Another server is the writer. */
  stepDown(error: Error): Promise<void> {
    return this.#change(() => this.#stepDown(error));
  }

  /** It can't go on in this process. */
  giveUp(error: Error): void {
    this.#parts.stopped(error);
  }

  /** Finishes what it has; a writer stores a last snapshot. Does not reject. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#change(async () => {
      await this.#writing?.runner.close();
      await this.#follower?.stop();
      this.#parts.recovered.projector.close();
    }).catch(() => {});
  }

  /** As the writer: lets server `to` have the floor. Who asks for it again, or whoever finds it free, goes on from the journal. */
  #handOver(to: number): Promise<Seal> {
    return this.#change(async () => {
      const { writing, store, log } = { writing: this.#writing, ...this.#parts };
      if (writing === undefined || this.#closed) throw this.#between();
      this.#sealed = true;
      try {
        const seal = await writing.runner.seal().catch(async (error: Error) => {
          if (this.#writing?.runner.isSealed) await this.#regain(error);
          throw error;
        });
        // A reader here asks the journal from now on: the other server may write with its next word.
        await this.#becomeFollower(writing, new Error(`server ${to} takes floor ${this.name}`));
        if (await store.passWriter(this.floorId, to)) return seal;
        const error = new EngineUnavailable('busy', `server ${to} has gone`);
        await this.#regain(error);
        throw error;
      } catch (error) {
        log.warn({ err: error, floor: this.name, to }, 'floor.not_handed_over');
        throw error instanceof EngineUnavailable ? error : new EngineUnavailable('busy', (error as Error).message);
      } finally {
        this.#sealed = false;
      }
    });
  }

  /** Writes the floor again that it had sealed already, from the journal like any other writer. Does not reject: the next beat tries again. */
  async #regain(reason: Error): Promise<void> {
    if (this.#writing !== undefined) await this.#becomeFollower(this.#writing, reason);
    await this.#takeOver(undefined).catch(() => false);
  }

  /** The copy here is not what it should be: the writer before goes on, and this server starts again from the journal. */
  async #giveBack(to: number, error: Error): Promise<void> {
    const { store, log, stopped } = this.#parts;
    log.error({ err: error, floor: this.name, to }, 'floor.differs');
    await store.passWriter(this.floorId, to).catch(() => false);
    stopped(error);
  }

  async #takeOver(gone: number | undefined, seal?: Seal): Promise<boolean> {
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
    if (seal !== undefined) {
      await follower.catchUp();
      await compareWithSeal({ steps, wallClock, timers }, seal);
    }
    try {
      while (!(await writer.fence(follower.end, gone))) await follower.catchUp();
    } catch (error) {
      if (error instanceof WriterBusy) return false;
      throw error;
    }
    await follower.stop(writer.epoch);
    if (follower.end.batchNo > writer.end.batchNo) {
      // That the fence stands was heard so late that another server has written behind it, and this one has applied that.
      this.#follower = this.#newFollower(follower.chain);
      return false;
    }
    this.#follower = undefined;
    try {
      // While it was asked about, or fenced: nothing is written from half a step.
      if (steps.fault !== undefined) throw steps.fault;
      // Everything up to the granted time may have been seen. Not before the fence: a last batch may be stamped earlier.
      await runMarket({ steps, wallClock, timers }, steps.floor.grantedTime);
      const clockFromUs = await openingTime(steps, writer, followsWall ? wallClock.wallUs() : undefined);
      this.#clock.atLeast(steps.floor.time);
      this.#clock.set(steps.floor.clock.rate, steps.floor.clock.paused, clockFromUs);
    } catch (error) {
      this.#follower = this.#newFollower(
        new JournalChain(rulesVersion, writer.end.batchNo, steps.floor.sequence, writer.epoch, steps.floor.time),
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
    await this.#becomeFollower(writing, error);
  }

  async #becomeFollower(writing: FloorWriting, error: Error): Promise<void> {
    const { recovered, log } = this.#parts;
    const { steps, projector } = recovered;
    log.warn({ floor: this.name, epoch: writing.writer.epoch, reason: error.message }, 'floor.stepping_down');
    const batchNo = await writing.runner.yield(error);
    projector.standBy();
    this.#writing = undefined;
    this.#follower = this.#newFollower(
      new JournalChain(rulesVersion, batchNo, steps.floor.sequence, writing.writer.epoch, steps.floor.time),
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

  /** The history holds everything this server has applied, or everything of one account. */
  async #historyReached(account?: AccountId): Promise<void> {
    await this.#writing?.runner.doubtPassed();
    void this.#follower?.project().catch(() => {});
    return this.#parts.recovered.projector.reached(account);
  }

  /**
   * Who cannot hear of a revoked key, or has not read yet what was told meanwhile, answers nobody and asks the writer for
   * nothing, even when the way there is open: whoever asks was let in by what was known before. The writer itself needs the
   * database for each command.
   */
  #following<T>(work: (follower: FloorFollower) => Promise<T>): Promise<T> {
    const trouble = this.#parts.trouble();
    if (trouble !== undefined) return Promise.reject(new EngineUnavailable('busy', trouble));
    return this.#follower === undefined ? Promise.reject(this.#between()) : work(this.#follower);
  }

  /** Half a step stands in memory: nobody is answered from it. */
  #broken(): EngineUnavailable | undefined {
    if (this.#parts.recovered.steps.fault === undefined) return undefined;
    return new EngineUnavailable('stopping', `floor ${this.name} has stopped, and its server starts again`);
  }

  #between(): EngineUnavailable {
    return new EngineUnavailable('moving', `floor ${this.name} is changing its writer`);
  }
}

/** Who this process is, for people who look at the floor's row. */
function holderName(): string {
  return `${hostname()} process ${process.pid}`;
}
