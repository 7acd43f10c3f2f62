/** Times of the record as people read them: how long ago, by the server's clock, because the visitor's may be wrong. */
const minute = 60_000;
const hour = 60 * minute;

/** "12 s", "21 min", "3 h 12 min", "4 d". What lies ahead by a slow clock is now. */
export function agoText(milliseconds: number): string {
  const age = Math.max(0, milliseconds);
  if (age < minute) return `${Math.floor(age / 1000)} s`;
  if (age < hour) return `${Math.floor(age / minute)} min`;
  if (age < 48 * hour) return `${Math.floor(age / hour)} h ${Math.floor((age % hour) / minute)} min`;
  return `${Math.floor(age / (24 * hour))} d`;
}

/** "2026-11-22 06:40" (UTC) */
export function minuteText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
