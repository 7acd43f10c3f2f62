/** `@trade` and `@aggTrade`: every trade and aggregate once, in order of their contiguous ids, read from the tape. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatPrice, formatQuantity } from '../../core/units/convert.ts';
import { wireTime } from '../wire/time-unit.ts';
import { eventTime, type SourceContext, type StreamSource } from './stream-source.ts';

/** Read from the tape at a time, so that one step of many trades needs no list of all. */
const batch = 1000;

export class TradeSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  #next: number;

  constructor(context: SourceContext, instrument: Instrument) {
    this.#context = context;
    this.#instrument = instrument;
    this.#next = (context.session.views.lastTrade(instrument.index)?.tradeId ?? -1) + 1;
  }

  trades(): void {
    const { session, unit, publish } = this.#context;
    const instrument = this.#instrument;
    const last = session.views.lastTrade(instrument.index)?.tradeId ?? -1;
    if (last < this.#next) return;
    const head = `{"e":"trade","E":${eventTime(this.#context)},"s":"${instrument.name}","t":`;
    while (this.#next <= last) {
      const rows = session.views.tradesFrom(instrument.index, this.#next, batch);
      for (const trade of rows) {
        publish(
          `${head}${trade.tradeId},"p":"${formatPrice(instrument, trade.price)}",` +
            `"q":"${formatQuantity(instrument, trade.quantity)}","T":${wireTime(trade.timeUs, unit)},` +
            `"m":${trade.buyerIsMaker},"M":true}`,
        );
      }
      this.#next = (rows.at(-1)?.tradeId ?? last) + 1;
    }
  }
}

export class AggregateSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  #next: number;

  constructor(context: SourceContext, instrument: Instrument) {
    this.#context = context;
    this.#instrument = instrument;
    this.#next = context.session.views.lastAggregateId(instrument.index) + 1;
  }

  trades(): void {
    const { session, unit, publish } = this.#context;
    const instrument = this.#instrument;
    const last = session.views.lastAggregateId(instrument.index);
    if (last < this.#next) return;
    const head = `{"e":"aggTrade","E":${eventTime(this.#context)},"s":"${instrument.name}","a":`;
    while (this.#next <= last) {
      const rows = session.views.aggregates(instrument.index, { fromId: this.#next, limit: batch });
      for (const row of rows) {
        publish(
          `${head}${row.aggregateId},"p":"${formatPrice(instrument, row.price)}",` +
            `"q":"${formatQuantity(instrument, row.quantity)}","f":${row.firstTradeId},"l":${row.lastTradeId},` +
            `"T":${wireTime(row.timeUs, unit)},"m":${row.buyerIsMaker},"M":true}`,
        );
      }
      this.#next = (rows.at(-1)?.aggregateId ?? last) + 1;
    }
  }
}
