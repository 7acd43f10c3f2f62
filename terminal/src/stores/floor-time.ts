/**
 * Floor time between the moments the server tells it: carried on at the floor's rate, corrected by every event that is
 * ahead, never falling by a little, jumping when it is far off.
 */
import type { FloorClock } from '../wire/paper.ts';

export interface FloorTime {
  readonly floorMs: number;
  readonly wallMs: number;
  readonly rate: number;
  readonly paused: boolean;
}

/** Beyond this many floor milliseconds (at rate 1) the estimate was wrong and is replaced. */
const toleranceMs = 1500;

/** `wallMs`: a monotonic clock of the page, milliseconds. */
export function floorTimeAt(time: FloorTime, wallMs: number): number {
  return time.paused ? time.floorMs : time.floorMs + Math.max(0, wallMs - time.wallMs) * time.rate;
}

export function withClock(time: FloorTime | undefined, clock: FloorClock, wallMs: number): FloorTime {
  const told = { floorMs: clock.timeMs, wallMs, rate: clock.rate, paused: clock.paused };
  if (time === undefined || clock.paused !== time.paused || clock.rate !== time.rate) return told;
  const estimate = floorTimeAt(time, wallMs);
  const ahead = estimate - clock.timeMs;
  return ahead > 0 && ahead < toleranceMs * Math.max(1, clock.rate) ? time : told;
}

export function withEventTime(time: FloorTime | undefined, eventMs: number, wallMs: number): FloorTime {
  if (time === undefined) return { floorMs: eventMs, wallMs, rate: 1, paused: false };
  return eventMs > floorTimeAt(time, wallMs) ? { ...time, floorMs: eventMs, wallMs } : time;
}
