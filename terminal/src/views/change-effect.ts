/** What a change would do, said before it is sent: above all whether the order keeps its place in the queue. */
import type { Market } from '../stores/market.ts';
import { quantityText } from './figures.ts';
import { doneOf, isLinked, isWaiting } from './order-figures.ts';
import type { OrderChange } from './read-change.ts';

const trades = 'and trades at once';

export function changeEffect({ way, order, market, total, takes }: OrderChange): string {
  const done = doneOf(market, order);
  const rest = amount(market, total - done);
  switch (way) {
    case 'lower': {
      const pair = isLinked(order) ? ' The other order of a pair is lowered with it.' : '';
      return isWaiting(order)
        ? `It waits on, with ${rest}.${pair}`
        : `It keeps its place in the queue, with ${rest} still to trade.${pair}`;
    }
    case 'replace':
      if (isWaiting(order)) return `A new stop of ${rest} takes its place.`;
      return `A new order of ${rest} takes its place, ${takes ? trades : 'last in the queue at its price'}.`;
    case 'anew': {
      const anew = `${amount(market, done)} is done. It is cancelled, and what is left then, now ${rest}, is placed anew`;
      return takes ? `${anew}, ${trades}.` : `${anew}.`;
    }
  }
}

function amount(market: Market, lots: number): string {
  return `${quantityText(market, lots)} ${market.base}`;
}
