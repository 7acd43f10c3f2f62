/**
 * One symbol's conditional orders while they wait, outside the book. A stop price is waited for by a rise (stop-loss buys,
 * take-profit sells) or by a fall (the others); an order with a trailing delta then follows the price (trailing-orders.ts).
 * The market keeps the nearest prices on both sides (`triggerAbove`, `triggerBelow`), so that a trade in between asks nothing.
 *
 * The trigger is the price of a trade, never a quote. Of the orders that one price triggers, those that a rise triggers go
 * first; then the nearer trigger goes before the farther, and the older order before the younger.
 */
import { assert } from '../assert.ts';
import { noAsk, noBid, type SideCode } from '../book/order-book.ts';
import type { OrderKind } from '../messages/account-event.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { TrailingOrders } from './trailing-orders.ts';
import { TriggerQueue } from './trigger-queue.ts';
import type { UserOrder } from './user-order.ts';

export class WaitingOrders {
  readonly #market: SymbolMarket;
  /** Stop prices above the market by ticks, and those below by negative ticks: the nearest has the lowest key. */
  readonly #above = new TriggerQueue();
  readonly #below = new TriggerQueue();
  /** Buys fire on a rise, sells on a fall. */
  readonly #buys = new TrailingOrders(0);
  readonly #sells = new TrailingOrders(1);

  constructor(market: SymbolMarket) {
    this.#market = market;
  }

  get size(): number {
    return this.#above.size + this.#below.size + this.#buys.size + this.#sells.size;
  }

  /** `extreme`: where a trailing order that follows already stands; for a new one the last price. */
  add(order: UserOrder, extreme: number): void {
    if (order.trailingSince !== 0) this.#trailing(order).track(order, extreme);
    else if (risesTo(order.kind, order.side)) this.#above.add(order.stopPrice, order);
    else this.#below.add(-order.stopPrice, order);
    this.#update();
  }

  remove(order: UserOrder): void {
    if (order.trailingSince !== 0) this.#trailing(order).remove(order);
    else if (risesTo(order.kind, order.side)) this.#above.remove(order.stopPrice, order);
    else this.#below.remove(-order.stopPrice, order);
    this.#update();
  }

  /** Takes out the next order that a trade at `price` ticks triggers; undefined when there is none (any more). */
  take(time: number, price: number): UserOrder | undefined {
    this.#buys.follow(price);
    this.#sells.follow(price);
    let order = this.#nextAt(price);
    while (order !== undefined && order.trailingDelta !== 0 && order.trailingSince === 0) {
      // The trade that reaches the stop price is where a trailing order begins.
      this.remove(order);
      order.trailingSince = time;
      this.add(order, price);
      order = this.#nextAt(price);
    }
    if (order !== undefined) this.remove(order);
    return order;
  }

  /** All prices noted so far are worked off: from here on only those count that orders wait for. */
  settle(): void {
    this.#narrow();
  }

  /** Ticks from which a trailing order counts; 0 for one that does not follow yet, and for all others. */
  extremeOf(order: UserOrder): number {
    return order.trailingSince === 0 ? 0 : this.#trailing(order).extremeOf(order);
  }

  /** `isDue`: prices are still to be worked off. */
  checkInvariants(isDue = false): void {
    const { triggerAbove, triggerBelow, lastPrice } = this.#market;
    this.#buys.checkInvariants();
    this.#sells.checkInvariants();
    if (isDue) return;
    this.#update();
    const isSame = triggerAbove === this.#market.triggerAbove && triggerBelow === this.#market.triggerBelow;
    assert(isSame, () => `triggers of symbol ${this.#market.index} are not what its orders wait for`);
    const isBetween = lastPrice === 0 || (lastPrice < triggerAbove && lastPrice > triggerBelow);
    assert(isBetween, () => `symbol ${this.#market.index} was traded at ${lastPrice}, a price that orders wait for`);
  }

  #nextAt(price: number): UserOrder | undefined {
    const above = this.#above.nextKey;
    const rise = this.#buys.firesAt;
    const riser = nearer(
      above,
      above <= price ? this.#above.next : undefined,
      rise,
      rise <= price ? this.#buys.next : undefined,
    );
    if (riser !== undefined) return riser;
    const below = this.#below.nextKey;
    const fall = this.#sells.firesAt;
    return nearer(
      below,
      -below >= price ? this.#below.next : undefined,
      -fall,
      fall >= price ? this.#sells.next : undefined,
    );
  }

  #trailing(order: UserOrder): TrailingOrders {
    return order.side === 0 ? this.#buys : this.#sells;
  }

  #update(): void {
    // A price is noted and not yet worked off: all are.
    if (this.#market.triggerAbove !== noBid) this.#narrow();
  }

  #narrow(): void {
    this.#market.triggerAbove = Math.min(this.#above.nextKey, this.#buys.firesAt, this.#sells.movesAt, noAsk);
    this.#market.triggerBelow = Math.max(-this.#below.nextKey, this.#sells.firesAt, this.#buys.movesAt, noBid);
  }
}

/** Whether the stop price of a kind and side stands above the market. */
export function risesTo(kind: OrderKind, side: SideCode): boolean {
  const isStopLoss = kind === 'stop_loss' || kind === 'stop_loss_limit';
  return isStopLoss === (side === 0);
}

/** Of two orders the one with the lower key, then the older. */
function nearer(
  oneKey: number,
  one: UserOrder | undefined,
  otherKey: number,
  other: UserOrder | undefined,
): UserOrder | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return oneKey < otherKey || (oneKey === otherKey && one.orderId < other.orderId) ? one : other;
}
