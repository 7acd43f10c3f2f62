/** The chart itself: candles, own fills as marks and own open orders as lines. */
import { createEffect, createMemo, createSignal, onCleanup, onMount, untrack } from 'solid-js';
import { PriceChart } from '../renderers/price-chart.ts';
import { fillList } from '../stores/fills.ts';
import { openOrders, orderKey } from '../stores/orders.ts';
import { chartMarks } from '../views/chart-marks.ts';
import { shortQuantity } from '../views/figures.ts';
import { awaitsTrigger, leavesOf, standsAt } from '../views/order-figures.ts';
import { useTerminal } from './use-terminal.ts';

interface ChartCanvasProps {
  /** The open time of the candle that is pointed at. */
  readonly onPoint: (time: number | undefined) => void;
}

export function ChartCanvas(props: ChartCanvasProps) {
  const { market, candles, account, moves, queues, view } = useTerminal();
  const [chart, setChart] = createSignal<PriceChart | undefined>(undefined);
  let container: HTMLDivElement | undefined;
  let drawn = '';

  onMount(() => {
    if (container === undefined) return;
    const made = new PriceChart(container, view.palette(), {
      pointed: props.onPoint,
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

  return (
    <div
      class="chart-canvas"
      ref={container}
      role="img"
      aria-label={`Candles of ${market.market()?.symbol ?? ''}, ${candles.interval()}`}
    />
  );
}
