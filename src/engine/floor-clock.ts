/**
 * Floor time from the machine's monotonic clock: a rate, or paused. Never falls. It may not run far ahead of what the floor
 * has worked out (`ceiling`): a floor that can't keep its rate shows the time it has reached, and catches up when it can.
 */
import type { TimestampUs } from '../core/units/brand.ts';
import type { WallClock } from './wall-clock.ts';

/** How far time may be shown ahead of the market, in wall microseconds. */
const leadWallUs = 250_000;

export class FloorClock {
  readonly #clock: WallClock;
  #anchorWall: number;
  #anchorFloor: number;
  #last: number;
  #ceiling: number;
  #held = false;
  rate = 1;
  paused = true;

  constructor(clock: WallClock, floorTimeUs: number) {
    this.#clock = clock;
    this.#anchorWall = clock.monotonicUs();
    this.#anchorFloor = floorTimeUs;
    this.#last = floorTimeUs;
    this.#ceiling = floorTimeUs;
  }

  /** Floor microseconds. */
  now(): TimestampUs {
    if (this.#held) return this.#last as TimestampUs;
    const elapsed = this.paused ? 0 : (this.#clock.monotonicUs() - this.#anchorWall) * this.rate;
    const target = Math.floor(Math.min(this.#anchorFloor + elapsed, this.#ceiling));
    if (target > this.#last) this.#last = target;
    return this.#last as TimestampUs;
  }

  /** Shows nothing earlier from now on: the floor stands there already, and a command may not be stamped before. */
  atLeast(floorTimeUs: number): void {
    if (floorTimeUs > this.now()) this.#last = floorTimeUs;
    this.reached(floorTimeUs);
  }

  /** Stands until `release` or `set`: a change of the clock is being committed, and takes effect at its stamp. */
  hold(): void {
    this.now();
    this.#held = true;
  }

  release(): void {
    this.#held = false;
  }

  /** From now on, starting at floor time `fromUs`: it is shown only once it is past what was shown before. */
  set(rate: number, paused: boolean, fromUs: number): void {
    this.now();
    this.#held = false;
    this.rate = rate;
    this.paused = paused;
    this.#anchorWall = this.#clock.monotonicUs();
    this.#anchorFloor = fromUs;
    this.#raise(Math.max(fromUs, this.#last));
  }

  /** The floor has worked out everything up to here. */
  reached(floorTimeUs: number): void {
    this.#raise(floorTimeUs);
    if (this.paused && floorTimeUs > this.#anchorFloor) this.#anchorFloor = floorTimeUs;
  }

  #raise(floorTimeUs: number): void {
    this.#ceiling = Math.max(this.#ceiling, floorTimeUs + leadWallUs * this.rate);
  }
}
