/** "BTC/USDT Buy limit · post-only": symbol, side as a word and an arrow, type and conditions, and whether others begin or end with it. */
import { createMemo, Show } from 'solid-js';
import { awaitsFill, isLinked } from '../views/order-figures.ts';
import type { WireOrder } from '../wire/rest.ts';
import { useTerminal } from './use-terminal.ts';

export function OrderName(props: { readonly order: WireOrder }) {
  const { market } = useTerminal();
  const pair = createMemo(() => {
    const one = market.marketOf(props.order.symbol);
    return one === undefined ? props.order.symbol : `${one.base}/${one.quote}`;
  });
  const text = createMemo(() => {
    const { side, type, timeInForce } = props.order;
    const verb = side === 'BUY' ? 'Buy' : 'Sell';
    if (type === 'LIMIT_MAKER') return `${verb} limit · post-only`;
    const life = type === 'LIMIT' && timeInForce !== 'GTC' ? ` · ${timeInForce}` : '';
    return `${verb} ${type.toLowerCase().replaceAll('_', ' ')}${life}`;
  });
  return (
    <span class="order-name">
      <b>{pair()}</b>{' '}
      <span data-direction={props.order.side === 'BUY' ? 'up' : 'down'}>
        <span aria-hidden="true">{props.order.side === 'BUY' ? '▴' : '▾'}</span> {text()}
      </span>
      <Show when={isLinked(props.order)}>
        {' '}
        <span
          class="dim"
          title={`Order list ${props.order.orderListId}: cancelling one of its orders cancels the others`}
        >
          {awaitsFill(props.order) ? '· after its buy' : '· linked'}
        </span>
      </Show>
    </span>
  );
}
