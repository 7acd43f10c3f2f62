/**
 * Which market a file belongs to, from what names say: `BTCUSDT-trades-2024-08.csv`, `spot_btcusdt_20240808.jsonl.gz`,
 * `BTC_USDT-1m.csv`. A name is split by the quote assets it can end with; a name that ends with none of them isn't guessed.
 */
export interface SymbolName {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

/** Longest first, so that BTCFDUSD is not BTCFD in USD. */
const quotes = [
  ...['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USDP', 'USDS', 'BIDR', 'IDRT', 'BVND', 'AEUR', 'EURI'],
  ...[
    'BTC',
    'ETH',
    'BNB',
    'TRX',
    'DAI',
    'PAX',
    'VAI',
    'EUR',
    'GBP',
    'TRY',
    'BRL',
    'AUD',
    'RUB',
    'UAH',
    'NGN',
    'ZAR',
    'PLN',
  ],
  ...['RON', 'JPY', 'MXN', 'ARS', 'CZK', 'COP', 'USD', 'XBT'],
];

/** From a name such as BTCUSDT, btcusdt, BTC/USDT, BTC-USDT or BTC_USDT; undefined when it is none. */
export function splitSymbol(name: string): SymbolName | undefined {
  const upper = name.toUpperCase();
  const pair = /^([A-Z0-9]{1,20})[/_-]([A-Z0-9]{2,10})$/.exec(upper);
  if (pair?.[1] !== undefined && pair[2] !== undefined) return named(pair[1], pair[2]);
  if (!/^[A-Z0-9]{3,20}$/.test(upper) || /^\d+$/.test(upper)) return undefined;
  const quote = quotes.find((candidate) => upper.endsWith(candidate) && upper.length > candidate.length);
  return quote === undefined ? undefined : named(upper.slice(0, upper.length - quote.length), quote);
}

/** From a file's own name (no folders): its first part that reads as a symbol. */
export function symbolOfFile(fileName: string): SymbolName | undefined {
  const parts = fileName.toUpperCase().split(/[^A-Z0-9]+/);
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1] ?? '';
    if (/^[A-Z0-9]{2,10}$/.test(part) && quotes.includes(next) && !places.includes(part)) return named(part, next);
    const split = splitSymbol(part);
    if (split !== undefined) return split;
  }
  return undefined;
}

/**
 * Coin-margined contracts count quantity in contracts of USD, not in the base asset, so a spot floor can't hold them.
 * True for names such as BTCUSD_PERP and BTCUSD_250328.
 */
export function isCoinMargined(name: string): boolean {
  return /[A-Z0-9]USD_(PERP|\d{6})/i.test(name);
}

/** Words in front of a symbol in file names that are not base assets. */
const places = ['SPOT', 'USDM', 'COINM', 'CM', 'UM', 'BINANCE', 'KLINES', 'TRADES'];

function named(base: string, quote: string): SymbolName {
  return { symbol: base + quote, base, quote };
}
