/**
 * What a client outside saw, order by order, and what can be said from it: how long nothing was acknowledged, and which acknowledged
 * orders are gone. Pure. An order whose answer never came, or said "unknown", promises nothing: it may be there or not.
 */
export interface Attempt {
  /** The client's own id of the order. */
  readonly id: string;
  /** The exchange's, once it has acknowledged it. */
  readonly orderId?: number;
  /** Milliseconds since 1970. */
  readonly sentMs: number;
  readonly endedMs: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** Why not, for people. */
  readonly note?: string;
}

export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest time between two acknowledgements that ended in a period; undefined when there are none to tell it by. */
export function longestSilence(attempts: readonly Attempt[], from: number, to: number): Silence | undefined {
  const times = acknowledged(attempts)
    .map(({ endedMs }) => endedMs)
    .sort((left, right) => left - right);
  let longest: Silence | undefined;
  let before = times.filter((time) => time <= from).at(-1) ?? from;
  for (const time of [...times.filter((each) => each > from && each <= to), to]) {
    // What was silent before the period began is not the period's.
    const silence = { fromMs: Math.max(before, from), toMs: time };
    if (longest === undefined || lengthOf(silence) > lengthOf(longest)) longest = silence;
    before = time;
  }
  return longest;
}

export function lengthOf({ fromMs, toMs }: Silence): number {
  return toMs - fromMs;
}

export interface Loss {
  /** Acknowledged, and not on the exchange any more. */
  readonly lost: readonly Attempt[];
  /** Of those whose outcome the client never learned: how many are there. */
  readonly unknownDone: number;
}

/** Compares id by id with the orders the exchange has, by the client's id and the exchange's. */
export function compare(attempts: readonly Attempt[], there: ReadonlyMap<string, number>): Loss {
  const lost = acknowledged(attempts).filter(({ id, orderId }) => there.get(id) !== orderId);
  const unknown = attempts.filter(({ outcome }) => outcome === 'unknown');
  return {
    lost,
    unknownDone: unknown.filter(({ id }) => there.has(id)).length,
  };
}

/** Whether orders have been acknowledged, and nothing else happened, for so long before a moment. */
export function isSteady(attempts: readonly Attempt[], nowMs: number, forMs: number): boolean {
  const recent = attempts.filter(({ endedMs }) => endedMs > nowMs - forMs);
  const first = recent.at(0)?.endedMs ?? Number.POSITIVE_INFINITY;
  return first < nowMs - forMs / 2 && recent.every(({ outcome }) => outcome === 'acknowledged');
}

export function acknowledged(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ outcome }) => outcome === 'acknowledged');
}
