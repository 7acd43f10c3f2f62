/**
 * Everything public on one floor: its symbols and their last day, and for the chosen symbol the book, the tape and the
 * mean price. Stores change as messages come; the signals here change once a frame.
 */
import { type Accessor, batch, createSignal } from 'solid-js';
import type { Api } from '../net/api.ts';
import { Asker } from '../net/asker.ts';
import type { FloorBase } from '../net/floor-base.ts';
import { MarketFeed } from '../net/market-feed.ts';
import type { LinkState } from '../net/socket-link.ts';
import type { LocalBook } from '../stores/local-book.ts';
import { type Market, readMarket, ticksOf } from '../stores/market.ts';
import { Tape } from '../stores/tape.ts';
import { type Tickers, tickersOfRest, withMiniTickers } from '../stores/tickers.ts';
import type { AggregateTrade, DayTicker, ExchangeInfo } from '../wire/rest.ts';
import type { AggregateTradeEvent, CandleEvent, DepthUpdate, MiniTicker, StreamData } from '../wire/stream.ts';
import { type BookWatch, watchBook } from './book-watch.ts';
import type { Frame } from './frame.ts';

export interface MarketDesk {
  readonly markets: Accessor<readonly Market[]>;
  /** Undefined while loading; a sentence when the floor could not be reached. */
  readonly problem: Accessor<string | undefined>;
  readonly market: Accessor<Market | undefined>;
  readonly tickers: Accessor<Tickers>;
  readonly book: Accessor<LocalBook | undefined>;
  readonly tape: Accessor<Tape | undefined>;
  /** Ticks of the weighted mean price of the chosen symbol. */
  readonly mean: Accessor<number | undefined>;
  readonly link: Accessor<LinkState>;
  /** Milliseconds of the last round trip. */
  readonly latency: Accessor<number | undefined>;
  /** When the last market event came, milliseconds of `performance.now`. */
  heardAt(): number;
  choose(symbol: string): void;
  marketOf(symbol: string): Market | undefined;
  listen(listener: MarketListener): void;
  wantCandles(stream: string, unwanted: string | undefined): void;
}

/** For desks that follow the same connection. */
export interface MarketListener {
  candle?(event: CandleEvent): void;
  trade?(event: AggregateTradeEvent): void;
  /** The connection is complete again: fetch what was missed. */
  resumed?(streams: readonly string[]): void;
  eventTime?(milliseconds: number): void;
}

const tickerStream = '!miniTicker@arr';
const meanRefreshMs = 60_000;
const retryMs = 2_000;

