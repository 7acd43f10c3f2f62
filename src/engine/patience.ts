/**
 * Commands that found a floor between two writers wait a little and are tried again, so that a floor can change hands without a
 * refused order. Only what surely was not done is tried again (`EngineUnavailable` of kind `moving` says so), so nothing is done
 * twice; what waits is bounded in number and in time.
 */
import { pause, type Timers } from '../journal/timers.ts';
import { EngineUnavailable } from './floor-session.ts';
import type { WallClock } from './wall-clock.ts';

/** Longer than a hand-over takes and than a lost writer's session is given; less than the exchange's own window of five seconds. Wall milliseconds. */
const patienceMs = 3_000;
const againMs = 20;
const waitingMax = 10_000;

export class Patience {
  readonly #wallClock: WallClock;
  readonly #timers: Timers;
  readonly #look: () => void;
  #waiting = 0;

  /** `look` is told each time the floor was found moving: it may find out who writes now. */
  constructor(wallClock: WallClock, timers: Timers, look: () => void) {
    this.#wallClock = wallClock;
    this.#timers = timers;
    this.#look = look;
  }

  /** The attempt's own result, once it does not find the floor moving. Rejects with `EngineUnavailable` when that takes too long. */
  async with<T>(attempt: () => Promise<T>): Promise<T> {
    const untilUs = this.#wallClock.monotonicUs() + patienceMs * 1000;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof EngineUnavailable) || error.kind !== 'moving') throw error;
        const isOver = this.#wallClock.monotonicUs() >= untilUs || this.#waiting >= waitingMax;
        if (isOver) throw new EngineUnavailable('busy', error.message);
      }
      this.#look();
      this.#waiting++;
      await pause(this.#timers, againMs).finally(() => {
        this.#waiting--;
      });
    }
  }
}
