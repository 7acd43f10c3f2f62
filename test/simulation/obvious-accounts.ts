/**
 * What users own and have open, worked out from the account events alone with plain maps and sums: the obvious model that the
 * ledger, the open orders and the projections are held against.
 */
import type { Floor } from '../../src/core/floor/floor.ts';
import type { AccountEvent, OrderState } from '../../src/core/messages/account-event.ts';
import type { AccountId } from '../../src/core/units/brand.ts';
import { canonical } from '../golden/event-digest.ts';
import type { StoredFloor } from './stored-floor.ts';

export class ObviousAccounts {
  readonly #floor: Floor;
  readonly #orders = new Map<string, OrderState>();
  /** By account and asset. */
  readonly #totals = new Map<string, bigint>();
  readonly #accounts = new Set<AccountId>();
  #fills = 0;
  #legs = 0;
  lastEventId = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  absorb(event: AccountEvent): void {
    this.lastEventId = event.eventId;
    if ('order' in event) this.#orders.set(`${event.order.symbol} ${event.order.orderId}`, event.order);
    switch (event.type) {
      case 'account_opened':
        this.#accounts.add(event.account);
        return;
      case 'money_moved':
        this.#add(event.account, event.asset, event.amount);
        return;
      case 'order_filled': {
        const { order, fill, account } = event;
        const instrument = this.#floor.instruments.symbols[order.symbol]!;
        const base = BigInt(fill.quantity) * BigInt(instrument.basePerLot);
        const sign = order.side === 'buy' ? 1n : -1n;
        this.#fills++;
        this.#add(account, instrument.base, sign * base);
        this.#add(account, instrument.quote, -sign * fill.quoteAmount);
        if (fill.commission !== 0n) this.#add(account, fill.commissionAsset, -fill.commission);
        return;
      }
      default:
        return;
    }
  }

  /** What the floor says otherwise, one sentence each. */
  compareFloor(): string[] {
    const found: string[] = [];
    const holds = new Map<string, bigint>();
    for (const order of this.#orders.values()) {
      const isOpen = order.status === 'new' || order.status === 'partially_filled';
      const stated = this.#floor.openOrder(order.symbol, order.orderId);
      if (isOpen !== (stated !== undefined))
        found.push(`order ${order.orderId} is ${order.status} by its events, not by the floor`);
      if (!isOpen) continue;
      const { basePerLot, quotePerTickLot, base, quote } = this.#floor.instruments.symbols[order.symbol]!;
      const leaves = BigInt(order.quantity - order.executed - order.prevented);
      const isBuy = order.side === 'buy';
      const need = isBuy ? leaves * BigInt(order.price) * BigInt(quotePerTickLot) : leaves * BigInt(basePerLot);
      const key = `${order.account} ${isBuy ? quote : base}`;
      holds.set(key, (holds.get(key) ?? 0n) + need);
    }
    for (const account of this.#accounts) {
      for (const { asset, available, held } of this.#floor.balances(account)) {
        const key = `${account} ${asset}`;
        const total = this.#totals.get(key) ?? 0n;
        const hold = holds.get(key) ?? 0n;
        if (available + held !== total)
          found.push(`account ${account} has ${available + held} of asset ${asset}, its events make ${total}`);
        if (held !== hold)
          found.push(`account ${account} holds ${held} of asset ${asset}, its open orders need ${hold}`);
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
    if (stored.trades.size !== this.#fills)
      found.push(`the history has ${stored.trades.size} fills, not ${this.#fills}`);
    if (stored.entries.size !== this.#legs)
      found.push(`the history has ${stored.entries.size} entries, not ${this.#legs}`);
    const sums = new Map<string, bigint>();
    for (const { account, asset, amount } of stored.entries.values()) {
      const key = `${account} ${asset}`;
      sums.set(key, (sums.get(key) ?? 0n) + amount);
    }
    for (const [key, total] of this.#totals) {
      if ((sums.get(key) ?? 0n) !== total) found.push(`the entries of ${key} sum to ${sums.get(key)}, not to ${total}`);
    }
    return found;
  }

  #add(account: AccountId, asset: number, amount: bigint): void {
    const key = `${account} ${asset}`;
    this.#legs++;
    this.#totals.set(key, (this.#totals.get(key) ?? 0n) + amount);
  }
}
