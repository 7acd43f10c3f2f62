/** Times on the wire: milliseconds by default, microseconds when the client asks for them. Inside: always microseconds. */
export type TimeUnit = 'ms' | 'us';

export function wireTime(microseconds: number, unit: TimeUnit): number {
  return unit === 'us' ? microseconds : Math.floor(microseconds / 1000);
}

/** The last instant before `endUs`, as candles and windows show their close: …999 or …999999. */
export function wireTimeBefore(endUs: number, unit: TimeUnit): number {
  return unit === 'us' ? endUs - 1 : Math.floor(endUs / 1000) - 1;
}

/** Reads `X-MBX-TIME-UNIT` or `timeUnit`; undefined when it is neither unit. Absent means milliseconds. */
export function readTimeUnit(text: string | undefined): TimeUnit | undefined {
  if (text === undefined) return 'ms';
  const upper = text.toUpperCase();
  if (upper === 'MICROSECOND') return 'us';
  return upper === 'MILLISECOND' ? 'ms' : undefined;
}
