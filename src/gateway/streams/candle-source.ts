/**
 * `@kline_…`: the open candle every second (`1s`) or two, and each candle exactly once with `x` true as soon as floor time
 * has passed its end and before anything of the next. Quiet candles are flat, with `f` and `L` -1.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatPrice, formatQuantity, formatTickLots } from '../../core/units/convert.ts';
import type { Candle } from '../../engine/views/candle.ts';
import type { Interval } from '../../engine/views/interval.ts';
import type { Market } from '../wire/market-json.ts';
import { wireTime, wireTimeBefore } from '../wire/time-unit.ts';
import { eventTime, type SourceContext, type StreamSource } from './stream-source.ts';

/** Finished candles told in one turn; of a longer leap in time the rest is told in the next. */
const batch = 1000;

export class CandleSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  readonly #quoteDecimals: number;
  readonly #interval: Interval;
  readonly #offsetUs: number;
  /** Candles opened before this are told or older than the subscription. */
  #from: number | undefined;
  #end = 0;

  constructor(context: SourceContext, market: Market, interval: Interval, offsetUs: number) {
    this.#context = context;
    this.#instrument = market.instrument;
    this.#quoteDecimals = market.quoteDecimals;
    this.#interval = interval;
    this.#offsetUs = offsetUs;
    this.#follow(this.#latest());
  }

  /** Not with the next tick: by then a fast floor may have played on for longer than seconds are kept. */
  stepped(): void {
    if (this.#from !== undefined && this.#context.session.views.time >= this.#end) this.#closed();
  }

  quick(): void {
    this.#closed();
  }

  second(count: number): void {
    const open = this.#closed();
    if (open !== undefined && (this.#interval === '1s' || count % 2 === 0)) this.#tell(open);
  }

  begin(): void {
    const open = this.#closed();
    if (open !== undefined) this.#tell(open);
  }

  /** A candle that is over is told to all, once. */
  present(): string | undefined {
    const latest = this.#latest();
    return latest === undefined || latest.closed ? undefined : this.#text(latest);
  }

  /** Tells the candles that have finished; yields the open one if there is one. */
  #closed(): Candle | undefined {
    const { views } = this.#context.session;
    if (this.#from === undefined) this.#follow(this.#latest());
    if (this.#from === undefined || views.time < this.#end) return this.#latest();
    const query = { startUs: this.#from, limit: batch, offsetUs: this.#offsetUs };
    let last: Candle | undefined;
    for (const candle of views.candles(this.#instrument.index, this.#interval, query)) {
      if (candle.closed) this.#tell(candle);
      last = candle;
    }
    if (last?.closed === true) {
      this.#from = last.endTimeUs;
      return undefined;
    }
    this.#follow(last);
    return last;
  }

  #latest(): Candle | undefined {
    const query = { limit: 1, offsetUs: this.#offsetUs };
    return this.#context.session.views.candles(this.#instrument.index, this.#interval, query)[0];
  }

  #follow(open: Candle | undefined): void {
    if (open === undefined) return;
    this.#from = open.openTimeUs;
    this.#end = open.endTimeUs;
  }

  #tell(candle: Candle): void {
    this.#context.publish(this.#text(candle));
  }

  #text(candle: Candle): string {
    const { unit } = this.#context;
    const instrument = this.#instrument;
    const quote = (amount: bigint) => formatTickLots(instrument, amount, this.#quoteDecimals);
    return (
      `{"e":"kline","E":${eventTime(this.#context)},"s":"${instrument.name}","k":{` +
      `"t":${wireTime(candle.openTimeUs, unit)},"T":${wireTimeBefore(candle.endTimeUs, unit)},` +
      `"s":"${instrument.name}","i":"${this.#interval}","f":${candle.firstTradeId},"L":${candle.lastTradeId},` +
      `"o":"${formatPrice(instrument, candle.open)}","c":"${formatPrice(instrument, candle.close)}",` +
      `"h":"${formatPrice(instrument, candle.high)}","l":"${formatPrice(instrument, candle.low)}",` +
      `"v":"${formatQuantity(instrument, candle.volume)}","n":${candle.trades},"x":${candle.closed},` +
      `"q":"${quote(candle.quoteVolume)}","V":"${formatQuantity(instrument, candle.takerBuyVolume)}",` +
      `"Q":"${quote(candle.takerBuyQuoteVolume)}","B":"0"}}`
    );
  }
}
