/** Orders that wait on the book or for their trigger, with how much may stand ahead of them and how far the market is away. */
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js';
import { ticksOf } from '../stores/market.ts';
import { openOrders, orderKey } from '../stores/orders.ts';
import { ageText, basisPoints, clockText, quantityText } from '../views/figures.ts';
import { askedText, filledText, orderPriceText, standsAt } from '../views/order-figures.ts';
import type { WireOrder } from '../wire/rest.ts';
import { OrderName } from './order-name.tsx';
import { useTerminal } from './use-terminal.ts';

export function OpenOrdersTable() {
  const { account, floor } = useTerminal();
  const orders = createMemo(() => openOrders(account.orders()));
  const [now, setNow] = createSignal(floor.now() ?? 0);
  const timer = setInterval(() => setNow(floor.now() ?? 0), 1000);
  onCleanup(() => clearInterval(timer));
  return (
    <Show when={orders().length > 0} fallback={<NoOrders />}>
      <table class="figure orders">
        <thead>
          <tr>
            <th scope="col" class="time">
              Time
            </th>
            <th scope="col" class="left">
              Order
            </th>
            <th scope="col">Price</th>
            <th scope="col">Filled</th>
            <th scope="col">Quantity</th>
            <th scope="col" title="At most this much rests ahead at the same price">
              Queue ahead ≤
            </th>
            <th scope="col">Distance</th>
            <th scope="col" class="age">
              Age
            </th>
            <th scope="col" class="act">
              <span class="visually-hidden">Cancel</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={orders()}>{(order) => <Row order={order} now={now()} />}</For>
        </tbody>
      </table>
    </Show>
  );
}

function Row(props: { readonly order: WireOrder; readonly now: number }) {
  const { cancels, market, queues } = useTerminal();
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
  const asked = (): string => {
    const one = about();
    return one === undefined ? props.order.origQty : askedText(one, props.order);
  };
  const filled = (): string => {
    const one = about();
    return one === undefined ? props.order.executedQty : filledText(one, props.order);
  };
  return (
    <tr>
      <td class="dim time" data-label="Time">
        {clockText(props.order.time)}
      </td>
      <td class="left">
        <OrderName order={props.order} />
      </td>
      <td class="price" data-label="Price">
        {orderPriceText(props.order, about()?.priceDecimals ?? 8)}
      </td>
      <td data-label="Filled">{filled()}</td>
      <td data-label="Quantity">{asked()}</td>
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
          aria-busy={cancels.isUnderWay(props.order)}
          onClick={() => void cancels.cancel(props.order)}
        >
          {cancels.isUnderWay(props.order) ? 'Cancelling…' : 'Cancel'}
        </button>
      </td>
    </tr>
  );
}

function NoOrders() {
  return (
    <p class="empty">
      No open orders. Press <kbd class="key">B</kbd> to buy or <kbd class="key">S</kbd> to sell; a limit order away from
      the market rests here until it fills.
    </p>
  );
}
