/** The chart: intervals, the legend of one candle, own fills as marks and own open orders as lines. */
import { createEffect, createMemo, createSignal, For, onCleanup, onMount, Show, untrack } from 'solid-js';
import { PriceChart } from '../renderers/price-chart.ts';
import { intervals } from '../stores/candles.ts';
import { fillList } from '../stores/fills.ts';
import { openOrders, orderKey } from '../stores/orders.ts';
import { chartMarks } from '../views/chart-marks.ts';
import { grouped, shortQuantity, volumeText } from '../views/figures.ts';
import { awaitsTrigger, leavesOf, standsAt } from '../views/order-figures.ts';
import { useTerminal } from './use-terminal.ts';

export function ChartPanel() {
  const { market, candles, account, moves, queues, view } = useTerminal();
  const [pointed, setPointed] = createSignal<number | undefined>(undefined);
  const [chart, setChart] = createSignal<PriceChart | undefined>(undefined);
  let container: HTMLDivElement | undefined;
  let drawn = '';

  onMount(() => {
    if (container === undefined) return;
    const made = new PriceChart(container, view.palette(), {
      pointed: setPointed,
      nearBeginning: candles.loadOlder,
      moved: (key, ticks) => void moves.move(key, ticks),
    });
    setChart(made);
    onCleanup(() => made.remove());
  });

  createEffect(() => {
    const made = chart();
    const { market: shown, candles: store, whole } = candles.view();
    if (made === undefined || shown === undefined) return;
    const picture = `${shown.symbol} ${candles.interval()}`;
    if (whole || picture !== drawn) {
      made.format(shown.priceDecimals, shown.tickE8 / 1e8);
      made.showSeconds(candles.interval() === '1s');
      made.replace(store.list, picture !== drawn);
      if (store.loaded) drawn = picture;
    } else {
      made.follow(store.list);
    }
  });
  createEffect(() => {
    const palette = view.palette();
    const made = chart();
    made?.paint(palette);
    untrack(() => made?.replace(candles.view().candles.list, false));
  });
  /** Changes only with a new candle, so that marks are not placed anew with every tick. */
  const candleCount = createMemo(() => candles.view().candles.list.length);
  createEffect(() => {
    const shown = market.market();
    candleCount();
    view.palette();
    if (shown === undefined) return;
    const times = untrack(candles.view).candles.list.map((candle) => candle.time);
    chart()?.marks(chartMarks(fillList(account.fills()), shown, times));
  });
  createEffect(() => {
    const shown = market.market();
    view.palette();
    if (shown === undefined) return;
    chart()?.lines(
      openOrders(account.orders())
        .filter((order) => order.symbol === shown.symbol && standsAt(order) !== undefined)
        .map((order) => {
          const leaves = leavesOf(shown, order);
          const ahead = queues().get(orderKey(order))?.ahead;
          const queue = ahead === undefined ? '' : ` · queue ${shortQuantity(shown, ahead)}`;
          const verb = order.side === 'BUY' ? 'Buy' : 'Sell';
          return {
            price: Number(standsAt(order)),
            key: moves.isMovable(order) ? orderKey(order) : undefined,
            title: `${verb}${awaitsTrigger(order) ? ' stop' : ''}${leaves === 0 ? '' : ` ${shortQuantity(shown, leaves)}`}${queue}`,
          };
        }),
    );
  });

  const legend = createMemo(() => {
    const list = candles.view().candles.list;
    const time = pointed();
    return (time === undefined ? undefined : list.find((candle) => candle.time === time)) ?? list.at(-1);
  });
  const price = (value: number): string => grouped(value.toFixed(8), market.market()?.priceDecimals ?? 2);

  return (
    <section class="panel chart" data-panel="chart" aria-labelledby="chart-title">
      <div class="head">
        <h2 id="chart-title">Chart</h2>
        <fieldset class="head-right intervals" aria-label="Candle length">
          <For each={intervals}>
            {(interval) => (
              <button
                type="button"
                aria-pressed={candles.interval() === interval}
                onClick={() => candles.chooseInterval(interval)}
              >
                {interval}
              </button>
            )}
          </For>
        </fieldset>
      </div>
      <div class="chart-area">
        <div
          class="chart-canvas"
          ref={container}
          role="img"
          aria-label={`Candles of ${market.market()?.symbol ?? ''}, ${candles.interval()}`}
        />
        <Show when={legend()}>
          {(candle) => (
            <div class="legend figure" data-direction={candle().close >= candle().open ? 'up' : 'down'}>
              <span>
                O <b>{price(candle().open)}</b>
              </span>
              <span>
                H <b>{price(candle().high)}</b>
              </span>
              <span>
                L <b>{price(candle().low)}</b>
              </span>
              <span>
                C <b class="legend-close">{price(candle().close)}</b>
              </span>
              <span>
                V <b>{volumeText(candle().volume.toFixed(8))}</b>
              </span>
            </div>
          )}
        </Show>
        <Show when={candles.view().candles.loaded && candles.view().candles.list.length === 0}>
          <p class="empty chart-empty">No candle yet on this floor.</p>
        </Show>
        <a
          class="attribution"
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noopener noreferrer"
          title="Charts: TradingView Lightweight Charts™"
        >
          TradingView
        </a>
      </div>
    </section>
  );
}
