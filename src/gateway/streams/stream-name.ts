/**
 * Names of market streams, as clients subscribe to them. Symbols are lower case here; a name that is none of ours is not
 * an error on the exchange but a subscription that never brings anything.
 */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import { type Interval, isInterval } from '../../engine/views/interval.ts';

export type WindowName = '1h' | '4h' | '1d';

export type StreamSpec =
  | {
      readonly kind: 'trade' | 'aggTrade' | 'bookTicker' | 'avgPrice' | 'referencePrice' | 'ticker' | 'miniTicker';
      readonly instrument: Instrument;
    }
  | { readonly kind: 'window'; readonly instrument: Instrument; readonly window: WindowName }
  | { readonly kind: 'kline'; readonly instrument: Instrument; readonly interval: Interval; readonly offsetUs: number }
  | { readonly kind: 'depth'; readonly instrument: Instrument; readonly quick: boolean }
  | { readonly kind: 'levels'; readonly instrument: Instrument; readonly levels: number; readonly quick: boolean }
  | { readonly kind: 'allTickers' | 'allMiniTickers' }
  | { readonly kind: 'allWindows'; readonly window: WindowName };

const eastEightUs = 8 * 3_600_000_000;

export function readStreamName(name: string, instruments: Instruments): StreamSpec | undefined {
  if (name.startsWith('!')) return readMarketWide(name);
  const at = name.indexOf('@');
  if (at < 1) return undefined;
  const symbol = name.slice(0, at);
  const instrument = instruments.symbolByName(symbol.toUpperCase());
  if (instrument === undefined || symbol !== symbol.toLowerCase()) return undefined;
  return readOfSymbol(name.slice(at + 1), instrument);
}

function readMarketWide(name: string): StreamSpec | undefined {
  if (name === '!ticker@arr') return { kind: 'allTickers' };
  if (name === '!miniTicker@arr') return { kind: 'allMiniTickers' };
  const window = /^!ticker_(1h|4h|1d)@arr$/.exec(name)?.[1];
  return window === undefined ? undefined : { kind: 'allWindows', window: window as WindowName };
}

function readOfSymbol(topic: string, instrument: Instrument): StreamSpec | undefined {
  switch (topic) {
    case 'trade':
    case 'aggTrade':
    case 'bookTicker':
    case 'avgPrice':
    case 'referencePrice':
    case 'ticker':
    case 'miniTicker':
      return { kind: topic, instrument };
  }
  const window = /^ticker_(1h|4h|1d)$/.exec(topic)?.[1];
  if (window !== undefined) return { kind: 'window', instrument, window: window as WindowName };
  const depth = /^depth(5|10|20)?(@100ms|@1000ms)?$/.exec(topic);
  if (depth !== null) {
    const quick = depth[2] === '@100ms';
    if (depth[1] === undefined) return { kind: 'depth', instrument, quick };
    return { kind: 'levels', instrument, levels: Number(depth[1]), quick };
  }
  const kline = /^kline_([0-9]{1,2}[smhdwM])(@\+08:00)?$/.exec(topic);
  const interval = kline?.[1];
  if (interval === undefined || !isInterval(interval)) return undefined;
  return { kind: 'kline', instrument, interval, offsetUs: kline?.[2] === undefined ? 0 : eastEightUs };
}
