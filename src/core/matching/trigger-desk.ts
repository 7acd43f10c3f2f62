/**
 * Conditional orders: they wait here, outside the book, with their funds held, and are worked like any other order when a
 * trade reaches their trigger. Triggering happens between steps, never inside a match: when a command or an instant of the
 * market is over, its trade prices are worked off in the order of the trades, and the prices of trades that this causes
 * behind them, until no trigger is reached.
 */
import { assert, defined } from '../assert.ts';
import { needOf } from '../ledger/ledger.ts';
import type { AccountEvents } from './account-events.ts';
import { refuseLimit } from './filters/order-filters.ts';
import type { Matcher } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import { planTriggered } from './order-plan.ts';
import type { OrderWork } from './order-work.ts';
import { pegPrice } from './peg.ts';
import { ReachedPrices } from './reached-prices.ts';
import type { SymbolMarket } from './symbol-market.ts';
import type { UserOrder } from './user-order.ts';
import { WaitingOrders } from './waiting-orders.ts';

export class TriggerDesk {
  readonly #matcher: Matcher;
  readonly #events: AccountEvents;
  readonly #open: OpenOrders;
  readonly #work: OrderWork;
  readonly #reached = new ReachedPrices();
  /** By symbol. */
  readonly #waiting: readonly WaitingOrders[];

  constructor(matcher: Matcher, events: AccountEvents, open: OpenOrders, work: OrderWork) {
    this.#matcher = matcher;
    this.#events = events;
    this.#open = open;
    this.#work = work;
    for (const market of matcher.markets) market.reached = this.#reached;
    this.#waiting = matcher.markets.map((market) => new WaitingOrders(market));
  }

  /** Whether a trade has reached a trigger since the last `run`. */
  get isDue(): boolean {
    return !this.#reached.isEmpty;
  }

  /** An accepted order waits; its funds are held, it is among the open orders. A trailing one stands at `extreme` ticks. */
  wait(order: UserOrder, extreme: number): void {
    this.#of(order.symbol).add(order, extreme);
  }

  /** Takes a waiting or pending order away and gives its hold back; the rest of its end is the caller's. */
  withdraw(order: UserOrder): void {
    if (order.status !== 'pending_new') this.#of(order.symbol).remove(order);
    this.#release(order);
  }

  /** Works off all that is due, cascades included. */
  run(time: number): void {
    const touched = new Set<WaitingOrders>();
    this.#work.lists.settle(time);
    while (!this.#reached.isEmpty) {
      const { symbol, price } = this.#reached.take();
      const waiting = this.#of(symbol);
      touched.add(waiting);
      for (let order = waiting.take(time, price); order !== undefined; order = waiting.take(time, price)) {
        this.#trigger(time, order);
        this.#work.lists.settle(time);
      }
    }
    for (const waiting of touched) waiting.settle();
  }

  /** Ticks that a trailing order counts from, 0 for others. */
  extremeOf(order: UserOrder): number {
    return this.#of(order.symbol).extremeOf(order);
  }

  /** Of one symbol, `open` of whose orders are open and not on the book. */
  checkInvariants(symbol: number, open: number): void {
    const waiting = this.#of(symbol);
    assert(waiting.size === open, () => `${open} open orders of symbol ${symbol} do not rest, ${waiting.size} wait`);
    waiting.checkInvariants(this.isDue);
  }

  #trigger(time: number, order: UserOrder): void {
    if (order.orderListId !== 0) this.#work.lists.starting(time, order);
    const market = this.#market(order.symbol);
    const { ledger } = this.#matcher;
    const held = holdWhileWaiting(market, order);
    this.#matcher.time = time;
    if (!pricePegged(market, time, order)) {
      this.#reject(time, order);
      return;
    }
    const plan = planTriggered(ledger, market, time, order);
    const { asset } = plan.frame;
    this.#events.moved(order.account, asset);
    const isCovered = plan.hold <= held || ledger.holdAmount(order.account, asset, plan.hold - held);
    if (!isCovered) {
      this.#reject(time, order);
      return;
    }
    order.workingAt = time;
    order.updatedAt = time;
    this.#events.orderStep('order_triggered', order, time);
    this.#work.work(time, order, { ...plan, hold: Math.max(plan.hold, held) });
    if (!order.isResting) this.#open.remove(order);
  }

  #reject(time: number, order: UserOrder): void {
    this.#open.remove(order);
    this.#release(order);
    this.#work.expire(time, order, 'rejected');
  }

  #release(order: UserOrder): void {
    const market = this.#market(order.symbol);
    const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
    this.#matcher.ledger.releaseAmount(order.account, asset, holdWhileWaiting(market, order));
    this.#events.moved(order.account, asset);
  }

  #market(symbol: number): SymbolMarket {
    return defined(this.#matcher.markets[symbol], `symbol ${symbol}`);
  }

  #of(symbol: number): WaitingOrders {
    return defined(this.#waiting[symbol], `symbol ${symbol}`);
  }
}

/** Gives a pegged order the price it goes live at; false when the book has none, or the filters refuse it. */
function pricePegged(market: SymbolMarket, time: number, order: UserOrder): boolean {
  const { peg, side, quantity } = order;
  if (peg === undefined) return true;
  const price = pegPrice(market.book, side, peg);
  if (price === undefined || refuseLimit(market, time, side, price, quantity)) return false;
  order.price = price;
  return true;
}

/** Smallest units that a waiting or pending order holds. */
export function holdWhileWaiting(market: SymbolMarket, order: UserOrder): number {
  return needOf(market, order.side, order.holdPrice, order.quantity) - order.holdShared;
}
