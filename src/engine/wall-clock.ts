/**
 * The two clocks of the machine. Floors run on the one that only goes forward; the one on the wall is read once, when a
 * floor starts, to see how long it was closed. So nothing expires or comes back when somebody sets the wall clock.
 */
export interface WallClock {
  /** Microseconds since 1970; may jump. */
  wallUs(): number;
  /** Microseconds since some moment; never falls. */
  monotonicUs(): number;
}

export const systemClock: WallClock = {
  wallUs: () => Date.now() * 1000,
  monotonicUs: () => performance.now() * 1000,
};
