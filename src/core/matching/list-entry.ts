/**
 * Pending orders enter when their working order is filled: asked for filters, book and trigger like new ones, they wait, rest
 * or trade; if one of them may not, all of them expire. Orders that the working order pays for get their quantity here: what
 * was received, down to whole lots, at most what the symbol allows.
 */
import { defined } from '../assert.ts';
import type { Result } from '../messages/rejection.ts';
import type { ListReactions, ListRoom } from './list-reactions.ts';
import { hasPair, isPaid, listStateOf, type OrderList } from './order-list.ts';
import { planEntry } from './order-plan.ts';
import { happened } from './order-work.ts';
import type { OrderPlan } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { holdWhileWaiting } from './trigger-desk.ts';
import { isMarketKind, type UserOrder } from './user-order.ts';

interface Entering {
  readonly order: UserOrder;
  readonly plan: OrderPlan;
}

export class ListEntry {
  readonly #room: ListRoom;
  readonly #reactions: ListReactions;

  constructor(room: ListRoom, reactions: ListReactions) {
    this.#room = room;
    this.#reactions = reactions;
  }

  /** Everything that is pending of a list whose working order is filled. */
  enter(time: number, list: OrderList): void {
    const { matcher, events } = this.#room;
    const market = defined(matcher.markets[list.symbol], `symbol ${list.symbol}`);
    const pending = this.#reactions.openOf(list);
    const [first] = pending;
    if (first === undefined) return;
    const asset = first.side === 0 ? market.quoteAsset : market.baseAsset;
    events.moved(list.account, asset);
    matcher.time = time;
    const held = pending.reduce((sum, order) => sum + holdWhileWaiting(market, order), list.proceeds);
    if (isPaid(list.kind)) {
      // The legs of a pair have one quantity.
      const lots = Math.min(...pending.map((order) => paidLots(market, order, list.proceeds)));
      for (const order of pending) order.quantity = lots;
    }
    list.proceeds = 0;
    const planned = this.#plan(market, time, pending);
    const entering = planned.ok ? planned.value : undefined;
    if (entering === undefined || !this.#hold(list, entering, asset, held)) {
      matcher.ledger.releaseAmount(list.account, asset, held);
      for (const order of pending) this.#reject(time, order);
      this.#reactions.finish(time, list);
      return;
    }
    for (const { order, plan } of entering) this.#admit(time, order, plan);
    list.updatedAt = time;
    events.push({ type: 'list_changed', ...happened(list, time), list: listStateOf(list, 'executing') });
    for (const { order, plan } of entering) this.#begin(time, market, order, plan);
  }

  #plan(market: SymbolMarket, time: number, pending: readonly UserOrder[]): Result<Entering[]> {
    const entering: Entering[] = [];
    for (const order of pending) {
      const planned = planEntry(this.#room.matcher.ledger, market, time, order);
      if (!planned.ok) return planned;
      entering.push({ order, plan: planned.value });
    }
    return { ok: true, value: entering };
  }

  /** What the orders need now instead of the `held` smallest units; false, and nothing done, when it is not there. */
  #hold(list: OrderList, entering: readonly Entering[], asset: number, held: number): boolean {
    const { ledger } = this.#room.matcher;
    const needs = entering.map(({ plan }) => plan.hold);
    const isPair = hasPair(list.kind);
    const shared = isPair ? Math.min(...needs) : 0;
    const need = needs.reduce((sum, one) => sum + one, 0) - shared;
    if (need > held && !ledger.holdAmount(list.account, asset, need - held)) return false;
    if (need < held) ledger.releaseAmount(list.account, asset, held - need);
    for (const [at, { order, plan }] of entering.entries()) {
      order.holdPrice = plan.holdPrice;
      order.holdShared = isPair && at === 0 ? shared : 0;
    }
    return true;
  }

  #admit(time: number, order: UserOrder, plan: OrderPlan): void {
    order.status = 'new';
    order.updatedAt = time;
    if (!plan.waits) {
      order.workingAt = time;
      if (order.peg !== undefined) order.price = plan.limit;
    } else if (order.trailingDelta !== 0 && order.stopPrice === 0) order.trailingSince = time;
    this.#room.events.orderStep('order_entered', order, time);
  }

  #begin(time: number, market: SymbolMarket, order: UserOrder, plan: OrderPlan): void {
    if (plan.waits) {
      this.#room.triggers.wait(order, market.lastPrice);
      return;
    }
    this.#room.work.work(time, order, plan);
    if (!order.isResting) this.#room.orders.remove(order);
  }

  #reject(time: number, order: UserOrder): void {
    this.#room.orders.remove(order);
    this.#room.work.expire(time, order, 'rejected');
  }
}

/** Whole lots of an amount of the base asset, on the steps of LOT_SIZE and MARKET_LOT_SIZE. */
function paidLots({ instrument, basePerLot }: SymbolMarket, { kind }: UserOrder, proceeds: number): number {
  const lots = Math.min(Math.floor(proceeds / basePerLot), instrument.maxQuantity);
  if (!isMarketKind(kind)) return lots;
  const most = Math.min(lots, instrument.marketMaxQuantity);
  return most - (most % instrument.marketStep);
}
