/** What was traded, newest first, over all symbols. */
import { createMemo, For, Show } from 'solid-js';
import { fillList, fillsMax } from '../stores/fills.ts';
import { lotsOf } from '../stores/market.ts';
import { dateText, grouped, quantityText } from '../views/figures.ts';
import type { WireFill } from '../wire/rest.ts';
import { useTerminal } from './use-terminal.ts';

export function FillsTable() {
  const { account } = useTerminal();
  const fills = createMemo(() => fillList(account.fills()).slice(0, fillsMax));
  return (
    <Show when={fills().length > 0} fallback={<p class="empty">No fills yet. The first trade of yours stands here.</p>}>
      <table class="figure">
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            <th scope="col" class="left">
              Fill
            </th>
            <th scope="col">Price</th>
            <th scope="col">Quantity</th>
            <th scope="col">Total</th>
            <th scope="col">Fee</th>
            <th scope="col">Role</th>
            <th scope="col">Trade</th>
          </tr>
        </thead>
        <tbody>
          <For each={fills()}>{(fill) => <Row fill={fill} />}</For>
        </tbody>
      </table>
    </Show>
  );
}

function Row(props: { readonly fill: WireFill }) {
  const { market } = useTerminal();
  const about = createMemo(() => market.marketOf(props.fill.symbol));
  const quantity = (): string => {
    const one = about();
    return one === undefined ? props.fill.qty : quantityText(one, lotsOf(one, props.fill.qty));
  };
  return (
    <tr>
      <td class="dim time" data-label="Time">
        {dateText(props.fill.time)}
      </td>
      <td class="left">
        <span class="order-name">
          <b>{about() === undefined ? props.fill.symbol : `${about()?.base}/${about()?.quote}`}</b>{' '}
          <span data-direction={props.fill.isBuyer ? 'up' : 'down'}>
            <span aria-hidden="true">{props.fill.isBuyer ? '▴' : '▾'}</span> {props.fill.isBuyer ? 'Bought' : 'Sold'}
          </span>
        </span>
      </td>
      <td data-label="Price">{grouped(props.fill.price, about()?.priceDecimals ?? 8)}</td>
      <td data-label="Quantity">{quantity()}</td>
      <td data-label="Total">
        {grouped(props.fill.quoteQty, about()?.quote.startsWith('USD') ? 2 : (about()?.quoteDecimals ?? 8))}{' '}
        {about()?.quote}
      </td>
      <td data-label="Fee">
        {props.fill.commission} {props.fill.commissionAsset}
      </td>
      <td class="dim" data-label="Role">
        {props.fill.isMaker ? 'maker' : 'taker'}
      </td>
      <td class="dim" data-label="Trade">
        #{props.fill.id}
      </td>
    </tr>
  );
}
