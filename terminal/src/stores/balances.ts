/**
 * Free and locked amounts per asset, each in the asset's own smallest units. Events carry absolute values and a time; an
 * older one is dropped. An amount that cannot be read changes nothing: it is not zero.
 */
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import type { WireBalance } from '../wire/rest.ts';
import type { AccountPosition } from '../wire/user-data.ts';

export interface Holding {
  readonly asset: string;
  /** Smallest units: 10^-`decimals`. */
  readonly free: bigint;
  readonly locked: bigint;
  /** The asset's, as the server prints it: always all of them. */
  readonly decimals: number;
  /** Floor time of the last change known, milliseconds. */
  readonly timeMs: number;
}

export type Balances = ReadonlyMap<string, Holding>;

/**
 * An answer of the account. `asked`: the balances as they stood when it was asked for. What an event has told since then is at least
 * as new as the answer, and stays; time can't tell the two apart, because floor time may stand still.
 */
export function withAccount(
  balances: Balances,
  rows: readonly WireBalance[],
  timeMs: number,
  asked: Balances,
): Balances {
  const untold = rows.filter(({ asset }) => balances.get(asset) === asked.get(asset));
  return withHoldings(
    balances,
    untold.map(({ asset, free, locked }) => holding(asset, free, locked, timeMs)),
  );
}

export function withPosition(balances: Balances, event: AccountPosition): Balances {
  return withHoldings(
    balances,
    event.B.map(({ a, f, l }) => holding(a, f, l, event.u)),
  );
}

/** What is free, in units of 10^-`decimals`, never more than there is; undefined when it is not known. */
export function freeOf(balances: Balances, asset: string, decimals: number): bigint | undefined {
  const found = balances.get(asset);
  return found === undefined ? undefined : rescaled(found.free, found.decimals, decimals);
}

/** The same amount with another number of decimals; cut where they are fewer. */
export function rescaled(amount: bigint, from: number, to: number): bigint {
  return to >= from ? amount * 10n ** BigInt(to - from) : amount / 10n ** BigInt(from - to);
}

function withHoldings(balances: Balances, changed: readonly (Holding | undefined)[]): Balances {
  const next = new Map(balances);
  for (const one of changed) {
    if (one !== undefined && (next.get(one.asset)?.timeMs ?? 0) <= one.timeMs) next.set(one.asset, one);
  }
  return next;
}

/** Undefined when one of the two amounts is not a decimal. */
function holding(asset: string, free: string, locked: string, timeMs: number): Holding | undefined {
  const decimals = Math.max(decimalsIn(free), decimalsIn(locked));
  const available = parseDecimal(free, decimals);
  const held = parseDecimal(locked, decimals);
  return available.ok && held.ok ? { asset, free: available.value, locked: held.value, decimals, timeMs } : undefined;
}

function decimalsIn(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}
