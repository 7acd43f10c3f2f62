/**
 * Floor time between the moments the server tells it: carried on at the floor's rate, corrected by every event that is
 * ahead, never falling by a little, jumping when it is far off. A floor may fall short of its rate, at a thousand times by half:
 * then the clock stands until the floor is near again, or it would run on far ahead of the tape.
 */
import type { FloorClock } from '../wire/paper.ts';

export interface FloorTime {
  readonly floorMs: number;
  /** When it is, or was, that late; until then it stands. */
  readonly wallMs: number;
  readonly rate: number;
  readonly paused: boolean;
}

/** Beyond this many floor milliseconds (at rate 1) the estimate was wrong and is replaced. */
const toleranceMs = 1500;
/** The clock may be so far ahead of what was told last, in milliseconds of the wall: messages take their time, and not always the same. */
const leadMs = 250;

/** `wallMs`: a monotonic clock of the page, milliseconds. */
export function floorTimeAt(time: FloorTime, wallMs: number): number {
  return time.paused ? time.floorMs : time.floorMs + Math.max(0, wallMs - time.wallMs) * time.rate;
}

export function withClock(time: FloorTime | undefined, clock: FloorClock, wallMs: number): FloorTime {
  const told = { floorMs: clock.timeMs, wallMs, rate: clock.rate, paused: clock.paused };
  if (time === undefined || clock.paused !== time.paused || clock.rate !== time.rate) return told;
  const estimate = floorTimeAt(time, wallMs);
  const ahead = estimate - clock.timeMs;
  return ahead > 0 && ahead < toleranceMs * Math.max(1, clock.rate) ? waiting(time, clock.timeMs, wallMs) : told;
}

export function withEventTime(time: FloorTime | undefined, eventMs: number, wallMs: number): FloorTime {
  if (time === undefined) return { floorMs: eventMs, wallMs, rate: 1, paused: false };
  return eventMs > floorTimeAt(time, wallMs) ? { ...time, floorMs: eventMs, wallMs } : waiting(time, eventMs, wallMs);
}

/** Stands for as long as it takes a floor that keeps its rate to come near. One message of long ago says nothing of now: the clock's own word does. */
function waiting(time: FloorTime, toldMs: number, wallMs: number): FloorTime {
  const estimate = floorTimeAt(time, wallMs);
  const behind = estimate - toldMs;
  const excess = behind - leadMs * time.rate;
  return excess <= 0 || behind > toleranceMs * Math.max(1, time.rate)
    ? time
    : { ...time, floorMs: estimate, wallMs: wallMs + excess / time.rate };
}
