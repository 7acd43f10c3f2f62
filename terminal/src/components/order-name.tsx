/** "BTC/USDT Buy limit · post-only": symbol, side as a word and an arrow, type and conditions. */
import { createMemo } from 'solid-js';
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
    </span>
  );
}
