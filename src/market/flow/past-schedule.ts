/**
 * The bars in which a floor's past is drawn, aligned to UTC so that they add up to quarters, hours and days: quarters of an
 * hour first, minutes for the last 30 days, and a last bar from the open minute to the floor's first moment.
 */
import { MarketDefinitionError } from '../market-definition-error.ts';

const MINUTE_US = 60_000_000;
const QUARTER_US = 15 * MINUTE_US;
const DAY_US = 96 * QUARTER_US;
const FINE_DAYS = 30;

export interface PastSchedule {
  /** Bars in all, and how many of them are quarters of an hour. */
  readonly count: number;
  readonly quarters: number;
  /** Start of a bar, and of what follows the last one. */
  timeUs(bar: number): number;
  seconds(bar: number): number;
}

/** Throws `MarketDefinitionError` for a past that began before times do. */
export function pastSchedule(startTimeUs: number, days: number): PastSchedule {
  const today = Math.floor(startTimeUs / DAY_US) * DAY_US;
  const first = today - days * DAY_US;
  if (first < 0) {
    const expected = `${days} days after 1970-01-01 at least, for the market's past`;
    throw new MarketDefinitionError(`start: expected ${expected}; found ${today / DAY_US}`);
  }
  const fine = today - Math.min(days, FINE_DAYS) * DAY_US;
  const quarters = (fine - first) / QUARTER_US;
  const count = quarters + Math.ceil((startTimeUs - fine) / MINUTE_US);
  const timeUs = (bar: number): number => {
    if (bar <= quarters) return first + bar * QUARTER_US;
    return Math.min(startTimeUs, fine + (bar - quarters) * MINUTE_US);
  };
  return { count, quarters, timeUs, seconds: (bar) => (timeUs(bar + 1) - timeUs(bar)) * 1e-6 };
}
