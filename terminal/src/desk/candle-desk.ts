/** The chart's candles: a page from REST, then the stream; older pages when the reader scrolls back. */
import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import type { Api } from '../net/api.ts';
import { Asker } from '../net/asker.ts';
import { Candles, candlesMax, type Interval, intervalMs } from '../stores/candles.ts';
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

  const newest = new Asker();

  async function load(): Promise<void> {
    const rows = await newest.ask(() => page({}));
    if (rows === undefined) return;
    // After a long interruption the page may have taken the place of all that was there, and there is more before it.
    beginning = false;
    candles.page(rows);
    changed(true);
  }

  async function loadBefore(oldest: number): Promise<void> {
    const wanted = stream;
    const rows = await page({ endTime: oldest * 1000 - 1 }).catch(() => undefined);
    if (rows === undefined || stream !== wanted || candles.list[0]?.time !== oldest) return;
    if (rows.length === 0) beginning = true;
    candles.page(rows);
    changed(true);
  }

  function page(until: { readonly endTime?: number }): Promise<readonly WireCandle[]> {
    const symbol = desk.market()?.symbol ?? '';
    return api.get('/api/v3/klines', { symbol, interval: interval(), limit: pageCandles, ...until });
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
      if (event.s !== desk.market()?.symbol || event.k.i !== interval()) return;
      // Also before the first page is there: a candle that ends meanwhile may be in neither otherwise.
      const change = candles.event(event);
      // What was forgotten can be fetched again.
      if (change?.kind === 'forgotten') beginning = false;
      if (change !== undefined && candles.loaded) changed(change.kind === 'forgotten');
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
      void loadBefore(oldest.time).finally(() => {
        loadingOlder = false;
      });
    },
  };
}
