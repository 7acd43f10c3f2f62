/** Free and locked amounts per asset, in smallest units. Events carry absolute values and a time; an older one is dropped. */
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import type { WireBalance } from '../wire/rest.ts';
import type { AccountPosition } from '../wire/user-data.ts';

export const balanceDecimals = 8;

export interface Holding {
  readonly asset: string;
  readonly free: bigint;
  readonly locked: bigint;
  /** Floor time of the last change known, milliseconds. */
  readonly timeMs: number;
}

export type Balances = ReadonlyMap<string, Holding>;

export function withAccount(balances: Balances, rows: readonly WireBalance[], timeMs: number): Balances {
  return withHoldings(
    balances,
    rows.map(({ asset, free, locked }) => ({ asset, free: amount(free), locked: amount(locked), timeMs })),
  );
}

export function withPosition(balances: Balances, event: AccountPosition): Balances {
  return withHoldings(
    balances,
    event.B.map(({ a, f, l }) => ({ asset: a, free: amount(f), locked: amount(l), timeMs: event.u })),
  );
}

function withHoldings(balances: Balances, changed: readonly Holding[]): Balances {
  const next = new Map(balances);
  for (const holding of changed) {
    if ((next.get(holding.asset)?.timeMs ?? 0) <= holding.timeMs) next.set(holding.asset, holding);
  }
  return next;
}

function amount(text: string): bigint {
  const parsed = parseDecimal(text, balanceDecimals);
  return parsed.ok ? parsed.value : 0n;
}
