/** Balances as rows with a value in one common asset, exactly, by the last prices: directly, or by one step over BTC. */

import { wireDecimals } from '../../../src/core/units/convert.ts';
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import { type Balances, type Holding, rescaled } from '../stores/balances.ts';
import type { Tickers } from '../stores/tickers.ts';

export interface PortfolioRow extends Holding {
  /** In 10^-8 of the common asset, whatever decimals that has; undefined when no market gives a price. */
  readonly value: bigint | undefined;
}

export const valueAsset = 'USDT';
export const valueDecimals = 8;

/** Most valuable first, then by name; assets without anything come only when `empty` is asked for. */
export function portfolio(balances: Balances, tickers: Tickers, empty: boolean): readonly PortfolioRow[] {
  return [...balances.values()]
    .filter((holding) => empty || holding.free + holding.locked > 0n)
    .map((holding) => ({ ...holding, value: valueInCommon(holding, tickers) }))
    .sort((a, b) => compare(b.value ?? -1n, a.value ?? -1n) || (a.asset < b.asset ? -1 : 1));
}

export function totalValue(rows: readonly PortfolioRow[]): bigint {
  return rows.reduce((sum, row) => sum + (row.value ?? 0n), 0n);
}

export function valueInCommon({ asset, free, locked, decimals }: Holding, tickers: Tickers): bigint | undefined {
  const amount = free + locked;
  if (asset === valueAsset) return rescaled(amount, decimals, valueDecimals);
  const unit = 10n ** BigInt(decimals);
  const direct = priceE8(tickers, `${asset}${valueAsset}`);
  if (direct !== undefined) return (amount * direct) / unit;
  const overBitcoin = priceE8(tickers, `${asset}BTC`);
  const bitcoin = priceE8(tickers, `BTC${valueAsset}`);
  if (overBitcoin === undefined || bitcoin === undefined) return undefined;
  return (amount * overBitcoin * bitcoin) / unit / 10n ** BigInt(wireDecimals);
}

function priceE8(tickers: Tickers, symbol: string): bigint | undefined {
  const parsed = parseDecimal(tickers.get(symbol)?.last ?? '', wireDecimals);
  return parsed.ok ? parsed.value : undefined;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
