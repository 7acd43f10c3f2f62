/**
 * Is a signed request recent? Its `timestamp` must lie less than a second ahead and at most `recvWindow` behind, by wall
 * time or by floor time, whichever fits: clients that ask for the server's time and clients that use their own clock both
 * work. A floor that runs fast gives proportionally wider bounds, since a client's delay is wall time.
 */
import type { FloorSession } from '../engine/floor-session.ts';
import { type WireError, wireError } from './wire/errors.ts';
import { accept, type Outcome, refuse } from './wire/outcome.ts';
import { legalInteger } from './wire/parameter-reader.ts';

export interface RequestTime {
  /** Microseconds. */
  readonly timestamp: number;
  readonly receiveWindow: number;
}

export const receiveWindowDefaultUs = 5_000_000;
export const receiveWindowMaxMs = 60_000;
const aheadMaxUs = 1_000_000;
/** Timestamps below this are milliseconds, from here on microseconds. */
const microsecondsFrom = 1e14;

const receiveWindowPattern = /^([0-9]{1,20})(\.[0-9]{1,3})?$/;
const receiveWindowSpelling = '^([0-9]{1,20})(\\.[0-9]{1,3})?$';

/** `timestamp` is mandatory. `recvWindow` in milliseconds, up to three decimals. */
export function readRequestTime(parameters: ReadonlyMap<string, string>): Outcome<RequestTime> {
  const text = parameters.get('timestamp');
  if (text === undefined || text === '') return refuse('missing_parameter', 'timestamp');
  if (!legalInteger.pattern.test(text)) return refuse('illegal_characters', 'timestamp', legalInteger.spelling);
  const value = Number(text);
  const timestamp = value < microsecondsFrom ? value * 1000 : value;
  const windowText = parameters.get('recvWindow');
  if (windowText === undefined) return accept({ timestamp, receiveWindow: receiveWindowDefaultUs });
  if (windowText === '') return refuse('empty_parameter', 'recvWindow');
  if (!receiveWindowPattern.test(windowText)) {
    return refuse('illegal_characters', 'recvWindow', receiveWindowSpelling);
  }
  const milliseconds = Number(windowText);
  if (milliseconds > receiveWindowMaxMs) return refuse('receive_window_too_big');
  return accept({ timestamp, receiveWindow: milliseconds * 1000 });
}

/** `wallUs` is wall time now. Undefined when the request is recent. */
export function checkRequestTime(time: RequestTime, wallUs: number, session: FloorSession): WireError | undefined {
  const byWall = compare(time, wallUs, 1);
  if (byWall === 'recent') return undefined;
  const byFloor = compare(time, session.now(), Math.max(1, session.floor.clock.rate));
  if (byFloor === 'recent') return undefined;
  return wireError(byWall === 'ahead' && byFloor === 'ahead' ? 'ahead_of_server' : 'outside_receive_window');
}

function compare(time: RequestTime, nowUs: number, rate: number): 'recent' | 'ahead' | 'late' {
  if (time.timestamp >= nowUs + aheadMaxUs * rate) return 'ahead';
  return nowUs - time.timestamp <= time.receiveWindow * rate ? 'recent' : 'late';
}
