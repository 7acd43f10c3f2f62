/**
 * The time of day, of the hour and of the week in real markets, as a log factor on volatility: one hump from the opening of
 * the American session, quiet weekends, busy full hours. All in UTC.
 */
import { log } from '../math/exp-log.ts';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;
const WEEKEND = -0.33;

const hourLog = [
  1.12, 1, 0.93, 0.85, 0.8, 0.8, 0.84, 0.93, 0.95, 0.88, 0.86, 0.88, 1, 1.22, 1.42, 1.36, 1.25, 1.14, 1.06, 1.02, 1.02,
  1, 0.93, 0.95,
].map(log);
const minuteLog = Array.from({ length: 60 }, (_, minute) => log(minuteFactor(minute)));

function minuteFactor(minute: number): number {
  if (minute === 0) return 1.5;
  if (minute === 1) return 1.18;
  if (minute === 15 || minute === 45) return 1.15;
  if (minute === 30) return 1.22;
  return minute % 5 === 0 ? 1.04 : 0.97;
}

/** Log factor at a time; `withMinute` only where steps are no longer than a minute. */
export function season(timeUs: number, withMinute: boolean): number {
  const ofDay = timeUs % DAY_US;
  const hours = ofDay / HOUR_US;
  const hour = Math.floor(hours);
  const here = hourLog[hour] as number;
  const next = hourLog[(hour + 1) % 24] as number;
  // 1970-01-01 was a Thursday; Saturday and Sunday are days 2 and 3 after it.
  const weekday = Math.floor(timeUs / DAY_US) % 7;
  const weekend = weekday === 2 || weekday === 3 ? WEEKEND : 0;
  const minute = withMinute ? (minuteLog[Math.floor((ofDay % HOUR_US) / MINUTE_US)] as number) : 0;
  return here + (next - here) * (hours - hour) + weekend + minute;
}
