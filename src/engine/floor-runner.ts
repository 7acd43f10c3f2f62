/**
 * The single writer of a floor. Commands wait in the inbox; a batch is stamped, committed to the journal, applied, answered;
 * while one batch commits, the next fills. Between batches the market runs up to the time the journal has granted.
 *
 * Nothing is applied before it is committed, and nothing is committed after an append that ended in doubt before that doubt
 * is settled: until then commands are refused. When the floor is lost to another writer, or an invariant is broken within a
 * step, the runner stops for good and says so; starting again is the same path as recovering. When the audit between the
 * steps finds a fault, the floor's time stands and it takes cancels only.
 */
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Applied } from '../core/messages/applied.ts';
import type { Command, StampedCommand, UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { HistoryReader } from '../journal/history-reader.ts';
import { BatchTaken, NotWritten } from '../journal/journal-errors.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { JournalWriter, TimedCommand } from '../journal/journal-writer.ts';
import type { Projector } from '../journal/projections/projector.ts';
import type { Timers } from '../journal/timers.ts';
import { isCancel } from './cancel-only.ts';
import { DoubtGate } from './doubt-gate.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorAudit } from './floor-audit.ts';
import { FloorClock } from './floor-clock.ts';
import type { FloorFigures } from './floor-figures.ts';
import { EngineUnavailable, type FloorListener, type FloorSession, OutcomeUnknown } from './floor-session.ts';
import type { FloorSteps } from './floor-steps.ts';
import { Inbox, inboxMax, type Waiting } from './inbox.ts';
import { MarketDriver } from './market-driver.ts';
import { namedHistory } from './named-history.ts';
import { settleDoubt } from './settle-doubt.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import type { MarketViews } from './views/market-views.ts';
import type { WallClock } from './wall-clock.ts';

/** Floor time is granted this far ahead, and again when less than the second is left; wall microseconds. */
const grantUs = 1_500_000;
const grantLeftUs = 500_000;
/** A commit that takes longer leaves no hope for those behind it: they are refused, and so is who comes. Wall microseconds. */
const stallUsMax = 2_000_000;
/** Rows the projections may be behind before orders are refused. */
const backlogMax = 200_000;

export interface FloorRunnerParts {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly steps: FloorSteps;
  readonly projector: Projector;
  readonly writer: JournalWriter;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  /** Floor time at which the clock starts; before `steps.floor.time` it stands until it gets there. */
  readonly clockFromUs: number;
  readonly snapshotEveryMs?: number | undefined;
  readonly log: EngineLog;
  /** Told once when the runner has stopped for good: the process should end. */
  readonly stopped: (error: Error) => void;
}

type State = 'running' | 'settling' | 'stopping' | 'stopped';

export class FloorRunner implements FloorSession {
  readonly name: string;
  readonly definition: FloorDefinition;
  readonly floor: FloorReader;
  readonly views: MarketViews;
  readonly history: HistoryReader;
  readonly #parts: FloorRunnerParts;
  readonly #clock: FloorClock;
  readonly #driver: MarketDriver;
  readonly #audit: FloorAudit;
  readonly #snapshots: SnapshotKeeper;
  readonly #doubt: DoubtGate;
  readonly #inbox = new Inbox();
  #state: State = 'running';
  #lost: Error | undefined;
  #woken = false;
  /** While a batch is being committed: its stamp, which the market may not pass. */
  #committing: number | undefined;
  /** Wall time at which that commit began, microseconds of the monotonic clock. */
  #committingSinceUs = 0;
  #appliedBatchNo: number;
  #step: { readonly target: number; resolve(): void; reject(error: Error): void } | undefined;
  /** Changes of the clock that are not answered yet: one of them may let the floor run, so no step begins. */
  #clockChanges = 0;
  #idle: (() => void)[] = [];
  #figures = { commands: 0, batches: 0, lastCommitMs: 0 };

  constructor(parts: FloorRunnerParts) {
    const { store, floorId, steps, projector, writer, wallClock, timers, clockFromUs } = parts;
    this.#parts = parts;
    this.floor = steps.floor;
    this.definition = steps.floor.definition;
    this.name = this.definition.name;
    this.views = steps.views;
    this.#doubt = new DoubtGate(timers);
    this.history = namedHistory(
      store.history(floorId, () => this.#doubt.passed().then(() => projector.reached())),
      (error) => parts.log.warn({ err: error, floor: this.name }, 'history.failed'),
    );
    this.#appliedBatchNo = writer.end.batchNo;
    this.#clock = new FloorClock(wallClock, steps.floor.time);
    this.#clock.set(this.floor.clock.rate, this.floor.clock.paused, clockFromUs);
    this.#audit = new FloorAudit({
      name: this.name,
      floor: this.floor,
      log: parts.log,
      nowMs: () => wallClock.monotonicUs() / 1000,
      failed: () => this.#takeCancelsOnly(),
    });
    this.#snapshots = new SnapshotKeeper({ ...parts, audit: this.#audit });
    this.#driver = new MarketDriver({
      steps,
      clock: this.#clock,
      wallClock,
      timers,
      goal: () => this.#goal(),
      afterTurn: () => this.#afterTurn(),
      failed: (error) => this.#stopForGood(error),
    });
    this.#driver.start();
  }

  now(): TimestampUs {
    return this.#clock.now();
  }

  get auditFault(): string | undefined {
    return this.#audit.fault;
  }

  get figures(): FloorFigures {
    return {
      ...this.#figures,
      inbox: this.#inbox.length,
      projectionBacklog: this.#parts.projector.backlog,
      lagUs: this.#clock.now() - this.floor.time,
      audits: this.#audit.count,
      auditMs: this.#audit.lastMs,
      auditFailed: this.#audit.fault !== undefined,
    };
  }

  submit(command: UserCommand): Promise<Result<Applied>> {
    const refusal = this.#refusal() ?? this.#distrust(command);
    if (refusal !== undefined) return Promise.reject(refusal);
    const answer = new Promise<Result<Applied>>((resolve, reject) => {
      this.#inbox.push({ command, time: undefined, resolve, reject });
      this.#wake();
    });
    if (command.type !== 'set_clock') return answer;
    this.#clockChanges++;
    return answer.finally(() => {
      this.#clockChanges--;
    });
  }

  async step(microseconds: number): Promise<void> {
    const refusal = this.#refusal() ?? this.#distrust({ type: 'grant_time' });
    if (refusal !== undefined) throw refusal;
    if (!this.#clock.paused) throw new EngineUnavailable('busy', `floor ${this.name} runs: pause it before stepping`);
    if (this.#clockChanges > 0) throw new EngineUnavailable('busy', `the clock of floor ${this.name} is being changed`);
    if (this.#step !== undefined) throw new EngineUnavailable('busy', `floor ${this.name} is taking a step already`);
    const target = this.now() + microseconds;
    await new Promise<void>((resolve, reject) => {
      this.#step = { target, resolve, reject };
      this.#inbox.push({ command: { type: 'grant_time' }, time: target, resolve: () => {}, reject });
      this.#wake();
    }).finally(() => {
      this.#step = undefined;
      this.#wake();
    });
  }

  listen(listener: FloorListener): () => void {
    return this.#parts.steps.listen(listener);
  }

  /** Takes no more commands, finishes those it has, stores a last snapshot. Does not reject. */
  async close(): Promise<void> {
    if (this.#state === 'stopped') return;
    const settled = this.#state === 'running';
    this.#state = 'stopping';
    if (settled) await new Promise<void>((resolve) => this.#onIdle(resolve));
    this.#driver.stop();
    this.#step?.reject(new EngineUnavailable('stopping', 'the server is stopping'));
    const { projector, log } = this.#parts;
    if (settled && this.#lost === undefined) {
      await this.#snapshots.take(this.#appliedBatchNo).catch((error: unknown) => {
        log.warn({ err: error, floor: this.name }, 'floor.closed_without_snapshot');
      });
    }
    this.#state = 'stopped';
    projector.close();
    this.#inbox.rejectAll(() => new EngineUnavailable('stopping', 'the server is stopping'));
  }

  #refusal(): EngineUnavailable | undefined {
    if (this.#lost !== undefined) return new EngineUnavailable('not_writer', this.#lost.message);
    if (this.#state === 'settling' || this.#isStalled()) return databaseAway();
    if (this.#state !== 'running') return new EngineUnavailable('stopping', 'the server is stopping');
    if (this.#inbox.length >= inboxMax)
      return new EngineUnavailable('busy', `${inboxMax} commands are waiting already`);
    if (this.#parts.projector.backlog > backlogMax) {
      return new EngineUnavailable('busy', 'the order history is too far behind');
    }
    return undefined;
  }

  /** A batch waits for the database, and has for long. */
  #isStalled(): boolean {
    if (this.#committing === undefined) return false;
    return this.#parts.wallClock.monotonicUs() - this.#committingSinceUs > stallUsMax;
  }

  #distrust(command: Command): EngineUnavailable | undefined {
    if (this.#audit.fault === undefined || isCancel(command)) return undefined;
    return new EngineUnavailable('cancel_only', `floor ${this.name} takes cancels only: its audit failed`);
  }

  /** The market stands, so that nobody trades on a state that may be wrong; who is waiting for more than a cancel is refused. */
  #takeCancelsOnly(): void {
    this.#driver.stop();
    this.#clock.hold();
    const refusal = () =>
      new EngineUnavailable('cancel_only', `floor ${this.name} takes cancels only: its audit failed`);
    this.#inbox.rejectWhere((command) => !isCancel(command), refusal);
    this.#step?.reject(refusal());
  }

  /** How far the market may and should be now. */
  #goal(): number {
    const wanted = this.#step?.target ?? this.#clock.now();
    return Math.min(wanted, this.#parts.steps.floor.grantedTime, this.#committing ?? wanted);
  }

  #afterTurn(): void {
    const { floor } = this.#parts.steps;
    if (this.#step !== undefined && floor.time >= this.#step.target) this.#step.resolve();
    if (this.#isStalled()) this.#inbox.rejectAll(databaseAway);
    if (this.#grantIsDue()) this.#wake();
    this.#audit.runWhenDue();
    if (this.#committing === undefined) this.#snapshots.takeWhenDue(this.#appliedBatchNo);
  }

  #grantIsDue(): boolean {
    if (this.#clock.paused || this.#state !== 'running' || this.#audit.fault !== undefined) return false;
    return this.#parts.steps.floor.grantedTime < this.#clock.now() + grantLeftUs * this.#clock.rate;
  }

  /** Commits soon: after whatever else the sockets have brought in this turn. */
  #wake(): void {
    if (this.#woken || this.#committing !== undefined) return;
    this.#woken = true;
    this.#parts.timers.soon(() => {
      this.#woken = false;
      this.#commitNext();
    });
  }

  #commitNext(): void {
    if (this.#committing !== undefined || this.#state === 'settling' || this.#state === 'stopped') return;
    const stepping = this.#step !== undefined && this.#parts.steps.floor.grantedTime >= this.#step.target;
    if (stepping) return;
    const waiting = this.#inbox.takeBatch();
    if (waiting.some(({ command }) => command.type === 'set_clock')) this.#clock.hold();
    const now = this.#audit.fault === undefined ? this.#clock.now() : this.floor.time;
    const commands: TimedCommand[] = [];
    if (this.#grantIsDue()) {
      const time = Math.floor(now + grantUs * this.#clock.rate) as TimestampUs;
      commands.push({ time, command: { type: 'grant_time' } });
    }
    for (const { command, time } of waiting) commands.push({ time: (time ?? now) as TimestampUs, command });
    if (commands.length === 0) {
      this.#becomeIdle();
      return;
    }
    this.#committing = now;
    const { wallClock } = this.#parts;
    const began = wallClock.monotonicUs();
    this.#committingSinceUs = began;
    this.#parts.writer.append(commands).then(
      (stamped) => {
        this.#figures.lastCommitMs = (wallClock.monotonicUs() - began) / 1000;
        this.#committed(stamped, waiting);
      },
      (error: Error) => this.#appendFailed(error, waiting),
    );
  }

  /** `waiting` are those who wait for the last commands of the batch. */
  #committed(stamped: readonly StampedCommand[], waiting: readonly Waiting[]): void {
    const results: Result<Applied>[] = [];
    try {
      for (const command of stamped) results.push(this.#apply(command));
    } catch (error) {
      for (const entry of waiting) entry.reject(new OutcomeUnknown('the engine stopped while it did this'));
      this.#stopForGood(error);
      return;
    }
    this.#appliedBatchNo = this.#parts.writer.end.batchNo;
    this.#figures.commands += stamped.length;
    this.#figures.batches++;
    this.#committing = undefined;
    if (this.#audit.fault === undefined) this.#clock.release();
    const first = stamped.length - waiting.length;
    for (const [index, entry] of waiting.entries()) {
      const result = results[first + index];
      if (result !== undefined) entry.resolve(result);
    }
    if (this.#inbox.length > 0) this.#wake();
    else this.#becomeIdle();
  }

  #apply(command: StampedCommand): Result<Applied> {
    const { steps } = this.#parts;
    const result = steps.apply(command);
    this.#clock.reached(steps.floor.time);
    if (command.command.type === 'set_clock' && result.ok) {
      const { rate, paused } = steps.floor.clock;
      this.#clock.set(rate, paused, steps.floor.time);
    }
    return result;
  }

  #appendFailed(error: Error, waiting: readonly Waiting[]): void {
    if (error instanceof BatchTaken) {
      for (const entry of waiting) entry.reject(new EngineUnavailable('not_writer', error.message));
      this.#stopForGood(error);
      return;
    }
    this.#parts.log.error({ err: error, floor: this.name }, 'journal.commit_in_doubt');
    const closing = this.#state === 'stopping';
    this.#state = 'settling';
    this.#doubt.close();
    for (const entry of waiting) {
      const unknown = () => new OutcomeUnknown(`the commit ended in doubt: ${error.message}`);
      entry.reject(error instanceof NotWritten ? databaseAway() : unknown());
    }
    this.#inbox.rejectAll(databaseAway);
    if (closing) this.#becomeIdle();
    else void this.#settle();
  }

  async #settle(): Promise<void> {
    try {
      const written = await settleDoubt(this.#parts, () => this.#state === 'settling');
      if (written === undefined || this.#state !== 'settling') return;
      this.#state = 'running';
      this.#parts.log.warn({ floor: this.name, written: written.length > 0 }, 'journal.doubt_settled');
      this.#committed(written, []);
      this.#doubt.open();
    } catch (error) {
      this.#stopForGood(error);
    }
  }

  #onIdle(resolve: () => void): void {
    this.#idle.push(resolve);
    if (this.#committing === undefined && this.#inbox.length === 0) this.#becomeIdle();
    else this.#wake();
  }

  #becomeIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }

  #stopForGood(error: unknown): void {
    if (this.#lost !== undefined) return;
    this.#lost = error instanceof Error ? error : new Error(String(error));
    this.#state = 'stopped';
    this.#driver.stop();
    this.#parts.projector.close();
    this.#inbox.rejectAll(() => new EngineUnavailable('not_writer', `floor ${this.name} has stopped`));
    this.#step?.reject(new EngineUnavailable('not_writer', `floor ${this.name} has stopped`));
    this.#becomeIdle();
    this.#parts.log.error({ err: error, floor: this.name }, 'floor.stopped');
    this.#parts.stopped(this.#lost);
  }
}

function databaseAway(): EngineUnavailable {
  return new EngineUnavailable('busy', 'the database does not answer');
}
