/** The address names what is shown, `#/BTCUSDT/1m`, so that a page can be shared, reloaded and typed. */
import { type Interval, intervals } from '../stores/candles.ts';

export interface Address {
  readonly symbol: string | undefined;
  /** Undefined when it names none that there is. */
  readonly interval: Interval | undefined;
}

/** `hash`: with its sign, or empty. */
export function readAddress(hash: string): Address {
  const [, symbol, interval] = hash.split('/');
  return {
    symbol: symbol === undefined || symbol === '' ? undefined : symbol.toUpperCase(),
    interval: intervals.find((one) => one === interval),
  };
}

export function addressOf(symbol: string, interval: Interval): string {
  return `#/${symbol}/${interval}`;
}
