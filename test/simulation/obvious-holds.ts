/**
 * What open orders hold, worked out from their states and fills alone. A resting order holds what it still needs; one that waits
 * for its trigger what it would need at its limit, or at its stop price; a pair as much as the dearer leg; what a working order
 * has bought for its pending ones is held as it came in.
 *
 * Two amounts can't be told from the events, and are bounded: a buy that trails the price from the start (it depends on the
 * price of that moment), and whether commission was made up for in what a working order has bought.
 */
import type { Instrument, Instruments } from '../../src/core/instruments/instrument.ts';
import type { Fill, OrderListState, OrderState } from '../../src/core/messages/account-event.ts';

export interface Bounds {
  readonly least: bigint;
  readonly most: bigint;
}

const nothing: Bounds = { least: 0n, most: 0n };
const unbounded = 1n << 100n;

export class ObviousHolds {
  readonly #instruments: Instruments;
  /** What fills brought of the base asset, by list and by order. */
  readonly #bought = new Map<string, Bounds>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  filled(order: OrderState, { quantity, commission, commissionAsset }: Fill): void {
    if (order.orderListId === undefined || order.side !== 'buy') return;
    const { base, basePerLot } = this.#instrument(order.symbol);
    const key = `${order.symbol} ${order.orderId}`;
    const amount = BigInt(quantity) * BigInt(basePerLot);
    const kept = commissionAsset === base ? amount - commission : amount;
    this.#bought.set(key, sum(this.#bought.get(key), { least: kept, most: amount }));
  }

  /** By account and asset. `openOf`: the orders of a list that are open. */
  work(
    orders: readonly OrderState[],
    lists: readonly OrderListState[],
    openOf: (list: OrderListState) => readonly OrderState[],
  ): Map<string, Bounds> {
    const holds = new Map<string, Bounds>();
    const add = (order: Pick<OrderState, 'account' | 'symbol' | 'side'>, need: Bounds) => {
      const { base, quote } = this.#instrument(order.symbol);
      const key = `${order.account} ${order.side === 'buy' ? quote : base}`;
      holds.set(key, sum(holds.get(key), need));
    };
    for (const order of orders) if (isOpen(order) && order.orderListId === undefined) add(order, this.#need(order));
    for (const list of lists) {
      if (list.status === 'done') continue;
      for (const [order, need] of this.#needsOf(list, openOf(list))) add(order, need);
    }
    return holds;
  }

  #needsOf(
    list: OrderListState,
    open: readonly OrderState[],
  ): [Pick<OrderState, 'account' | 'symbol' | 'side'>, Bounds][] {
    const { kind, orders } = list;
    const isPair = kind === 'oco' || kind === 'otoco' || kind === 'opoco';
    const pair = isPair ? orders.slice(-2).map(({ orderId }) => orderId) : [];
    const legs = open.filter(({ orderId }) => pair.includes(orderId));
    const alone = open.filter((order) => !legs.includes(order));
    const needs = alone.map((order): [OrderState, Bounds] => [order, this.#need(order)]);
    const [first] = legs;
    if (first !== undefined) needs.push([first, legs.map((leg) => this.#need(leg)).reduce(dearer)]);
    const working = orders[0];
    const isPaid = kind === 'opo' || kind === 'opoco';
    const isPending = open.some(({ status }) => status === 'pending_new');
    const { account, symbol } = list;
    if (!isPaid || !isPending || working === undefined) return needs;
    const bought = this.#bought.get(`${symbol} ${working.orderId}`) ?? nothing;
    return [...needs, [{ account, symbol, side: 'sell' }, bought]];
  }

  #need(order: OrderState): Bounds {
    const { basePerLot, quotePerTickLot } = this.#instrument(order.symbol);
    const leaves = BigInt(order.quantity - order.executed - order.prevented);
    if (order.side === 'sell') return exactly(leaves * BigInt(basePerLot));
    const price = order.peggedPrice ?? (order.price > 0 ? order.price : order.stopPrice);
    if (price === 0) return { least: 0n, most: unbounded };
    return exactly(leaves * BigInt(price) * BigInt(quotePerTickLot));
  }

  #instrument(symbol: number): Instrument {
    return this.#instruments.symbols[symbol]!;
  }
}

export function isOpen({ status }: OrderState): boolean {
  return status === 'new' || status === 'partially_filled' || status === 'pending_new';
}

function exactly(amount: bigint): Bounds {
  return { least: amount, most: amount };
}

function sum(a: Bounds = nothing, b: Bounds): Bounds {
  return { least: a.least + b.least, most: a.most + b.most };
}

function dearer(a: Bounds, b: Bounds): Bounds {
  return { least: a.least > b.least ? a.least : b.least, most: a.most > b.most ? a.most : b.most };
}
