/**
 * The budget a deployed system must keep, read from a file. The load is bounded by what the exchange lets one address and one account do
 * (docs/reference/api.md: 6,000 weight a minute, 100 orders in ten seconds), so it can be run against production.
 */
import { OpsProblem } from '../../command/problem.ts';

export interface Budget {
  /** Why its limits are what they are. */
  readonly about: string;
  readonly seconds: number;
  /** Orders are spread over so many accounts. */
  readonly accounts: number;
  /** Requests begun a second, whatever the answers take; each order is cancelled again. */
  readonly perSecond: { readonly depth: number; readonly order: number };
  readonly errorShareMax: number;
  readonly depthP99MsMax: number;
  readonly orderP99MsMax: number;
  readonly loopLagP99MsMax: number;
  readonly commitMsMax: number;
}

const secondsMax = 60;

/** `lab` or `real`, as the file has both. Throws `OpsProblem` naming what is missing or out of bounds. */
export function readBudget(text: string, place: 'lab' | 'real'): Budget {
  const all = JSON.parse(text) as Partial<Record<string, Partial<Budget>>>;
  const budget = all[place];
  const numbers = [
    'seconds',
    'accounts',
    'errorShareMax',
    'depthP99MsMax',
    'orderP99MsMax',
    'loopLagP99MsMax',
    'commitMsMax',
  ] as const;
  const missing = numbers.find((name) => typeof budget?.[name] !== 'number');
  if (budget === undefined || missing !== undefined || budget.perSecond === undefined) {
    throw new OpsProblem(
      `the budget has no number "${missing ?? 'perSecond'}" for ${place}`,
      'see ops/verify/performance/budget.json',
    );
  }
  const whole = budget as Budget;
  if (whole.seconds > secondsMax)
    throw new OpsProblem(`a load of ${whole.seconds} s is not bounded: at most ${secondsMax} s`);
  return whole;
}
