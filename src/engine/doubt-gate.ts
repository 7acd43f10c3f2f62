/**
 * Where questions about the past wait while a commit is in doubt. Whoever was told that the outcome of an order is unknown asks
 * for it by its client id: to say that there is no such order, and then to find its batch written, would make him order twice.
 */
import { HistoryBehind } from '../journal/journal-errors.ts';
import type { Timers } from '../journal/timers.ts';

const waitMs = 1_000;

export class DoubtGate {
  readonly #timers: Timers;
  #settled: PromiseWithResolvers<void> | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get isOpen(): boolean {
    return this.#settled === undefined;
  }

  close(): void {
    this.#settled ??= Promise.withResolvers();
  }

  open(): void {
    this.#settled?.resolve();
    this.#settled = undefined;
  }

  /** Resolves when nothing is in doubt. Rejects with `HistoryBehind` after a second. */
  async passed(): Promise<void> {
    if (this.#settled === undefined) return;
    const { promise, reject } = Promise.withResolvers<void>();
    const callOff = this.#timers.after(waitMs, () => {
      reject(new HistoryBehind('the outcome of the last commit is not known yet: try again in a moment'));
    });
    await Promise.race([this.#settled.promise, promise]);
    callOff();
  }
}
