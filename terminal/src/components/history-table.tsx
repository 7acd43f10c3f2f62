/** Orders that are over: filled, cancelled, expired. */
import { createMemo, For, Show } from 'solid-js';
import { lotsOf } from '../stores/market.ts';
import { finishedMax, finishedOrders } from '../stores/orders.ts';
import { dateText, quantityText } from '../views/figures.ts';
import { averageText } from '../views/order-average.ts';
import { filledText, orderPriceText } from '../views/order-figures.ts';
import type { WireOrder } from '../wire/rest.ts';
import { OrderName } from './order-name.tsx';
import { useTerminal } from './use-terminal.ts';

export function HistoryTable() {
  const { account } = useTerminal();
  const orders = createMemo(() => finishedOrders(account.orders()).slice(0, finishedMax));
  return (
    <Show when={orders().length > 0} fallback={<p class="empty">No order is over yet.</p>}>
      <table class="figure">
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            <th scope="col" class="left">
              Order
            </th>
            <th scope="col">Price</th>
            <th scope="col">Average</th>
            <th scope="col">Filled</th>
            <th scope="col">Quantity</th>
            <th scope="col">Status</th>
            <th scope="col">Id</th>
          </tr>
        </thead>
        <tbody>
          <For each={orders()}>{(order) => <Row order={order} />}</For>
        </tbody>
      </table>
    </Show>
  );
}

function Row(props: { readonly order: WireOrder }) {
  const { market } = useTerminal();
  const about = createMemo(() => market.marketOf(props.order.symbol));
  const figure = (text: string): string => {
    const one = about();
    return one === undefined ? text : quantityText(one, lotsOf(one, text));
  };
  const filled = (): string => {
    const one = about();
    return one === undefined ? props.order.executedQty : filledText(one, props.order);
  };
  const average = createMemo(() => {
    const one = about();
    return one === undefined ? '–' : averageText(one, props.order);
  });
  return (
    <tr>
      <td class="dim time" data-label="Time">
        {dateText(props.order.updateTime)}
      </td>
      <td class="left">
        <OrderName order={props.order} />
      </td>
      <td class="price" data-label="Price">
        {orderPriceText(props.order, about()?.priceDecimals ?? 8)}
      </td>
      <td data-label="Average">{average()}</td>
      <td data-label="Filled">{filled()}</td>
      <td data-label="Quantity">{figure(props.order.origQty)}</td>
      <td data-label="Status">{props.order.status.toLowerCase().replaceAll('_', ' ')}</td>
      <td class="dim" data-label="Id">
        #{props.order.orderId}
      </td>
    </tr>
  );
}