export function createMarketDesk(api: Api, base: FloorBase, frame: Frame, firstSymbol: string | undefined): MarketDesk {
  const [markets, setMarkets] = createSignal<readonly Market[]>([], { name: 'markets' });
  const [problem, setProblem] = createSignal<string | undefined>(undefined, { name: 'problem' });
  const [market, setMarket] = createSignal<Market | undefined>(undefined, { name: 'market' });
  const [tickers, setTickers] = createSignal<Tickers>(new Map(), { name: 'tickers' });
  const [book, setBook] = createSignal<LocalBook | undefined>(undefined, { equals: false, name: 'book' });
  const [tape, setTape] = createSignal<Tape | undefined>(undefined, { equals: false, name: 'tape' });
  const [mean, setMean] = createSignal<number | undefined>(undefined, { name: 'mean' });
  const [link, setLink] = createSignal<LinkState>('connecting', { name: 'link' });
  const [latency, setLatency] = createSignal<number | undefined>(undefined, { name: 'latency' });
  const listeners: MarketListener[] = [];
  const asked = { tickers: new Asker(), tape: new Asker(), mean: new Asker() };
  let watch: BookWatch | undefined;
  let latestTickers: Tickers = new Map();
  let heard = performance.now();

  const feed = new MarketFeed(`${base.socket}/stream`, {
    data: received,
    subscribed(streams) {
      if (watch !== undefined && streams.includes(watch.stream)) {
        watch.subscribed();
        void loadTape();
      }
      if (streams.includes(tickerStream)) void loadTickers();
      for (const listener of listeners) listener.resumed?.(streams);
    },
    changed(state) {
      setLink(state);
      if (state === 'waiting') watch?.interrupted();
    },
    latency: setLatency,
  });
  feed.want([tickerStream]);
  setInterval(() => void loadMean(), meanRefreshMs);
  void loadMarkets();

  function received(_stream: string, data: StreamData): void {
    heard = performance.now();
    if (Array.isArray(data)) tickersReceived(data as readonly MiniTicker[]);
    else eventReceived(data as DepthUpdate | AggregateTradeEvent | CandleEvent);
  }

  function eventReceived(event: DepthUpdate | AggregateTradeEvent | CandleEvent): void {
    for (const listener of listeners) listener.eventTime?.(event.E);
    if (event.e === 'kline') for (const listener of listeners) listener.candle?.(event);
    if (event.s !== watch?.book.market.symbol) return;
    if (event.e === 'depthUpdate') watch.update(event);
    if (event.e === 'aggTrade') {
      tape()?.add([event]);
      // The tape that is there when it is drawn: another may have come, of another symbol or with its past.
      frame.mark('tape', () => setTape((now) => now));
      for (const listener of listeners) listener.trade?.(event);
    }
  }

  function tickersReceived(events: readonly MiniTicker[]): void {
    latestTickers = withMiniTickers(latestTickers, events);
    frame.mark('tickers', () => setTickers(latestTickers));
  }

  async function loadMarkets(): Promise<void> {
    try {
      const info = await api.get<ExchangeInfo>('/api/v3/exchangeInfo');
      const list = info.symbols.map(readMarket).filter((one) => one !== undefined);
      setMarkets(list);
      setProblem(list.length === 0 ? 'This floor has no symbols.' : undefined);
      const first = list.find((one) => one.symbol === firstSymbol) ?? list[0];
      if (first !== undefined) choose(first.symbol);
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : 'The floor could not be read.');
      setTimeout(() => void loadMarkets(), retryMs);
    }
  }

  async function loadTickers(): Promise<void> {
    const rows = await asked.tickers.ask(() => api.get<readonly DayTicker[]>('/api/v3/ticker/24hr'));
    if (rows === undefined) return;
    latestTickers = tickersOfRest(rows);
    setTickers(latestTickers);
  }

  async function loadTape(): Promise<void> {
    const chosen = market();
    if (chosen === undefined) return;
    const parameters = { symbol: chosen.symbol, limit: 100 };
    const trades = await asked.tape.ask(() => api.get<readonly AggregateTrade[]>('/api/v3/aggTrades', parameters));
    if (trades === undefined || market() !== chosen) return;
    // What the stream brought meanwhile is kept: ids decide.
    const fresh = new Tape(chosen);
    fresh.add(trades);
    const newest = fresh.prints[0]?.id ?? -1;
    const since = (tape()?.prints ?? []).filter((print) => print.id > newest);
    fresh.restore(since);
    setTape(fresh);
  }

  async function loadMean(): Promise<void> {
    const chosen = market();
    if (chosen === undefined) return;
    const parameters = { symbol: chosen.symbol };
    const answer = await asked.mean.ask(() => api.get<{ readonly price: string }>('/api/v3/avgPrice', parameters));
    if (answer === undefined || market() !== chosen) return;
    // A mean need not be on the grid: its digits beyond the tick are cut.
    const decimals = answer.price.indexOf('.') + 1 + chosen.priceDecimals;
    setMean(ticksOf(chosen, answer.price.slice(0, decimals).replace(/\.$/, '')) || undefined);
  }

  function choose(symbol: string): void {
    const next = markets().find((one) => one.symbol === symbol);
    if (next === undefined || next === market()) return;
    asked.tape.drop();
    if (watch !== undefined) {
      watch.stop();
      feed.unwant([watch.stream, tradeStream(watch.book.market)]);
    }
    // A frame drawn after another symbol was chosen must not bring this one back.
    const started = watchBook(api, next, () =>
      frame.mark('book', () => {
        if (watch === started) setBook(started.book);
      }),
    );
    watch = started;
    batch(() => {
      setMarket(next);
      setBook(started.book);
      setTape(new Tape(next));
      setMean(undefined);
    });
    void loadMean();
    feed.want([started.stream, tradeStream(next)]);
  }

  return {
    markets,
    problem,
    market,
    tickers,
    book,
    tape,
    mean,
    link,
    latency,
    heardAt: () => heard,
    choose,
    marketOf: (symbol) => markets().find((one) => one.symbol === symbol),
    listen: (listener) => void listeners.push(listener),
    wantCandles(stream, unwanted) {
      if (unwanted !== undefined) feed.unwant([unwanted]);
      feed.want([stream]);
    },
  };
}

function tradeStream(market: Market): string {
  return `${market.symbol.toLowerCase()}@aggTrade`;
}
