/** Follows how much may stand ahead of own resting orders of the chosen symbol (see stores/queue-estimate.ts). */
import { type Accessor, createEffect, createSignal, untrack } from 'solid-js';
import { lotsOf, ticksOf } from '../stores/market.ts';
import { openOrders, orderKey } from '../stores/orders.ts';
import {
  afterLevel,
  afterTrade,
  firstEstimate,
  type QueueEstimate,
  type Queues,
  unlessSame,
} from '../stores/queue-estimate.ts';
import { isWaiting, leavesOf } from '../views/order-figures.ts';
import type { AccountDesk } from './account-desk.ts';
import type { MarketDesk } from './market-desk.ts';

export function createQueueDesk(desk: MarketDesk, account: AccountDesk): Accessor<Queues> {
  const [queues, setQueues] = createSignal<Queues>(new Map(), { name: 'queues' });

  createEffect(() => {
    const book = desk.book();
    const orders = openOrders(account.orders());
    if (book === undefined || book.state !== 'live') return;
    const { market } = book;
    const before = untrack(queues);
    const next = new Map<string, QueueEstimate>();
    for (const order of orders) {
      if (order.symbol !== market.symbol || isWaiting(order)) continue;
      const side = order.side === 'BUY' ? 'buy' : 'sell';
      const price = ticksOf(market, order.price);
      const leaves = leavesOf(market, order);
      const level = (side === 'buy' ? book.bids : book.asks).lotsAt(price);
      // The report may come before the level's update: without our own lots there is nothing to measure yet.
      if (level < leaves) continue;
      const known = before.get(orderKey(order));
      next.set(
        orderKey(order),
        known === undefined ? firstEstimate(side, price, level, leaves) : afterLevel(known, level, leaves),
      );
    }
    setQueues(unlessSame(before, next));
  });

  desk.listen({
    trade(event) {
      const market = desk.market();
      if (market === undefined || event.s !== market.symbol || queues().size === 0) return;
      const price = ticksOf(market, event.p);
      const lots = lotsOf(market, event.q);
      const taker = event.m ? 'sell' : 'buy';
      setQueues((before) =>
        unlessSame(before, new Map([...before].map(([key, one]) => [key, afterTrade(one, taker, price, lots)]))),
      );
    },
  });
  return queues;
}
