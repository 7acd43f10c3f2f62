/**
 * Commands that this server passed on to the writer and that are not settled yet. What becomes of one is read in the journal,
 * never taken from the writer's word: it carries its origin there, so this server knows it when it applies it, and works out
 * the very result that the writer did. A lost answer is therefore no loss, and nothing is ever sent twice.
 *
 * A command is sent under an epoch and written in that epoch or not at all (the writer refuses others). So when the journal
 * holds a batch of a later epoch, what has not appeared never will: that is told as `EngineUnavailable`, nothing done. Only
 * when the journal says neither in time the outcome is unknown.
 */
import type { Applied } from '../core/messages/applied.ts';
import type { UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { Timers } from '../journal/timers.ts';
import { EngineUnavailable, OutcomeUnknown } from './floor-session.ts';
import type { PeerAnswer, PeerLink } from './peer-link.ts';

/** The exchange's own limit for an answer, wall milliseconds. https://developers.binance.com/docs/binance-spot-api-docs */
const answerMs = 10_000;
/** Commands of one floor that may be under way. */
const pendingMax = 10_000;

/** Where to, and under which epoch. */
export interface Destination {
  readonly link: PeerLink;
  readonly floorId: number;
  readonly epoch: number;
}

interface Pending {
  readonly epoch: number;
  /** Undefined for a request that is no command: the writer's answer settles it. */
  readonly applied: ((result: Result<Applied>) => void) | undefined;
  readonly done: (message: string) => void;
  readonly reject: (error: Error) => void;
  /** Calls off the waiting. */
  readonly callOff: () => void;
}

export class Forwarder {
  readonly #nextNumber: () => number;
  readonly #timers: Timers;
  readonly #pending = new Map<number, Pending>();

  /** `nextNumber`: one that this server has not used on the floor. */
  constructor(nextNumber: () => number, timers: Timers) {
    this.#nextNumber = nextNumber;
    this.#timers = timers;
  }

  get length(): number {
    return this.#pending.size;
  }

  /** Rejects with `EngineUnavailable` (nothing done) or `OutcomeUnknown`. */
  submit(to: Destination, command: UserCommand): Promise<Result<Applied>> {
    return new Promise((resolve, reject) => {
      this.#send(to, { kind: 'command', command }, { applied: resolve, done: () => {}, reject });
    });
  }

  /** The same for what does not stand in the journal under its origin. Resolves to the writer's words. */
  ask(
    to: Destination,
    request: { kind: 'step'; microseconds: number } | { kind: 'project' } | { kind: 'yield' },
  ): Promise<string> {
    return new Promise((resolve, reject) => this.#send(to, request, { applied: undefined, done: resolve, reject }));
  }

  /** The journal holds a command of ours. */
  applied(number: number, result: Result<Applied>): void {
    this.#take(number)?.applied?.(result);
  }

  answered({ number, outcome, message }: PeerAnswer): void {
    if (outcome !== 'done') {
      const kind = outcome === 'refused' ? 'busy' : outcome;
      this.#take(number)?.reject(new EngineUnavailable(kind, message));
    } else if (this.#pending.get(number)?.applied === undefined) {
      this.#take(number)?.done(message);
    }
  }

  /** The journal has come to this epoch: nothing of an earlier one can follow. */
  epochReached(epoch: number): void {
    for (const [number, pending] of this.#pending) {
      if (pending.epoch >= epoch) continue;
      this.#take(number)?.reject(new EngineUnavailable('moving', 'the floor has another writer now; nothing was done'));
    }
  }

  /** Nobody will look at the journal for these any more. */
  abandon(): void {
    for (const number of [...this.#pending.keys()]) {
      this.#take(number)?.reject(new OutcomeUnknown('the server stopped before it heard what became of it'));
    }
  }

  #send(
    { link, floorId, epoch }: Destination,
    request: Parameters<Forwarder['ask']>[1] | { kind: 'command'; command: UserCommand },
    waiting: Pick<Pending, 'applied' | 'done' | 'reject'>,
  ): void {
    if (this.#pending.size >= pendingMax) {
      waiting.reject(new EngineUnavailable('busy', `${pendingMax} commands are on their way already`));
      return;
    }
    const number = this.#nextNumber();
    const callOff = this.#timers.after(answerMs, () => this.#expire(number));
    this.#pending.set(number, { ...waiting, epoch, callOff });
    if (link.send({ ...request, floorId, epoch, number })) return;
    this.#take(number)?.reject(new EngineUnavailable('busy', "the floor's writer cannot be reached"));
  }

  #expire(number: number): void {
    this.#take(number)?.reject(new OutcomeUnknown(`the floor's writer has not answered for ${answerMs / 1000} s`));
  }

  #take(number: number): Pending | undefined {
    const pending = this.#pending.get(number);
    if (pending === undefined) return undefined;
    this.#pending.delete(number);
    pending.callOff();
    return pending;
  }
}
