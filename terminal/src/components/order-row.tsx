/** One open order: its figures, those that can be changed among them, and the button that cancels it. */
import { createEffect, createMemo, onCleanup, Show } from 'solid-js';
import { ticksOf } from '../stores/market.ts';
import { orderKey } from '../stores/orders.ts';
import { ageText, basisPoints, clockText, quantityText } from '../views/figures.ts';
import { onlyLowered } from '../views/order-change.ts';
import { askedText, filledText, orderPriceText, standsAt } from '../views/order-figures.ts';
import type { WireOrder } from '../wire/rest.ts';
import { Late } from './late.tsx';
import { OrderFigure } from './order-figure.tsx';
import { OrderName } from './order-name.tsx';
import { useTerminal } from './use-terminal.ts';

const columns = 9;

export function OrderRow(props: { readonly order: WireOrder; readonly now: number }) {
  const { cancels, changes, edits, market, parts, queues } = useTerminal();
  const about = createMemo(() => market.marketOf(props.order.symbol));
  const ahead = createMemo(() => {
    const one = about();
    const lots = queues().get(orderKey(props.order))?.ahead;
    return one === undefined || lots === undefined ? '–' : quantityText(one, lots);
  });
  const distance = createMemo(() => {
    const one = about();
    const last = market.tickers().get(props.order.symbol)?.last;
    const book = market.book();
    const at = standsAt(props.order);
    if (one === undefined || at === undefined) return '–';
    if (book?.market === one && book.state === 'live' && book.bids.best !== undefined && book.asks.best !== undefined) {
      return basisPoints(ticksOf(one, at), (book.bids.best + book.asks.best) / 2);
    }
    return last === undefined ? '–' : basisPoints(Number(at), Number(last));
  });
  const quantity = (): string => {
    const one = about();
    return one === undefined ? props.order.origQty : askedText(one, props.order);
  };
  const filled = (): string => {
    const one = about();
    return one === undefined ? props.order.executedQty : filledText(one, props.order);
  };
  const price = (): string => orderPriceText(props.order, about()?.priceDecimals ?? 8);
  const fixed = createMemo(() => onlyLowered(props.order));
  const row = keepFocus(() => edits.isOf(props.order));
  return (
    <>
      <tr ref={row}>
        <td class="dim time" data-label="Time">
          {clockText(props.order.time)}
        </td>
        <td class="left">
          <OrderName order={props.order} />
        </td>
        <td class="price" data-label="Price">
          <OrderFigure
            order={props.order}
            fields={['trigger', 'price']}
            figure={price()}
            name="price"
            fixed={fixed()}
          />
        </td>
        <td data-label="Filled">{filled()}</td>
        <td data-label="Quantity">
          <OrderFigure order={props.order} fields={['quantity']} figure={quantity()} name="quantity" />
        </td>
        <td data-label="Queue ≤">{ahead()}</td>
        <td data-label="Distance">{distance()}</td>
        <td class="dim age" data-label="Age">
          {ageText(props.now - props.order.time)}
        </td>
        <td class="act">
          <button
            type="button"
            class="cancel"
            aria-label={`Cancel order ${props.order.orderId}`}
            aria-busy={cancels.isUnderWay(props.order) || changes.isUnderWay(props.order)}
            disabled={changes.isUnderWay(props.order)}
            onClick={() => void cancels.cancel(props.order)}
          >
            {changes.isUnderWay(props.order) ? 'Changing…' : cancels.isUnderWay(props.order) ? 'Cancelling…' : 'Cancel'}
          </button>
        </td>
      </tr>
      <Show when={edits.isOf(props.order)}>
        <tr class="edit-note">
          <td colspan={columns}>
            <Late part={parts.orderChanges}>{({ EditNote }) => <EditNote />}</Late>
          </td>
        </tr>
      </Show>
    </>
  );
}

/** Where the keyboard was when a row is no longer typed in: back on its figure, or, when it is gone, on the panel. */
function keepFocus(isTyped: () => boolean): (row: HTMLElement) => void {
  let row: HTMLElement | undefined;
  let wasTyped = false;
  const focus = (): void =>
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return;
      const figure = row?.isConnected === true ? row.querySelector<HTMLElement>('.order-figure') : null;
      (figure ?? document.getElementById('account-tab'))?.focus();
    });
  createEffect(() => {
    const isNow = isTyped();
    if (wasTyped && !isNow) focus();
    wasTyped = isNow;
  });
  onCleanup(() => {
    if (wasTyped) focus();
  });
  return (element) => {
    row = element;
  };
}
