/**
 * `startTime` and `endTime` of a question about an account's past. A time at which nothing can have happened is moved to the
 * nearest at which something can (Binance, changelog of 2024-12-09: values out of range are adjusted), and only then is the
 * distance of the two measured. Market data has no such bounds: the candles of a floor may reach back before its start.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import type { ParameterReader } from './parameter-reader.ts';

/** Floor time, microseconds, both inclusive. */
export interface Period {
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
}

/** Where the floor's history begins, and the two clocks that a client may go by, microseconds. */
export interface PeriodAsked {
  readonly session: Pick<FloorSession, 'definition' | 'now'>;
  readonly wallClock: () => number;
}

/** 2017-01-01. */
const exchangeOpenedUs = 1_483_228_800_000_000;
const aheadMaxUs = 10_000_000;
const dayUs = 86_400_000_000;

/** Refusals: -1127 when both are more than a day apart. */
export function readPeriod(reader: ParameterReader, asked: PeriodAsked): Period {
  // A floor that plays an earlier past has a history of that time.
  const earliestUs = Math.min(exchangeOpenedUs, asked.session.definition.startTimeUs);
  const latestUs = Math.max(asked.session.now(), asked.wallClock()) + aheadMaxUs;
  const within = (time: number | undefined) =>
    time === undefined ? undefined : Math.min(Math.max(time, earliestUs), latestUs);
  const startUs = within(reader.time('startTime'));
  const endUs = within(reader.timeThrough('endTime'));
  if (startUs !== undefined && endUs !== undefined && endUs - startUs > dayUs) reader.fail('interval_too_long', 24);
  return { startUs, endUs };
}
