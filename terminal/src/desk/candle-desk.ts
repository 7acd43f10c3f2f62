/** The chart's candles: a page from REST, then the stream; older pages when the reader scrolls back. */
import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import type { Api } from '../net/api.ts';
import { Candles, type Interval, intervalMs } from '../stores/candles.ts';
import type { Market } from '../stores/market.ts';
import type { WireCandle } from '../wire/rest.ts';
import type { Frame } from './frame.ts';
import type { MarketDesk } from './market-desk.ts';

export interface CandleDesk {
  readonly interval: Accessor<Interval>;
  /** The candles; `whole` says that more than the last ones changed since the frame before. */
  readonly view: Accessor<CandleView>;
  chooseInterval(interval: Interval): void;
  loadOlder(): void;
}

export interface CandleView {
  readonly market: Market | undefined;
  readonly candles: Candles;
  readonly whole: boolean;
}

const pageCandles = 600;
const candlesMax = 20_000;

export function createCandleDesk(api: Api, desk: MarketDesk, frame: Frame, first: Interval): CandleDesk {
  const [interval, setInterval] = createSignal<Interval>(first, { name: 'interval' });
  const candles = new Candles();
  const [view, setView] = createSignal<CandleView>(
    { market: undefined, candles, whole: true },
    { equals: false, name: 'candles' },
  );
  let stream: string | undefined;
  let loadingOlder = false;
  let beginning = false;
  let whole = true;

  const changed = (all: boolean): void => {
    whole ||= all;
    frame.mark('candles', () => {
      setView({ market: desk.market(), candles, whole });
      whole = false;
    });
  };

  async function load(endTime?: number): Promise<void> {
    const market = desk.market();
    const wanted = stream;
    if (market === undefined) return;
    const rows = await api
      .get<readonly WireCandle[]>('/api/v3/klines', {
        symbol: market.symbol,
        interval: interval(),
        limit: pageCandles,
        ...(endTime === undefined ? {} : { endTime }),
      })
      .catch(() => undefined);
    if (rows === undefined || stream !== wanted) return;
    if (endTime !== undefined && rows.length === 0) beginning = true;
    candles.page(rows);
    changed(true);
  }

  createEffect(
    on([desk.market, interval], ([market, span]) => {
      if (market === undefined) return;
      candles.clear();
      beginning = false;
      const next = `${market.symbol.toLowerCase()}@kline_${span}`;
      desk.wantCandles(next, stream);
      stream = next;
      changed(true);
      void load();
    }),
  );

  desk.listen({
    candle(event) {
      if (event.s !== desk.market()?.symbol || event.k.i !== interval() || !candles.loaded) return;
      if (candles.event(event) !== undefined) changed(false);
    },
    trade(event) {
      if (event.s !== desk.market()?.symbol || !candles.loaded) return;
      if (candles.trade(event.T, Number(event.p), intervalMs[interval()]) !== undefined) changed(false);
    },
    resumed(streams) {
      if (stream !== undefined && streams.includes(stream)) void load();
    },
  });

  return {
    interval,
    view,
    chooseInterval: setInterval,
    loadOlder() {
      const oldest = candles.list[0];
      if (oldest === undefined || loadingOlder || beginning || candles.list.length > candlesMax) return;
      loadingOlder = true;
      void load(oldest.time * 1000 - 1).finally(() => {
        loadingOlder = false;
      });
    },
  };
}
