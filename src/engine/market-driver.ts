/**
 * Lets the market run up to floor time now, a slice at a time, so that the event loop breathes: orders, sockets and timers
 * get their turn between slices. It never passes the time the journal has granted, nor the stamp of a command that is being
 * committed.
 */
import type { FloorClock } from './floor-clock.ts';
import type { FloorSteps } from './floor-steps.ts';

/** Wall milliseconds: between two looks at the clock, of work in one turn, and of one slice. */
const restMs = 10;
const turnMs = 12;
const sliceMs = 3;
const sliceUsMin = 1_000;
const sliceUsMax = 60_000_000;

export interface MarketDriverParts {
  readonly steps: FloorSteps;
  readonly clock: FloorClock;
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
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(parts: MarketDriverParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#turn();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
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
    if (arrived) this.#timer = setTimeout(this.#turn, restMs);
    else this.#immediate = setImmediate(this.#turn);
  };

  /** True when the market is where it may be. */
  #run(): boolean {
    const { steps, clock, goal } = this.#parts;
    const { floor } = steps;
    const end = performance.now() + turnMs;
    for (let began = performance.now(); began < end; ) {
      const limit = goal();
      if (floor.time >= limit) return true;
      steps.advance(Math.min(limit, floor.time + this.#sliceUs));
      clock.reached(floor.time);
      const now = performance.now();
      if (now - began < sliceMs / 2) this.#sliceUs = Math.min(this.#sliceUs * 2, sliceUsMax);
      else if (now - began > sliceMs) this.#sliceUs = Math.max(this.#sliceUs / 2, sliceUsMin);
      began = now;
    }
    return false;
  }
}
