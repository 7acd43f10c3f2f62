/** Orders that wait on the book or for their trigger, with how much may stand ahead of them and how far the market is away. */
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js';
import { openOrders, orderKey } from '../stores/orders.ts';
import { OrderRow } from './order-row.tsx';
import { useTerminal } from './use-terminal.ts';

export function OpenOrdersTable() {
  const { account, edits, floor, parts } = useTerminal();
  /** By name: an order is another object with every report, and its row, where something may be typed in, stays. */
  const keys = createMemo(() => openOrders(account.orders()).map(orderKey));
  const [now, setNow] = createSignal(floor.now() ?? 0);
  const timer = setInterval(() => setNow(floor.now() ?? 0), 1000);
  onCleanup(() => {
    clearInterval(timer);
    edits.close();
  });
  return (
    <Show when={keys().length > 0} fallback={<NoOrders />}>
      <table
        class="figure orders"
        onPointerEnter={() => void parts.orderChanges.want()}
        onFocusIn={() => void parts.orderChanges.want()}
      >
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
          <For each={keys()}>
            {(key) => (
              <Show when={account.orders().get(key)}>{(order) => <OrderRow order={order()} now={now()} />}</Show>
            )}
          </For>
        </tbody>
      </table>
    </Show>
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
