/**
 * Lets the market run up to floor time now, a slice at a time, so that the event loop breathes: orders, sockets and timers
 * get their turn between slices. It never passes the time the journal has granted, nor the stamp of a command that is being
 * committed.
 */
import type { Timers } from '../journal/timers.ts';
import type { FloorClock } from './floor-clock.ts';
import type { FloorSteps } from './floor-steps.ts';
import type { WallClock } from './wall-clock.ts';

/** Wall milliseconds between two looks at the clock. */
const restMs = 10;
/** Wall microseconds of work in one turn, and of one slice. */
const turnUs = 12_000;
const sliceUs = 3_000;
const sliceUsMin = 1_000;
const sliceUsMax = 60_000_000;

export interface MarketDriverParts {
  readonly steps: FloorSteps;
  readonly clock: FloorClock;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  /** The floor time the market may and should reach now, microseconds. */
  readonly goal: () => number;
  /** Called after each turn. */
  readonly afterTurn: () => void;
  /** Told what was thrown; the driver has stopped. */
  readonly failed: (error: unknown) => void;
}

export class MarketDriver {
  readonly #parts: MarketDriverParts;
  #sliceUs = 20_000;
  /** Calls off the next turn. */
  #callOff: (() => void) | undefined;
  #stopped = false;

  constructor(parts: MarketDriverParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#turn();
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
  }

  readonly #turn = (): void => {
    if (this.#stopped) return;
    let arrived: boolean;
    try {
      arrived = this.#run();
      this.#parts.afterTurn();
    } catch (error) {
      this.stop();
      this.#parts.failed(error);
      return;
    }
    if (this.#stopped) return;
    const { timers } = this.#parts;
    this.#callOff = arrived ? timers.after(restMs, this.#turn) : timers.soon(this.#turn);
  };

  /** True when the market is where it may be. */
  #run(): boolean {
    const { steps, clock, wallClock, goal } = this.#parts;
    const { floor } = steps;
    const start = wallClock.monotonicUs();
    for (let began = start; began < start + turnUs; ) {
      const limit = goal();
      if (floor.time >= limit) return true;
      steps.advance(Math.min(limit, floor.time + this.#sliceUs));
      clock.reached(floor.time);
      const now = wallClock.monotonicUs();
      if (now - began < sliceUs / 2) this.#sliceUs = Math.min(this.#sliceUs * 2, sliceUsMax);
      else if (now - began > sliceUs) this.#sliceUs = Math.max(Math.floor(this.#sliceUs / 2), sliceUsMin);
      began = now;
    }
    return false;
  }
}
