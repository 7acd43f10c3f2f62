/** One symbol's running state: its book, its counters, its last and mean price. */
import type { OrderBook } from '../book/order-book.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { parseDecimal } from '../units/decimal.ts';
import { MeanPrice } from './mean-price.ts';

export class SymbolMarket {
  readonly index: number;
  readonly instrument: Instrument;
  readonly book: OrderBook;
  readonly baseAsset: number;
  readonly quoteAsset: number;
  readonly basePerLot: number;
  readonly quotePerTickLot: number;
  readonly meanPrice: MeanPrice;
  /** PERCENT_PRICE_BY_SIDE multipliers by side code, in ten-thousandths. */
  readonly multiplierUp: readonly [number, number];
  readonly multiplierDown: readonly [number, number];
  nextOrderId = 1;
  nextTradeId = 1;
  /** Of the last `level` event. */
  updateId = 0;
  /** Ticks; 0 before the first trade. */
  lastPrice = 0;

  constructor(instrument: Instrument, book: OrderBook) {
    const { definition } = instrument;
    this.index = instrument.index;
    this.instrument = instrument;
    this.book = book;
    this.baseAsset = instrument.base;
    this.quoteAsset = instrument.quote;
    this.basePerLot = instrument.basePerLot;
    this.quotePerTickLot = instrument.quotePerTickLot;
    this.meanPrice = new MeanPrice(definition.averagePriceMinutes);
    this.multiplierUp = [multiplier(definition.bidMultiplierUp), multiplier(definition.askMultiplierUp)];
    this.multiplierDown = [multiplier(definition.bidMultiplierDown), multiplier(definition.askMultiplierDown)];
  }

  /** Mean price of the window in ticks, with a fraction; the last price without trades; undefined before the first. */
  averagePrice(time: number): number | undefined {
    const lots = this.meanPrice.lots(time);
    if (lots > 0) return this.meanPrice.tickLots(time) / lots;
    return this.lastPrice === 0 ? undefined : this.lastPrice;
  }
}

/** Checked by createInstruments: at most four decimals. */
function multiplier(text: string): number {
  const parsed = parseDecimal(text, 4);
  return parsed.ok ? Number(parsed.value) : 0;
}
