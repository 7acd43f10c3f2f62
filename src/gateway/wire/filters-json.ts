/**
 * Filters with Binance's names and fields, in the order in which it lists them. A filter that the floor's definition leaves out
 * is not shown; MARKET_LOT_SIZE and PRICE_FILTER show zero where they have no limit of their own.
 */
import type { SymbolDefinition } from '../../core/instruments/definition.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../core/units/convert.ts';
import { formatDecimal, parseDecimal } from '../../core/units/decimal.ts';

type Filter = { readonly filterType: string; readonly [field: string]: unknown };

export function symbolFilters(instruments: Instruments, symbol: Instrument): readonly Filter[] {
  const { definition } = symbol;
  return [
    priceFilter(symbol),
    lotSize(symbol),
    ...counted('ICEBERG_PARTS', 'limit', definition.icebergPartsMax),
    marketLotSize(symbol),
    ...trailingDelta(definition),
    ...percentPrice(definition),
    ...notional(instruments, symbol),
    ...maxPosition(instruments, symbol),
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: definition.ordersMax },
    ...counted('MAX_NUM_ORDER_LISTS', 'maxNumOrderLists', definition.orderListsMax),
    ...counted('MAX_NUM_ALGO_ORDERS', 'maxNumAlgoOrders', definition.algoOrdersMax),
    ...counted('MAX_NUM_ICEBERG_ORDERS', 'maxNumIcebergOrders', definition.icebergOrdersMax),
    ...counted('MAX_NUM_ORDER_AMENDS', 'maxNumOrderAmends', definition.amendsMax),
  ];
}

/** EXCHANGE_MAX_NUM_…: limits of an account on the whole floor. */
export function floorFilters({ floor }: Instruments): readonly Filter[] {
  const { filters = {} } = floor;
  return [
    ...counted('EXCHANGE_MAX_NUM_ORDERS', 'maxNumOrders', filters.ordersMax),
    ...counted('EXCHANGE_MAX_NUM_ALGO_ORDERS', 'maxNumAlgoOrders', filters.algoOrdersMax),
    ...counted('EXCHANGE_MAX_NUM_ICEBERG_ORDERS', 'maxNumIcebergOrders', filters.icebergOrdersMax),
    ...counted('EXCHANGE_MAX_NUM_ORDER_LISTS', 'maxNumOrderLists', filters.orderListsMax),
  ];
}

/** MAX_ASSET of the two assets of a symbol. */
export function assetFilters({ assets }: Instruments, symbol: Instrument): readonly Filter[] {
  return [symbol.base, symbol.quote].flatMap((index) => {
    const asset = assets[index];
    if (asset?.orderAmountMax === undefined) return [];
    return [{ filterType: 'MAX_ASSET', asset: asset.name, limit: decimals(asset.orderAmountMax, asset.decimals) }];
  });
}

function priceFilter(symbol: Instrument): Filter {
  const { definition } = symbol;
  const limit = (text: string, ticks: number) => formatPrice(symbol, text === '0' ? 0 : ticks);
  return {
    filterType: 'PRICE_FILTER',
    minPrice: limit(definition.minPrice, symbol.minPrice),
    maxPrice: limit(definition.maxPrice, symbol.maxPrice),
    tickSize: formatPrice(symbol, 1),
  };
}

function lotSize(symbol: Instrument): Filter {
  return {
    filterType: 'LOT_SIZE',
    minQty: formatQuantity(symbol, symbol.minQuantity),
    maxQty: formatQuantity(symbol, symbol.maxQuantity),
    stepSize: formatQuantity(symbol, 1),
  };
}

function marketLotSize(symbol: Instrument): Filter {
  const { marketMinQuantity, marketStepSize } = symbol.definition;
  return {
    filterType: 'MARKET_LOT_SIZE',
    minQty: formatQuantity(symbol, marketMinQuantity === undefined ? 0 : symbol.marketMinQuantity),
    maxQty: formatQuantity(symbol, symbol.marketMaxQuantity),
    stepSize: formatQuantity(symbol, marketStepSize === undefined ? 0 : symbol.marketStep),
  };
}

function trailingDelta({ trailingDelta: range }: SymbolDefinition): readonly Filter[] {
  if (range === undefined) return [];
  return [
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: range.minAbove,
      maxTrailingAboveDelta: range.maxAbove,
      minTrailingBelowDelta: range.minBelow,
      maxTrailingBelowDelta: range.maxBelow,
    },
  ];
}

function percentPrice(definition: SymbolDefinition): readonly Filter[] {
  const { multiplierUp, multiplierDown, averagePriceMinutes } = definition;
  const { bidMultiplierUp, bidMultiplierDown, askMultiplierUp, askMultiplierDown } = definition;
  const filters: Filter[] = [];
  if (multiplierUp !== undefined) {
    filters.push({ filterType: 'PERCENT_PRICE', multiplierUp, multiplierDown, avgPriceMins: averagePriceMinutes });
  }
  if (bidMultiplierUp !== undefined) {
    filters.push({
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp,
      bidMultiplierDown,
      askMultiplierUp,
      askMultiplierDown,
      avgPriceMins: averagePriceMinutes,
    });
  }
  return filters;
}

function notional({ assets }: Instruments, symbol: Instrument): readonly Filter[] {
  const { leastNotional, averagePriceMinutes, minNotionalToMarket, maxNotionalToMarket } = symbol.definition;
  const quoteDecimals = assets[symbol.quote]?.decimals ?? 8;
  const filters: Filter[] = [];
  if (leastNotional !== undefined) {
    filters.push({
      filterType: 'MIN_NOTIONAL',
      minNotional: decimals(leastNotional.amount, quoteDecimals),
      applyToMarket: leastNotional.toMarket,
      avgPriceMins: averagePriceMinutes,
    });
  }
  filters.push({
    filterType: 'NOTIONAL',
    minNotional: formatAmount(symbol.minNotional, quoteDecimals),
    applyMinToMarket: minNotionalToMarket ?? true,
    maxNotional: formatAmount(symbol.maxNotional, quoteDecimals),
    applyMaxToMarket: maxNotionalToMarket ?? true,
    avgPriceMins: averagePriceMinutes,
  });
  return filters;
}

function maxPosition({ assets }: Instruments, symbol: Instrument): readonly Filter[] {
  const { positionMax } = symbol.definition;
  if (positionMax === undefined) return [];
  return [{ filterType: 'MAX_POSITION', maxPosition: decimals(positionMax, assets[symbol.base]?.decimals ?? 8) }];
}

function counted(filterType: string, field: string, most: number | undefined): readonly Filter[] {
  return most === undefined ? [] : [{ filterType, [field]: most }];
}

/** A decimal of the definition, checked there, with all its decimals. */
function decimals(text: string, count: number): string {
  const parsed = parseDecimal(text, count);
  return parsed.ok ? formatDecimal(parsed.value, count) : text;
}
