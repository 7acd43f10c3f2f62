/**
 * The single writer of a floor, while this server is that. Commands wait in the inbox; a batch is stamped, committed to the
 * journal, applied, answered; while one batch commits, the one before is applied and the next fills. Between batches the market
 * runs up to the time the journal has granted.
 *
 * Nothing is applied before it is committed, and nothing is committed after an append that ended in doubt before that doubt
 * is settled: until then commands are refused. While a snapshot copies the floor, nothing is applied and the market stands:
 * commands wait. When the floor is lost to another writer, or an invariant is broken within a
 * step, the runner stops and says which; it does not start again. When the audit between the steps finds a fault, the floor's
 * time stands and it takes cancels only.
 */
import type { Applied } from '../core/messages/applied.ts';
import type { Command, StampedCommand, UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { Origin } from '../journal/command-codec.ts';
import { BatchTaken, NotWritten, WriterBusy } from '../journal/journal-errors.ts';
import type { JournalWriter, TimedCommand } from '../journal/journal-writer.ts';
import type { Projector } from '../journal/projections/projector.ts';
import type { Timers } from '../journal/timers.ts';
import { isCancel } from './cancel-only.ts';
import { DoubtGate } from './doubt-gate.ts';
import type { EngineLog } from './engine-log.ts';
import type { FloorAudit } from './floor-audit.ts';
import type { FloorClock } from './floor-clock.ts';
import type { FloorFigures } from './floor-figures.ts';
import { EngineUnavailable, OutcomeUnknown } from './floor-session.ts';
import type { FloorSteps } from './floor-steps.ts';
import { FloorTime } from './floor-time.ts';
import { Inbox, inboxMax, type Waiting } from './inbox.ts';
import { MarketDriver } from './market-driver.ts';
import { PausedStep } from './paused-step.ts';
import { runMarket } from './run-market.ts';
import type { Seal } from './seal.ts';
import { settleDoubt } from './settle-doubt.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import type { WallClock } from './wall-clock.ts';

/** A commit that takes longer leaves no hope for those behind it: they are refused, and so is who comes. Wall microseconds. */
const stallUsMax = 2_000_000;
/** What the stamps and the grant of the next batch depend on: it is sealed when these are applied. */
const clockCommands: ReadonlySet<Command['type']> = new Set(['set_clock', 'grant_time', 'skip_time']);
/** Rows the projections may be behind before orders are refused. */
const backlogMax = 200_000;

export interface FloorRunnerParts {
  readonly name: string;
  readonly steps: FloorSteps;
  readonly projector: Projector;
  readonly writer: JournalWriter;
  readonly clock: FloorClock;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  readonly audit: FloorAudit;
  readonly snapshots: SnapshotKeeper;
  readonly log: EngineLog;
  /** Told once when another writer has the floor. */
  readonly deposed: (error: Error) => void;
  /** Told once when the floor can't go on in this process. */
  readonly failed: (error: Error) => void;
}

type State = 'running' | 'settling' | 'sealed' | 'stopping' | 'stopped';

export class FloorRunner {
  readonly #parts: FloorRunnerParts;
  readonly #clock: FloorClock;
  readonly #driver: MarketDriver;
  readonly #audit: FloorAudit;
  readonly #snapshots: SnapshotKeeper;
  readonly #doubt: DoubtGate;
  /** Closed while a batch with commands of other servers is being committed, or in doubt. */
  readonly #passedOn: DoubtGate;
  readonly #inbox = new Inbox();
  readonly #step: PausedStep;
  readonly #time: FloorTime;
  #state: State = 'running';
  #lost: Error | undefined;
  #woken = false;
  /** While a batch is being committed: its stamp, which the market may not pass. */
  #committing: number | undefined;
  /** Wall time at which that commit began, microseconds of the monotonic clock. */
  #committingSinceUs = 0;
  /** Whether that batch has commands of other servers. */
  #passesOn = false;
  /** Half a step stands in memory: nothing is applied to it any more. */
  #isBroken = false;
  #appliedBatchNo: number;
  #idle: (() => void)[] = [];
  #figures = { commands: 0, batches: 0, lastCommitMs: 0 };

  /** `clock` has been set; before `steps.floor.time` it stands until it gets there. */
  constructor(parts: FloorRunnerParts) {
    const { name, steps, writer, clock, wallClock, timers, audit, snapshots } = parts;
    this.#parts = parts;
    this.#doubt = new DoubtGate(timers);
    this.#passedOn = new DoubtGate(timers);
    this.#step = new PausedStep(name);
    this.#time = new FloorTime({ steps, clock, writer, audit, step: this.#step });
    this.#clock = clock;
    this.#snapshots = snapshots;
    this.#appliedBatchNo = writer.end.batchNo;
    this.#audit = audit;
    this.#driver = new MarketDriver({
      ...{ steps, clock, wallClock, timers },
      goal: () => (snapshots.isCopying ? steps.floor.time : this.#time.goal(this.#committing)),
      afterTurn: () => this.#afterTurn(),
      failed: (error) => this.#fail(error),
    });
    this.#driver.start();
    if (audit.fault !== undefined) this.takeCancelsOnly();
  }

  get figures(): Pick<FloorFigures, 'commands' | 'batches' | 'lastCommitMs' | 'inbox'> {
    return { ...this.#figures, inbox: this.#inbox.length };
  }

  /** Resolves when no commit is in doubt. Rejects with `HistoryBehind` after a second. */
  doubtPassed(): Promise<void> {
    return this.#doubt.passed();
  }

  /**
   * Undefined unless other servers may have acknowledged more than is applied here: they may find in the journal what they
   * passed on, before this one hears that it is committed. Else resolves when it is applied, or rejects with `HistoryBehind`.
   */
  passedOnApplied(): Promise<void> | undefined {
    return this.#passedOn.isOpen ? undefined : this.#passedOn.passed();
  }

  /** Another writer has the floor, or this one is broken. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** `seal` has begun and nobody else has the floor yet. */
  get isSealed(): boolean {
    return this.#state === 'sealed';
  }

  get appliedBatchNo(): number {
    return this.#appliedBatchNo;
  }

  /** `origin`: of a command that another server passed on. */
  submit(command: UserCommand, origin?: Origin): Promise<Result<Applied>> {
    const refusal = this.#refusal() ?? this.#distrust(command);
    if (refusal !== undefined) return Promise.reject(refusal);
    const answer = new Promise<Result<Applied>>((resolve, reject) => {
      this.#inbox.push({ command, origin, time: undefined, resolve, reject });
      this.#wake();
    });
    return command.type === 'set_clock' ? this.#step.behind(answer) : answer;
  }

  async step(microseconds: number): Promise<void> {
    const refusal = this.#refusal() ?? this.#distrust({ type: 'grant_time' }) ?? this.#step.refusal(this.#clock.paused);
    if (refusal !== undefined) throw refusal;
    await this.#step
      .take(this.#clock.now() + microseconds, (target, reject) => {
        const grant = { type: 'grant_time' } as const;
        this.#inbox.push({ command: grant, origin: undefined, time: target, resolve: () => {}, reject });
        this.#wake();
      })
      .finally(() => this.#wake());
  }

  /** Takes no more commands, finishes those it has, stores a last snapshot. Does not reject. */
  async close(): Promise<void> {
    if (this.#state === 'stopped') return;
    const settled = this.#state === 'running';
    this.#state = 'stopping';
    if (settled) await new Promise<void>((resolve) => this.#onIdle(resolve));
    this.#driver.stop();
    this.#step.breakOff(new EngineUnavailable('stopping', 'the server is stopping'));
    const { log, name } = this.#parts;
    if (settled && this.#lost === undefined) {
      await this.#snapshots.take(this.#appliedBatchNo).catch((error: unknown) => {
        log.warn({ err: error, floor: name }, 'floor.closed_without_snapshot');
      });
    }
    this.#state = 'stopped';
    this.#inbox.rejectAll(() => new EngineUnavailable('stopping', 'the server is stopping'));
  }

  /**
   * Takes no more commands, finishes those it has, and lets the market run up to the granted time: then nothing moves any more,
   * until `yield`. Resolves to the seal, its snapshot being stored. Rejects with `EngineUnavailable` when the floor can't be sealed
   * now, and with what the store said.
   */
  async seal(): Promise<Seal> {
    const { name, steps } = this.#parts;
    if (this.#state !== 'running') throw this.#refusal() ?? new EngineUnavailable('busy', `floor ${name} does not run`);
    const fault = this.#distrust({ type: 'grant_time' });
    if (fault !== undefined) throw fault;
    this.#state = 'sealed';
    await new Promise<void>((resolve) => this.#onIdle(resolve));
    if (!this.isSealed) throw new EngineUnavailable('busy', `floor ${name} could not be sealed`);
    this.#driver.stop();
    this.#clock.hold();
    // A copy of the floor as it was a moment ago goes no further.
    this.#snapshots.callOff();
    await runMarket(this.#parts, steps.floor.grantedTime).catch((error: unknown) => {
      this.#fail(error);
      throw error;
    });
    if (!this.isSealed) throw new EngineUnavailable('busy', `floor ${name} could not be sealed`);
    this.#step.reached(steps.floor.time);
    return this.#snapshots.take(this.#appliedBatchNo);
  }

  /**
   * Gives the floor up to another writer. Commands that wait were not done and are told so; of a batch that is being
   * committed the outcome is told as it turns out. Resolves to the last batch applied here.
   */
  async yield(error: Error): Promise<number> {
    this.#stop(error);
    if (this.#committing !== undefined) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#clock.release();
    return this.#appliedBatchNo;
  }

  #refusal(): EngineUnavailable | undefined {
    if (this.#lost !== undefined) return new EngineUnavailable('not_writer', this.#lost.message);
    if (this.#state === 'settling' || this.#isStalled()) return databaseAway();
    if (this.#state === 'sealed')
      return new EngineUnavailable('moving', `floor ${this.#parts.name} is being handed over`);
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
    return this.#audit.fault === undefined || isCancel(command) ? undefined : this.#cancelsOnly();
  }

  #cancelsOnly(): EngineUnavailable {
    return new EngineUnavailable('cancel_only', `floor ${this.#parts.name} takes cancels only: its audit failed`);
  }

  /** The market stands, so that nobody trades on a state that may be wrong; who is waiting for more than a cancel is refused. */
  takeCancelsOnly(): void {
    this.#driver.stop();
    this.#clock.hold();
    this.#inbox.rejectWhere(
      (command) => !isCancel(command),
      () => this.#cancelsOnly(),
    );
    this.#step.breakOff(this.#cancelsOnly());
  }

  #afterTurn(): void {
    const { floor } = this.#parts.steps;
    this.#step.reached(floor.time);
    if (this.#inbox.length > 0 && this.#clock.paused) this.#wake();
    if (this.#isStalled()) this.#inbox.rejectAll(databaseAway);
    if (this.#grantIsDue()) this.#wake();
    this.#audit.runWhenDue();
    if (this.#committing === undefined) this.#takeSnapshotWhenDue();
  }

  /** Only between commits. Behind each batch as well as behind the market's turns, which a steady load may keep inside commits. */
  #takeSnapshotWhenDue(): void {
    if (this.#state !== 'running') return;
    this.#snapshots.takeWhenDue(this.#appliedBatchNo, (error) => {
      if (error !== undefined) this.#fail(error);
      else if (this.#inbox.length > 0 || this.#idle.length > 0) this.#wake();
    });
  }

  #grantIsDue(): boolean {
    return this.#state === 'running' && this.#time.isGrantDue;
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
    if (this.#time.isStepping || this.#snapshots.isCopying) return;
    const waiting = this.#inbox.takeBatch();
    if (waiting.some(({ command }) => command.type === 'set_clock')) this.#clock.hold();
    const now = this.#time.stamp();
    const commands: TimedCommand[] = [];
    if (this.#grantIsDue()) commands.push({ time: this.#time.grantFrom(now), command: { type: 'grant_time' } });
    for (const { command, origin, time } of waiting) {
      // Only a step has a stamp of its own.
      if (time !== undefined) this.#step.granted();
      commands.push({ time: (time ?? now) as TimestampUs, command, origin });
    }
    if (commands.length === 0) {
      this.#becomeIdle();
      return;
    }
    this.#committing = now;
    this.#passesOn = waiting.some(({ origin }) => origin !== undefined);
    if (this.#passesOn) this.#passedOn.close();
    const { wallClock } = this.#parts;
    const began = wallClock.monotonicUs();
    this.#committingSinceUs = began;
    this.#parts.writer.append(commands, now).then(
      (stamped) => {
        this.#figures.lastCommitMs = (wallClock.monotonicUs() - began) / 1000;
        this.#committed(stamped, waiting);
      },
      (error: Error) => this.#appendFailed(error, waiting),
    );
  }

  /** `waiting` are those who wait for the last commands of the batch. */
  #committed(stamped: readonly StampedCommand[], waiting: readonly Waiting[]): void {
    const broken = () => new OutcomeUnknown('the engine stopped while it did this');
    if (this.#isBroken) {
      for (const entry of waiting) entry.reject(broken());
      return;
    }
    const { batchNo } = this.#parts.writer.end;
    this.#committing = undefined;
    this.#passesOn = false;
    this.#commitBeside(stamped);
    const results: Result<Applied>[] = [];
    try {
      for (const command of stamped) results.push(this.#apply(command));
    } catch (error) {
      for (const entry of waiting) entry.reject(broken());
      this.#fail(error);
      return;
    }
    this.#appliedBatchNo = batchNo;
    this.#figures.commands += stamped.length;
    this.#figures.batches++;
    this.#passedOn.open();
    if (this.#passesOn) this.#passedOn.close();
    const first = stamped.length - waiting.length;
    for (const [index, entry] of waiting.entries()) {
      const result = results[first + index];
      if (result !== undefined) entry.resolve(result);
    }
    if (this.#committing !== undefined) return;
    if (this.#audit.fault === undefined) this.#clock.release();
    this.#takeSnapshotWhenDue();
    if (this.#inbox.length > 0) this.#wake();
    else this.#becomeIdle();
  }

  /**
   * Sends the next batch before this one is applied, so that disk and processor work at once. Not when it depends on what is applied
   * now, and not when a snapshot is due, which is taken between commits.
   */
  #commitBeside(stamped: readonly StampedCommand[]): void {
    if (this.#inbox.length === 0 || this.#snapshots.isDue) return;
    if (stamped.some(({ command }) => clockCommands.has(command.type))) return;
    this.#commitNext();
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
      this.#committing = undefined;
      this.#depose(error);
      // Who yields already, because he heard of the other writer elsewhere, waits for this commit alone.
      this.#becomeIdle();
      return;
    }
    const { log, name } = this.#parts;
    log.error({ err: error, floor: name }, 'journal.commit_in_doubt');
    for (const entry of waiting) {
      const unknown = () => new OutcomeUnknown(`the commit ended in doubt: ${error.message}`);
      entry.reject(error instanceof NotWritten ? databaseAway() : unknown());
    }
    this.#inbox.rejectAll(databaseAway);
    // Also while stopping, when nobody settles it any more: until the end a question about the past has no answer.
    this.#doubt.close();
    if (this.#state === 'running' || this.#state === 'sealed') {
      this.#state = 'settling';
      this.#becomeIdle();
      void this.#settle();
      return;
    }
    if (this.#state === 'stopping') this.#state = 'settling';
    else this.#committing = undefined;
    this.#becomeIdle();
  }

  async #settle(): Promise<void> {
    const { log, name } = this.#parts;
    try {
      const written = await settleDoubt(this.#parts, () => this.#state === 'settling');
      if (written === undefined || this.#state !== 'settling') return;
      this.#state = 'running';
      log.warn({ floor: name, written: written.length > 0 }, 'journal.doubt_settled');
      this.#committed(written, []);
      this.#doubt.open();
    } catch (error) {
      if (error instanceof BatchTaken || error instanceof WriterBusy) this.#depose(error);
      else this.#fail(error);
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

  #depose(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#stop(error);
    this.#parts.deposed(error);
  }

  /** Told also when another writer has the floor by now: half a step stands in this memory, and is not to be followed from. */
  #fail(error: unknown): void {
    if (this.#isBroken) return;
    const lost = error instanceof Error ? error : new Error(String(error));
    this.#isBroken = true;
    this.#committing = undefined;
    this.#stop(lost);
    this.#parts.log.error({ err: error, floor: this.#parts.name }, 'floor.stopped');
    this.#parts.failed(lost);
  }

  #stop(error: Error): void {
    // The commit of a doubt that nobody settles any more is not waited for: whoever follows reads what came of it.
    if (this.#state === 'settling') this.#committing = undefined;
    this.#lost ??= error;
    this.#state = 'stopped';
    this.#doubt.open();
    this.#passedOn.open();
    this.#driver.stop();
    this.#snapshots.callOff();
    const refusal = () => new EngineUnavailable('not_writer', `floor ${this.#parts.name} is not written here any more`);
    this.#inbox.rejectAll(refusal);
    this.#step.breakOff(refusal());
    if (this.#committing === undefined) this.#becomeIdle();
  }
}

function databaseAway(): EngineUnavailable {
  return new EngineUnavailable('busy', 'the database does not answer');
}
