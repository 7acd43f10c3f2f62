/**
 * How much may stand ahead of a resting order of ours. The wire does not say, so this is an upper bound: what rested at
 * the price when we first saw the order there, less what traded at the price since, and never more than what rests there
 * now besides our own. Cancels ahead of us make the truth smaller.
 */
export interface QueueEstimate {
  readonly price: number;
  readonly side: 'buy' | 'sell';
  /** Lots. */
  readonly ahead: number;
}

/** By order. */
export type Queues = ReadonlyMap<string, QueueEstimate>;

/** The queues before when nothing changed, so that whoever shows them has nothing to do. */
export function unlessSame(before: Queues, next: Queues): Queues {
  const same = before.size === next.size && [...next].every(([key, estimate]) => before.get(key) === estimate);
  return same ? before : next;
}

/** `levelLots`: all that rests at the price now, our own `leavesLots` included. */
export function firstEstimate(
  side: 'buy' | 'sell',
  price: number,
  levelLots: number,
  leavesLots: number,
): QueueEstimate {
  return { side, price, ahead: Math.max(0, levelLots - leavesLots) };
}

export function afterLevel(estimate: QueueEstimate, levelLots: number, leavesLots: number): QueueEstimate {
  const bound = Math.max(0, levelLots - leavesLots);
  return bound < estimate.ahead ? { ...estimate, ahead: bound } : estimate;
}

/** A print at our price whose taker came from the other side took from the front of the queue. */
export function afterTrade(
  estimate: QueueEstimate,
  takerSide: 'buy' | 'sell',
  price: number,
  lots: number,
): QueueEstimate {
  if (price !== estimate.price || takerSide === estimate.side) return estimate;
  return { ...estimate, ahead: Math.max(0, estimate.ahead - lots) };
}
