/**
 * A running floor without engine and journal: the real core and the real views, time moved by hand, commands applied at
 * once, the past of orders and trades kept in lists. For tests of what stands in front of the engine.
 */
import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { MarketSource } from '../../src/core/market-source.ts';
import type { AccountEvent, OrderState } from '../../src/core/messages/account-event.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import type { FloorListener, FloorSession } from '../../src/engine/floor-session.ts';
import { MarketViews } from '../../src/engine/views/market-views.ts';
import type { AccountTrade, HistoryReader } from '../../src/journal/history-reader.ts';

export class DeskSession implements FloorSession {
  readonly name: string;
  readonly definition: FloorDefinition;
  readonly floor: Floor;
  readonly views: MarketViews;
  readonly #listeners = new Set<FloorListener>();
  readonly #orders = new Map<string, OrderState>();
  readonly #trades: { readonly account: number; readonly trade: AccountTrade }[] = [];

  constructor(definition: FloorDefinition, source?: MarketSource) {
    this.name = definition.name;
    this.definition = definition;
    this.floor = Floor.create(definition, source);
    this.views = new MarketViews(definition.symbols.length, definition.startTimeUs);
    this.#publish();
  }

  now(): TimestampUs {
    return this.floor.time;
  }

  submit(command: UserCommand): Promise<Result<Applied>> {
    return Promise.resolve(this.apply(command));
  }

  apply(command: UserCommand): Result<Applied> {
    const result = this.floor.apply({ sequence: this.floor.sequence + 1, time: this.floor.time, command });
    this.#publish();
    return result;
  }

  /** Lets floor time pass. */
  advance(microseconds: number): void {
    this.floor.advance((this.floor.time + microseconds) as TimestampUs);
    this.#publish();
  }

  step(microseconds: number): Promise<void> {
    this.advance(microseconds);
    return Promise.resolve();
  }

  listen(listener: FloorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  readonly history: HistoryReader = {
    order: async (account, symbol, orderId) =>
      this.#find((o) => o.account === account && o.symbol === symbol && o.orderId === orderId),
    orderByClientId: async (account, symbol, id) =>
      this.#find((o) => o.account === account && o.symbol === symbol && o.clientOrderId === id),
    orders: async (account, symbol, { limit, fromId }) =>
      [...this.#orders.values()]
        .filter((o) => o.account === account && o.symbol === symbol && o.orderId >= (fromId ?? 0))
        .slice(-limit),
    trades: async (account, symbol, { limit, fromId }) =>
      this.#trades
        .filter((t) => t.account === account && t.trade.symbol === symbol && t.trade.tradeId >= (fromId ?? 0))
        .map((t) => t.trade)
        .slice(-limit),
  };

  #find(which: (order: OrderState) => boolean): OrderState | undefined {
    return [...this.#orders.values()].findLast(which);
  }

  #publish(): void {
    const ring = this.floor.marketEvents;
    const account = this.floor.takeAccountEvents();
    this.views.absorb(ring);
    this.views.advance(this.floor.time);
    for (const event of account) this.#remember(event);
    for (const listener of this.#listeners) {
      if (ring.count > 0) listener.market?.(ring);
      if (account.length > 0) listener.account?.(account);
      listener.flushed?.(this.floor.time);
    }
    ring.drain();
  }

  #remember(event: AccountEvent): void {
    if (!('order' in event)) return;
    const { order } = event;
    this.#orders.set(`${order.symbol} ${order.orderId}`, order);
    if (event.type !== 'order_filled') return;
    const { fill } = event;
    const trade: AccountTrade = {
      ...fill,
      orderId: order.orderId,
      symbol: order.symbol,
      time: event.time,
      isBuyer: order.side === 'buy',
    };
    this.#trades.push({ account: event.account, trade });
  }
}
