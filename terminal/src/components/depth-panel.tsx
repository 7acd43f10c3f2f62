/** How much rests on either side of the middle, out to a chosen distance; own orders and the ticket's price are marked. */
import { createEffect, createMemo, createSignal, For } from 'solid-js';
import { type DepthMark, drawDepth } from '../renderers/depth-canvas.ts';
import { ticksOf } from '../stores/market.ts';
import { openOrders } from '../stores/orders.ts';
import { depthCurves, depthPlace } from '../views/depth-curve.ts';
import { narrowQuantity, priceText } from '../views/figures.ts';
import { isWaiting } from '../views/order-figures.ts';
import { useSize } from './use-size.ts';
import { useTerminal } from './use-terminal.ts';

/** Basis points from the middle to an edge. */
const reaches = [10, 25, 50, 100, 250] as const;

export function DepthPanel() {
  const { market, account, ticket, view } = useTerminal();
  const [reach, setReach] = createSignal<number>(25);
  let area: HTMLDivElement | undefined;
  let canvas: HTMLCanvasElement | undefined;
  const size = useSize(() => area);
  const curves = createMemo(() => {
    const book = market.book();
    return book === undefined ? undefined : depthCurves(book.bids, book.asks, reach() / 10_000);
  });
  const marks = createMemo((): readonly DepthMark[] => {
    const one = market.market();
    const picture = curves();
    if (one === undefined || picture === undefined) return [];
    const own = openOrders(account.orders())
      .filter((order) => order.symbol === one.symbol && !isWaiting(order))
      .map((order) => ({ x: depthPlace(picture, ticksOf(one, order.price)), kind: 'order' as const }));
    const { kind, price, quantity } = ticket.ticket();
    const typed = kind === 'limit' && quantity !== '' ? depthPlace(picture, ticksOf(one, price)) : undefined;
    return [...own, { x: typed, kind: 'ticket' as const }].filter((mark): mark is DepthMark => mark.x !== undefined);
  });
  createEffect(() => {
    const picture = curves();
    const { width, height } = size();
    if (canvas === undefined || picture === undefined || width === 0) return;
    drawDepth(canvas, width, height, picture, marks(), view.palette());
  });
  const price = (ticks: number | undefined): string => {
    const one = market.market();
    return one === undefined || ticks === undefined ? '' : priceText(one, Math.round(ticks));
  };
  const lots = (count: number | undefined): string => {
    const one = market.market();
    return one === undefined || count === undefined ? '–' : narrowQuantity(one, count, 5);
  };
  return (
    <section class="panel depth" aria-labelledby="depth-title">
      <div class="head">
        <h2 id="depth-title">Depth</h2>
        <label class="head-right">
          <span class="visually-hidden">Distance from the middle </span>
          <select class="head-select figure" value={reach()} onChange={(event) => setReach(Number(event.target.value))}>
            <For each={reaches}>{(points) => <option value={points}>±{points} bp</option>}</For>
          </select>
        </label>
      </div>
      <div class="depth-sums figure">
        <span data-direction="up">bids {lots(curves()?.bidLots)}</span>
        <span data-direction="down">asks {lots(curves()?.askLots)}</span>
      </div>
      <div class="depth-area" ref={area}>
        <canvas class="depth-canvas" ref={canvas} />
      </div>
      <div class="depth-axis figure">
        <span>{price(curves()?.from)}</span>
        <span>{price(curves()?.to)}</span>
      </div>
    </section>
  );
}
