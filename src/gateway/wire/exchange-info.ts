/**
 * The trading rules as clients read them before their first order. A flag that says true is a promise: everything this
 * exchange does not do is false here, and refused politely when it is tried.
 */
import { selfTradePreventions } from '../../core/instruments/definition.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { SymbolStatus } from '../../core/messages/symbol-status.ts';
import { wireKind, wireSelfTradePrevention, wireSymbolStatus } from './enums.ts';

import { floorFilters, symbolFilters } from './filters-json.ts';
import { type RateLimits, rateLimitsJson } from './rate-limits.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

/** `now` is floor time in microseconds; `symbols` those that were asked for. */
export function exchangeInfoAnswer(
  instruments: Instruments,
  symbols: readonly Instrument[],
  parts: {
    readonly now: number;
    readonly unit: TimeUnit;
    readonly limits: RateLimits;
    readonly showPermissionSets: boolean;
    readonly statusOf: (symbol: Instrument) => SymbolStatus;
  },
): string {
  const rows = symbols
    .map((symbol) => symbolInfo(instruments, symbol, parts.statusOf(symbol), parts.showPermissionSets))
    .join(',');
  return (
    `{"timezone":"UTC","serverTime":${wireTime(parts.now, parts.unit)},"rateLimits":${rateLimitsJson(parts.limits)},` +
    `"exchangeFilters":${JSON.stringify(floorFilters(instruments))},"symbols":[${rows}]}`
  );
}

function symbolInfo(
  instruments: Instruments,
  symbol: Instrument,
  status: SymbolStatus,
  showPermissionSets: boolean,
): string {
  const { definition } = symbol;
  const base = instruments.assets[symbol.base];
  const quote = instruments.assets[symbol.quote];
  return JSON.stringify({
    symbol: symbol.name,
    status: wireSymbolStatus[status],
    baseAsset: base?.name,
    baseAssetPrecision: base?.decimals,
    quoteAsset: quote?.name,
    quotePrecision: quote?.decimals,
    quoteAssetPrecision: quote?.decimals,
    baseCommissionPrecision: base?.decimals,
    quoteCommissionPrecision: quote?.decimals,
    orderTypes: Object.values(wireKind),
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    opoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: symbolFilters(instruments, symbol),
    permissions: [],
    permissionSets: showPermissionSets ? [['SPOT']] : [],
    defaultSelfTradePreventionMode: wireSelfTradePrevention[definition.defaultSelfTradePrevention],
    allowedSelfTradePreventionModes: (definition.allowedSelfTradePreventions ?? selfTradePreventions).map(
      (mode) => wireSelfTradePrevention[mode],
    ),
  });
}
