/** Tickers of one symbol (every second) and of all symbols (every second, those that changed): 24 h, mini, windows. */
import type { BookReader } from '../../core/floor/floor-reader.ts';
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatMeanPrice, formatPrice, formatQuantity, formatTickLots } from '../../core/units/convert.ts';
import { dayWindowUs, type RollingTicker } from '../../engine/views/rolling-ticker.ts';
import { changePercent, type Market, weightedAverage } from '../wire/market-json.ts';
import { wireTime } from '../wire/time-unit.ts';
import type { WindowName } from './stream-name.ts';
import { eventTime, type SourceContext, type StreamSource } from './stream-source.ts';

export type TickerForm = 'full' | 'mini' | WindowName;

const hourUs = 3_600_000_000;
const windows: Readonly<Record<TickerForm, number>> = {
  full: dayWindowUs,
  mini: dayWindowUs,
  '1h': hourUs,
  '4h': 4 * hourUs,
  '1d': dayWindowUs,
};

export class TickerSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #market: Market;
  readonly #form: TickerForm;

  constructor(context: SourceContext, market: Market, form: TickerForm) {
    this.#context = context;
    this.#market = market;
    this.#form = form;
  }

  second(): void {
    const payload = this.present();
    if (payload !== undefined) this.#context.publish(payload);
  }

  begin(): void {
    this.second();
  }

  present(): string | undefined {
    return tickerPayload(this.#context, this.#market, this.#form);
  }
}

export class AllTickersSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #markets: readonly Market[];
  readonly #form: TickerForm;
  readonly #told = new Map<number, string>();

  constructor(context: SourceContext, markets: readonly Market[], form: TickerForm) {
    this.#context = context;
    this.#markets = markets;
    this.#form = form;
  }

  second(): void {
    const { views, floor } = this.#context.session;
    const changed: string[] = [];
    for (const market of this.#markets) {
      const { index } = market.instrument;
      const ticker = views.ticker(index, windows[this.#form]);
      if (ticker === undefined) continue;
      const mark = `${ticker.openTimeUs} ${ticker.lastTradeId} ${this.#form === 'full' ? floor.book(index).updateId : 0}`;
      if (this.#told.get(index) === mark) continue;
      this.#told.set(index, mark);
      const payload = tickerPayload(this.#context, market, this.#form);
      if (payload !== undefined) changed.push(payload);
    }
    if (changed.length > 0) this.#context.publish(`[${changed.join(',')}]`);
  }

  present(): string | undefined {
    const payloads = this.#markets.map((market) => tickerPayload(this.#context, market, this.#form));
    const known = payloads.filter((payload) => payload !== undefined);
    return known.length === 0 ? undefined : `[${known.join(',')}]`;
  }
}

/** `@avgPrice`: the weighted mean of the symbol's last minutes, every second. */
export class AverageSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;

  constructor(context: SourceContext, instrument: Instrument) {
    this.#context = context;
    this.#instrument = instrument;
  }

  second(): void {
    const payload = this.present();
    if (payload !== undefined) this.#context.publish(payload);
  }

  begin(): void {
    this.second();
  }

  present(): string | undefined {
    const { session, unit } = this.#context;
    const instrument = this.#instrument;
    const average = session.floor.averagePrice(instrument.index);
    const last = session.views.lastTrade(instrument.index);
    if (average === undefined) return undefined;
    return (
      `{"e":"avgPrice","E":${eventTime(this.#context)},"s":"${instrument.name}",` +
      `"i":"${instrument.definition.averagePriceMinutes}m","w":"${formatMeanPrice(instrument, average)}",` +
      `"T":${wireTime(last?.timeUs ?? 0, unit)}}`
    );
  }
}

function tickerPayload(context: SourceContext, market: Market, form: TickerForm): string | undefined {
  const { views, floor } = context.session;
  const { instrument } = market;
  const ticker = views.ticker(instrument.index, windows[form]);
  if (ticker === undefined) return undefined;
  const lastQuantity = views.lastTrade(instrument.index)?.quantity ?? 0;
  switch (form) {
    case 'mini':
      return `${head(context, instrument, '24hrMiniTicker')}${prices(instrument, ticker)},${volumes(market, ticker)}}`;
    case 'full':
      return (
        `${head(context, instrument, '24hrTicker')}${change(instrument, ticker)},` +
        `"x":"${formatPrice(instrument, ticker.previousClose)}","Q":"${formatQuantity(instrument, lastQuantity)}",` +
        `${touch(instrument, floor.book(instrument.index))},${prices(instrument, ticker)},${volumes(market, ticker)},` +
        `${bounds(context, ticker)}}`
      );
    default:
      return (
        `${head(context, instrument, `${form}Ticker`)}${change(instrument, ticker)},${prices(instrument, ticker)},` +
        `${volumes(market, ticker)},${bounds(context, ticker)}}`
      );
  }
}

function head(context: SourceContext, instrument: Instrument, event: string): string {
  return `{"e":"${event}","E":${eventTime(context)},"s":"${instrument.name}",`;
}

function prices(instrument: Instrument, ticker: RollingTicker): string {
  return (
    `"c":"${formatPrice(instrument, ticker.last)}","o":"${formatPrice(instrument, ticker.open)}",` +
    `"h":"${formatPrice(instrument, ticker.high)}","l":"${formatPrice(instrument, ticker.low)}"`
  );
}

function volumes({ instrument, quoteDecimals }: Market, ticker: RollingTicker): string {
  return (
    `"v":"${formatQuantity(instrument, ticker.volume)}",` +
    `"q":"${formatTickLots(instrument, ticker.quoteVolume, quoteDecimals)}"`
  );
}

function change(instrument: Instrument, ticker: RollingTicker): string {
  return (
    `"p":"${formatPrice(instrument, ticker.last - ticker.open)}","P":"${changePercent(ticker)}",` +
    `"w":"${weightedAverage(instrument, ticker)}"`
  );
}

function touch(instrument: Instrument, book: BookReader): string {
  const bid = book.bestBid();
  const ask = book.bestAsk();
  return (
    `"b":"${formatPrice(instrument, Math.max(bid, 0))}",` +
    `"B":"${formatQuantity(instrument, bid < 0 ? 0 : book.levelQuantity('buy', bid))}",` +
    `"a":"${formatPrice(instrument, Math.max(ask, 0))}",` +
    `"A":"${formatQuantity(instrument, ask < 0 ? 0 : book.levelQuantity('sell', ask))}"`
  );
}

function bounds({ unit }: SourceContext, ticker: RollingTicker): string {
  return (
    `"O":${wireTime(ticker.openTimeUs, unit)},"C":${wireTime(ticker.closeTimeUs, unit)},` +
    `"F":${ticker.firstTradeId},"L":${ticker.lastTradeId},"n":${ticker.trades}`
  );
}
