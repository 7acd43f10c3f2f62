/** Floor time as people and `--start` write it: ISO 8601 in UTC. By the calendar alone, since nothing here knows the platform's. */
const millisecondUs = 1000;
const dayMs = 86_400_000;
/** Of the calendar's cycle of 400 years. */
const cycleDays = 146_097;
/** From 0000-03-01, where a cycle begins and leap days end their years, to 1970-01-01. */
const daysBefore1970 = 719_468;

/** Microseconds since 1970, from 0 on; they are written out where there are any. */
export function utcText(timeUs: number): string {
  const within = timeUs % millisecondUs;
  const time = (timeUs - within) / millisecondUs;
  const ofDay = time % dayMs;
  const clock = [3_600_000, 60_000, 1000].map((unit, i) => padded(Math.floor(ofDay / unit) % (i === 0 ? 24 : 60), 2));
  const fraction = padded(ofDay % 1000, 3) + (within === 0 ? '' : padded(within, 3));
  return `${dateText((time - ofDay) / dayMs)}T${clock.join(':')}.${fraction}Z`;
}

function dateText(days: number): string {
  const since = days + daysBefore1970;
  const day = since % cycleDays;
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365);
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  // Months from March on have 153 days in each five.
  const month = Math.floor((5 * ofYear + 2) / 153);
  const ofMonth = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const isNextYear = month >= 10;
  const fullYear = Math.floor(since / cycleDays) * 400 + year + (isNextYear ? 1 : 0);
  return [padded(fullYear, 4), padded(isNextYear ? month - 9 : month + 3, 2), padded(ofMonth, 2)].join('-');
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
