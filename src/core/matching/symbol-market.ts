/** One symbol's running state: its book, its counters, its last and mean price. */
import { noAsk, noBid, type OrderBook } from '../book/order-book.ts';
import type { Instrument, InstrumentFilters } from '../instruments/instrument.ts';
import type { SymbolStatus } from '../messages/symbol-status.ts';
import { OrderGate } from './filters/order-gate.ts';
import { MeanPrice } from './mean-price.ts';
import { ReachedPrices } from './reached-prices.ts';
import { ReferencedMean, ReferencePrice } from './reference-price.ts';
import type { UserOrder } from './user-order.ts';

export class SymbolMarket {
  declare readonly index: number;
  declare readonly instrument: Instrument;
  declare readonly book: OrderBook;
  declare readonly baseAsset: number;
  declare readonly quoteAsset: number;
  declare readonly basePerLot: number;
  declare readonly quotePerTickLot: number;
  declare readonly filters: InstrumentFilters;
  declare readonly meanPrice: MeanPrice;
  /** Undefined where the definition asks for none. */
  declare readonly reference: ReferencePrice | undefined;
  declare readonly gate: OrderGate;
  /** The filters' average is the last price: a window of no minutes. */
  declare readonly averageIsLast: boolean;
  status: SymbolStatus = 'trading';
  nextOrderId = 1;
  nextTradeId = 1;
  /** From 0 on, as on the exchange. */
  nextPreventedMatchId = 0;
  /** Of the last `level` event. */
  updateId = 0;
  /** Orders with a hidden part, by id (iceberg.ts). */
  readonly icebergs = new Map<number, UserOrder>();
  /**
   * What waiting orders (waiting-orders.ts) have to say to a trade: it concerns them from `triggerAbove` ticks up and from
   * `triggerBelow` down. Prices that do are noted, and worked off when the command or the market's step is over. Until then
   * every further price is noted too: it may concern an order that the earlier one sets going.
   */
  triggerAbove = noAsk;
  triggerBelow = noBid;
  reached = new ReachedPrices();
  #lastPrice = 0;

  constructor(instrument: Instrument, book: OrderBook) {
    const { definition } = instrument;
    this.index = instrument.index;
    this.instrument = instrument;
    this.book = book;
    this.baseAsset = instrument.base;
    this.quoteAsset = instrument.quote;
    this.basePerLot = instrument.basePerLot;
    this.quotePerTickLot = instrument.quotePerTickLot;
    this.filters = instrument.filters;
    const minutes = Math.max(1, definition.averagePriceMinutes);
    const { referencePrice } = definition;
    this.reference = referencePrice && new ReferencePrice(referencePrice, instrument.tickE8);
    this.meanPrice = this.reference ? new ReferencedMean(minutes, this.reference) : new MeanPrice(minutes);
    this.gate = new OrderGate(instrument);
    this.averageIsLast = definition.averagePriceMinutes === 0;
  }

  /** Ticks; 0 before the first trade. */
  get lastPrice(): number {
    return this.#lastPrice;
  }

  /** Set by each trade: what it costs when it concerns no waiting order. */
  set lastPrice(price: number) {
    this.#lastPrice = price;
    this.gate.traded(price);
    if (price < this.triggerAbove && price > this.triggerBelow) return;
    this.reached.note(this.index, price);
    this.triggerAbove = noBid;
  }

  /** Mean price of the window in ticks, with a fraction; the last price without trades; undefined before the first. */
  averagePrice(time: number): number | undefined {
    const lots = this.averageIsLast ? 0 : this.meanPrice.lots(time);
    if (lots > 0) return this.meanPrice.tickLots(time) / lots;
    return this.lastPrice === 0 ? undefined : this.lastPrice;
  }
}
