/**
 * The floor as users meet it: stamped commands in, answers with order states and fills, account events with balances, client
 * order ids. Everything a server does per order except journal and network.
 */
import { Floor } from '../../src/core/floor/floor.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { Command } from '../../src/core/messages/command.ts';
import { isTrade, marketEventStride, marketField } from '../../src/core/messages/market-event.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { AccountId, Amount, AssetIndex, OrderId, TimestampUs } from '../../src/core/units/brand.ts';
import { accountOf, accounts, benchDefinition, funds } from './bench-floor.ts';
import type { Contender, OnTrade } from './contender.ts';
import { limitOrder, symbol } from './limit-order.ts';

const firstAccount = 1000;
const stepUs = 100;

export class FloorContender implements Contender {
  rejects = 0;
  readonly #floor = Floor.create(benchDefinition, undefined);
  readonly #exchangeIds: Int32Array;
  readonly #flowIds: Int32Array;
  readonly #accounts: Int32Array;
  #time = benchDefinition.startTimeUs;
  #nextOrderId = 1;
  #nextClientId = 1;

  constructor(maxOrderId: number) {
    this.#exchangeIds = new Int32Array(maxOrderId + 1);
    this.#flowIds = new Int32Array(maxOrderId * 2);
    this.#accounts = new Int32Array(maxOrderId + 1);
    for (let i = 0; i < accounts; i++) {
      const account = (firstAccount + i) as AccountId;
      this.#apply({ type: 'open_account', account });
      for (const asset of [0, 1]) {
        this.#apply({ type: 'deposit', account, asset: asset as AssetIndex, amount: funds as Amount });
      }
    }
  }

  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void {
    this.#exchangeIds[id] = this.#nextOrderId;
    this.#flowIds[this.#nextOrderId++] = id;
    this.#accounts[id] = firstAccount + accountOf(id, side);
    const account = this.#accounts[id] as number;
    const clientOrderId = `order-${this.#nextClientId++}`;
    const placed = this.#apply(limitOrder(account, side, price, quantity, clientOrderId, isImmediate ? 'ioc' : 'gtc'));
    if (!placed.ok) throw new Error(`order ${id} was refused: ${placed.rejection.reason}`);
  }

  cancel(id: number): void {
    if (!this.#cancel(id)) this.rejects++;
  }

  replace(id: number, side: 0 | 1, price: number, quantity: number): void {
    if (this.#cancel(id)) this.limit(id, side, price, quantity, false);
    else this.rejects++;
  }

  drain(onTrade?: OnTrade): void {
    if (onTrade) this.#tellTrades(onTrade);
    this.#floor.marketEvents.drain();
    this.#floor.takeAccountEvents();
  }

  bestBid(): number {
    return this.#floor.book(symbol).bestBid();
  }

  bestAsk(): number {
    return this.#floor.book(symbol).bestAsk();
  }

  eachResting(visit: (id: number, price: number, leaves: number) => void): void {
    this.#floor.checkInvariants();
    for (const side of [0, 1] as const) {
      const orders = [];
      for (let account = firstAccount + side; account < firstAccount + accounts; account += 2) {
        orders.push(...this.#floor.openOrders(account as AccountId, symbol));
      }
      orders.sort((a, b) => (side === 0 ? b.price - a.price : a.price - b.price) || a.orderId - b.orderId);
      for (const { orderId, price, quantity, executed } of orders) {
        visit(this.#flowIds[orderId] as number, price, quantity - executed);
      }
    }
  }

  #cancel(id: number): boolean {
    const account = (this.#accounts[id] || firstAccount) as AccountId;
    const orderId = this.#exchangeIds[id] as OrderId;
    return this.#apply({ type: 'cancel_order', account, symbol, orderId, cancelId: 'c' }).ok;
  }

  #apply(command: Command): Result<Applied> {
    this.#time += stepUs;
    return this.#floor.apply({ sequence: this.#floor.sequence + 1, time: this.#time as TimestampUs, command });
  }

  #tellTrades(onTrade: OnTrade): void {
    const { records, count } = this.#floor.marketEvents;
    for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
      if (!isTrade(records[at + marketField.kind] as number)) continue;
      const taker = this.#flowIds[records[at + marketField.takerOrderId] as number] as number;
      const maker = this.#flowIds[records[at + marketField.makerOrderId] as number] as number;
      onTrade(taker, maker, records[at + marketField.price] as number, records[at + marketField.quantity] as number);
    }
  }
}
