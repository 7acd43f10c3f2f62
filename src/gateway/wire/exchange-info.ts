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

interface RowParts {
  readonly showPermissionSets: boolean;
  readonly statusOf: (symbol: Instrument) => SymbolStatus;
}

/** `now` is floor time in microseconds; `symbols` those that were asked for. */
export function exchangeInfoAnswer(
  instruments: Instruments,
  symbols: readonly Instrument[],
  parts: RowParts & { readonly now: number; readonly unit: TimeUnit; readonly limits: RateLimits },
): string {
  const isWhole = symbols === instruments.symbols;
  const rows = isWhole ? keptRows(instruments, parts) : rowsOf(instruments, symbols, parts);
  return (
    `{"timezone":"UTC","serverTime":${wireTime(parts.now, parts.unit)},"rateLimits":${rateLimitsJson(parts.limits)},` +
    `"exchangeFilters":${JSON.stringify(floorFilters(instruments))},"symbols":[${rows}]}`
  );
}

/** All symbols' rows as one text, by whether permission sets are shown, and the statuses they were made under. */
const keptWhole = new WeakMap<Instruments, Map<boolean, KeptRows>>();

interface KeptRows {
  readonly statuses: string;
  readonly rows: string;
}

/** What nearly every client asks for: everything, and again and again. */
function keptRows(instruments: Instruments, parts: RowParts): string {
  const { showPermissionSets } = parts;
  const byShown = keptWhole.get(instruments) ?? new Map<boolean, KeptRows>();
  const statuses = instruments.symbols.map(parts.statusOf).join();
  const last = byShown.get(showPermissionSets);
  if (last?.statuses === statuses) return last.rows;
  const rows = rowsOf(instruments, instruments.symbols, parts);
  keptWhole.set(instruments, byShown.set(showPermissionSets, { statuses, rows }));
  return rows;
}

function rowsOf(instruments: Instruments, symbols: readonly Instrument[], parts: RowParts): string {
  return symbols
    .map((symbol) => keptInfo(instruments, symbol, parts.statusOf(symbol), parts.showPermissionSets))
    .join(',');
}

/** A symbol's rules do not change while its status is the same: its text is made once for each. */
const kept = new WeakMap<Instrument, Map<string, string>>();

function keptInfo(
  instruments: Instruments,
  symbol: Instrument,
  status: SymbolStatus,
  showPermissionSets: boolean,
): string {
  const texts = kept.get(symbol) ?? new Map<string, string>();
  const key = `${status} ${showPermissionSets}`;
  const text = texts.get(key) ?? symbolInfo(instruments, symbol, status, showPermissionSets);
  kept.set(symbol, texts.set(key, text));
  return text;
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
