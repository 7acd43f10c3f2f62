/**
 * What users own and have open, worked out from the account events alone with plain maps and sums: the obvious model that the
 * ledger, the open orders and lists, and the projections are held against. What is held is worked out in obvious-holds.ts.
 */
import type { Floor } from '../../src/core/floor/floor.ts';
import type { AccountEvent, Fill, OrderListState, OrderState } from '../../src/core/messages/account-event.ts';
import type { OpenAccount } from '../../src/core/messages/command.ts';
import type { AccountId, OrderId } from '../../src/core/units/brand.ts';
import { canonical } from '../golden/event-digest.ts';
import { isOpen, ObviousHolds } from './obvious-holds.ts';
import type { StoredFloor } from './stored-floor.ts';

export class ObviousAccounts {
  readonly #floor: Floor;
  readonly #orders = new Map<string, OrderState>();
  readonly #lists = new Map<number, OrderListState>();
  readonly #amended = new Set<number>();
  readonly #prevented = new Set<string>();
  readonly #holds: ObviousHolds;
  /** By account and asset. */
  readonly #totals = new Map<string, bigint>();
  /** What accounts were opened with. */
  readonly #grants = new Map<string, bigint>();
  readonly #accounts = new Set<AccountId>();
  #fills = 0;
  #legs = 0;
  lastEventId = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#holds = new ObviousHolds(floor.instruments);
  }

  absorb(event: AccountEvent): void {
    this.lastEventId = event.eventId;
    // An order that was refused tells its owner so, and was never there.
    if ('order' in event && event.type !== 'order_rejected')
      this.#orders.set(keyOf(event.order.symbol, event.order.orderId), event.order);
    switch (event.type) {
      case 'account_opened':
        this.#accounts.add(event.account);
        return;
      case 'money_moved':
        this.#add(event.account, event.asset, event.amount);
        return;
      case 'list_changed':
        this.#lists.set(event.list.orderListId, event.list);
        return;
      case 'order_amended':
        this.#amended.add(event.eventId);
        return;
      case 'order_prevented': {
        const { order, match } = event;
        this.#prevented.add(`${order.symbol} ${match.preventedMatchId}`);
        if (match.isTransferred) this.#exchange(order, match);
        return;
      }
      case 'order_filled': {
        const { order, fill, account } = event;
        this.#fills++;
        this.#exchange(order, fill);
        if (fill.commission !== 0n) this.#add(account, fill.commissionAsset, -fill.commission);
        this.#holds.filled(order, fill);
        return;
      }
      default:
        return;
    }
  }

  granted({ account, grant = [] }: OpenAccount): void {
    for (const { asset, amount } of grant) this.#grants.set(`${account} ${asset}`, amount);
  }

  /** What an account has just after a reset that is not as it was in the beginning, one sentence each. */
  compareReset(account: AccountId): string[] {
    const found = [...this.#orders.values()]
      .filter((order) => order.account === account && isOpen(order))
      .map(({ orderId }) => `order ${orderId} is open behind the reset of account ${account}`);
    for (const asset of this.#floor.instruments.assets.keys()) {
      const key = `${account} ${asset}`;
      const [total, granted] = [this.#totals.get(key) ?? 0n, this.#grants.get(key) ?? 0n];
      if (total !== granted)
        found.push(`account ${account} has ${total} of asset ${asset} behind its reset, not ${granted}`);
    }
    return found;
  }

  /** What the floor says otherwise, one sentence each. */
  compareFloor(): string[] {
    const found: string[] = [];
    for (const order of this.#orders.values()) {
      const stated = this.#floor.openOrder(order.symbol, order.orderId);
      if (isOpen(order) !== (stated !== undefined))
        found.push(`order ${order.orderId} is ${order.status} by its events, not by the floor`);
    }
    for (const list of this.#lists.values()) {
      const stated = this.#floor.openLists(list.account).some(({ orderListId }) => orderListId === list.orderListId);
      if (stated !== (list.status === 'executing'))
        found.push(`list ${list.orderListId} is ${list.status} by its events, not by the floor`);
    }
    const openOf = (list: OrderListState) =>
      list.orders.flatMap(({ orderId }) => this.#orders.get(keyOf(list.symbol, orderId)) ?? []).filter(isOpen);
    const holds = this.#holds.work([...this.#orders.values()], [...this.#lists.values()], openOf);
    for (const account of this.#accounts) {
      for (const { asset, available, held } of this.#floor.balances(account)) {
        const key = `${account} ${asset}`;
        const total = this.#totals.get(key) ?? 0n;
        if (available + held !== total)
          found.push(`account ${account} has ${available + held} of asset ${asset}, its events make ${total}`);
        const { least, most } = holds.get(key) ?? { least: 0n, most: 0n };
        if (held < least || held > most)
          found.push(`account ${account} holds ${held} of asset ${asset}, its open orders need ${least} to ${most}`);
      }
    }
    return found;
  }

  /** What the stored history says otherwise, when this has absorbed the events up to its position. */
  compareHistory(stored: StoredFloor): string[] {
    const found: string[] = [];
    if (stored.projectedEventId !== this.lastEventId)
      found.push(`the history ends at event ${stored.projectedEventId}, not ${this.lastEventId}`);
    if (stored.orders.size !== this.#orders.size)
      found.push(`the history has ${stored.orders.size} orders, not ${this.#orders.size}`);
    for (const [key, order] of this.#orders) {
      const row = stored.orders.get(key)?.order;
      if (canonical(row) !== canonical(order))
        found.push(`the history has order ${key} as ${canonical(row)}, not as ${canonical(order)}`);
    }
    if (stored.lists.size !== this.#lists.size)
      found.push(`the history has ${stored.lists.size} lists, not ${this.#lists.size}`);
    for (const [id, list] of this.#lists) {
      const row = stored.lists.get(id)?.list;
      if (canonical(row) !== canonical(list))
        found.push(`the history has list ${id} as ${canonical(row)}, not as ${canonical(list)}`);
    }
    if (stored.amendments.size !== this.#amended.size)
      found.push(`the history has ${stored.amendments.size} amendments, not ${this.#amended.size}`);
    if (stored.preventedMatches.size !== this.#prevented.size)
      found.push(`the history has ${stored.preventedMatches.size} prevented matches, not ${this.#prevented.size}`);
    if (stored.trades.size !== this.#fills)
      found.push(`the history has ${stored.trades.size} fills, not ${this.#fills}`);
    const legs = stored.ledger();
    if (legs.length !== this.#legs) found.push(`the ledger has ${legs.length} legs, not ${this.#legs}`);
    const sums = new Map<string, bigint>();
    for (const { account, asset, amount } of legs) {
      const key = `${account} ${asset}`;
      sums.set(key, (sums.get(key) ?? 0n) + amount);
    }
    for (const [key, total] of this.#totals) {
      if ((sums.get(key) ?? 0n) !== total) found.push(`the legs of ${key} sum to ${sums.get(key)}, not to ${total}`);
    }
    return found;
  }

  #add(account: AccountId, asset: number, amount: bigint): void {
    const key = `${account} ${asset}`;
    this.#legs++;
    this.#totals.set(key, (this.#totals.get(key) ?? 0n) + amount);
  }

  /** Base one way, its value the other. */
  #exchange(order: OrderState, { quantity, quoteAmount }: Pick<Fill, 'quantity' | 'quoteAmount'>): void {
    const instrument = this.#floor.instruments.symbols[order.symbol]!;
    const base = BigInt(quantity) * BigInt(instrument.basePerLot);
    const sign = order.side === 'buy' ? 1n : -1n;
    this.#add(order.account, instrument.base, sign * base);
    this.#add(order.account, instrument.quote, -sign * quoteAmount);
  }
}

function keyOf(symbol: number, orderId: OrderId): string {
  return `${symbol} ${orderId}`;
}
