/**
 * Long stretches of a floor's market, as a step of hours leaves behind: in slices, whose events are told before the next, and between
 * which whatever else has arrived at the process is done. At once they would hold up every floor of a server and a lease's renewal,
 * and keep their events in memory until the end.
 */
import type { StampedCommand } from '../core/messages/command.ts';
import type { Timers } from '../journal/timers.ts';
import type { FloorSteps } from './floor-steps.ts';
import type { WallClock } from './wall-clock.ts';

/** Of work in one turn, wall microseconds, and of one slice of market, floor microseconds. */
const turnUs = 12_000;
const sliceUs = 1_000_000;

export interface RunMarketParts {
  readonly steps: FloorSteps;
  readonly wallClock: WallClock;
  readonly timers: Timers;
}

/** Brings the floor to an instant, microseconds of floor time; nothing when it is there. */
export async function runMarket({ steps, wallClock, timers }: RunMarketParts, untilUs: number): Promise<void> {
  const { floor } = steps;
  for (let began = wallClock.monotonicUs(); floor.time < untilUs; ) {
    steps.advance(Math.min(untilUs, floor.time + sliceUs));
    if (wallClock.monotonicUs() - began < turnUs) continue;
    await new Promise<void>((resolve) => timers.soon(resolve));
    began = wallClock.monotonicUs();
  }
}

/** Brings the floor to where a command finds it. Undefined, and nothing done, where that is so near that `apply` may go there itself. */
export function runMarketTo(parts: RunMarketParts, { command, time }: StampedCommand): Promise<void> | undefined {
  const { floor } = parts.steps;
  if (command.type === 'grant_time') return undefined;
  const untilUs = command.type === 'skip_time' ? Math.min(floor.grantedTime, time) : time;
  return untilUs - floor.time > sliceUs ? runMarket(parts, untilUs) : undefined;
}
