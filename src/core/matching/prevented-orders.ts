/**
 * Users' orders that met one of their own owner's: they lose what self-trade prevention takes from them, the match gets its
 * number, and both accounts hear of it where something of theirs changed. Book and ledger are up to date before (prevent.ts).
 */
import { defined } from '../assert.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PreventedMatch } from '../messages/account-event.ts';
import type { AccountId, Amount, OrderId, Price, Quantity, TimestampUs } from '../units/brand.ts';
import type { AccountEvents } from './account-events.ts';
import { nextSlice } from './iceberg.ts';
import type { OpenOrders } from './open-orders.ts';
import { isWorkedOff, type OrderPlan } from './plan.ts';
import type { Prevention } from './prevent.ts';
import { isDecrement, preventionName } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { preventOrder, stateOf, type UserOrder } from './user-order.ts';
import { lotsFor } from './walk.ts';

export interface PreventedOrders {
  readonly match: PreventedMatch;
  /** Lots that follow in the maker's place. */
  readonly more: number;
}

interface Parts {
  readonly ledger: Ledger;
  readonly events: AccountEvents;
  readonly open: OpenOrders;
  /** Gives back what is held for the hidden part of an order; returns those lots. */
  readonly releaseHidden: (market: SymbolMarket, order: UserOrder) => number;
  /** Its list is to look after it. */
  readonly touched: (order: UserOrder) => void;
}

export function preventOrders(
  { ledger, events, open, releaseHidden, touched }: Parts,
  prevention: Prevention,
  taker: UserOrder,
  plan: OrderPlan,
): PreventedOrders {
  const { market, time, makerId, takerLots, makerLots, makerLeaves, price, lots } = prevention;
  const maker = defined(open.byId(market.index, makerId), `user order ${makerId}`);
  const decrements = isDecrement(prevention.prevention);
  const isMakerGone = makerLots > 0 && makerLeaves === 0;
  const hidden = isMakerGone && !decrements ? releaseHidden(market, maker) : 0;
  const more = isMakerGone && decrements ? nextSlice(market, maker) : 0;
  const match: PreventedMatch = {
    preventedMatchId: market.nextPreventedMatchId++,
    takerOrderId: taker.orderId as OrderId,
    takerAccount: taker.account as AccountId,
    makerOrderId: makerId as OrderId,
    makerAccount: maker.account as AccountId,
    tradeGroup: ledger.groupOf(taker.account),
    mode: preventionName(prevention.prevention),
    price: price as Price,
    quantity: lots as Quantity,
    quoteAmount: BigInt(price * lots * market.quotePerTickLot) as Amount,
    takerPrevented: (takerLots > 0 && !decrements ? restOf(taker, market, price, takerLots) : takerLots) as Quantity,
    makerPrevented: (makerLots + hidden) as Quantity,
    isTransferred: prevention.isTransferred,
  };
  const tell = (order: UserOrder, isTaker: boolean) => {
    const head = { account: order.account as AccountId, time: time as TimestampUs };
    events.push({ type: 'order_prevented', ...head, order: stateOf(order), match, isTaker });
    touched(order);
    // What a taker holds is noted where it is held.
    const freesHold = !isTaker;
    if (match.isTransferred || (freesHold && order.side === 1)) events.moved(order.account, market.baseAsset);
    if (match.isTransferred || (freesHold && order.side === 0)) events.moved(order.account, market.quoteAsset);
  };
  if (match.makerPrevented > 0) {
    const isOver = isMakerGone && more === 0;
    if (isOver) open.remove(maker);
    preventOrder(maker, time, match.preventedMatchId, match.makerPrevented, isOver);
    tell(maker, false);
  }
  if (match.takerPrevented > 0) {
    const isOver = !decrements || isWorkedOff(taker, plan, takerLots);
    preventOrder(taker, time, match.preventedMatchId, match.takerPrevented, isOver);
    tell(taker, true);
  }
  return { match, more };
}

/** A market order by quote amount has left what the rest of its amount is worth at the price it was stopped at. */
function restOf(taker: UserOrder, market: SymbolMarket, price: number, lots: number): number {
  if (!taker.isByQuote) return lots;
  return lotsFor(taker.side, Number(taker.quoteAmount) - taker.cumulativeQuote, price * market.quotePerTickLot);
}
