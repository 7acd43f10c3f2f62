/**
 * The candles of a recording before a floor's first moment, built from the same prints that a replay would have made, so that
 * charts join without a seam. The last candle of each list may be cut by the start: the floor goes on with it.
 */
import type { PastCandle, SymbolPast } from '../../core/market-source.ts';

const minuteUs = 60_000_000;

/** Candles kept per list: what a chart shows at first, and a day of minutes at least. */
const candlesMax = 1500;

interface Building {
  openTimeUs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quoteVolume: number;
  trades: number;
  takerBuyVolume: number;
  takerBuyQuoteVolume: number;
}

export class PastCandles {
  readonly #lists = [1, 15, 60, 1440].map((minutes) => ({ lengthUs: minutes * minuteUs, candles: [] as Building[] }));

  /** A print: microseconds, ticks, lots. Times don't fall. */
  add(time: number, price: number, lots: number, takerBought: boolean): void {
    for (const { lengthUs, candles } of this.#lists) {
      const openTimeUs = Math.floor(time / lengthUs) * lengthUs;
      let candle = candles.at(-1);
      if (candle === undefined || candle.openTimeUs !== openTimeUs) {
        candle = newCandle(openTimeUs, price);
        candles.push(candle);
        if (candles.length > 2 * candlesMax) candles.splice(0, candlesMax);
      }
      if (price > candle.high) candle.high = price;
      if (price < candle.low) candle.low = price;
      candle.close = price;
      candle.volume += lots;
      candle.quoteVolume += price * lots;
      candle.trades++;
      if (!takerBought) continue;
      candle.takerBuyVolume += lots;
      candle.takerBuyQuoteVolume += price * lots;
    }
  }

  take(): SymbolPast {
    const [minutes, quarters, hours, days] = this.#lists.map(({ candles }): readonly PastCandle[] => {
      return candles.slice(-candlesMax);
    });
    return { minutes: minutes ?? [], quarters: quarters ?? [], hours: hours ?? [], days: days ?? [] };
  }
}

function newCandle(openTimeUs: number, price: number): Building {
  return {
    openTimeUs,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
    takerBuyVolume: 0,
    takerBuyQuoteVolume: 0,
  };
}
