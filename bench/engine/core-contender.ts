/**
 * The whole core in its numeric form, as background agents use it: filters, holds, matching with self-trade prevention, ledger
 * with maker and taker fees, order ids of its own, trade and level events with update ids, mean price.
 */
import { noAsk } from '../../src/core/book/order-book.ts';
import { EventRing } from '../../src/core/floor/event-ring.ts';
import { createInstruments } from '../../src/core/instruments/create-instruments.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { checkMoney } from '../../src/core/matching/check-exchange.ts';
import { Exchange } from '../../src/core/matching/exchange.ts';
import { refuseLimit } from '../../src/core/matching/filters/order-filters.ts';
import type { Matcher } from '../../src/core/matching/matcher.ts';
import { preventTaker } from '../../src/core/matching/self-trade.ts';
import type { SymbolMarket } from '../../src/core/matching/symbol-market.ts';
import { isTrade, marketEventStride, marketField } from '../../src/core/messages/market-event.ts';
import { accountOf, accounts, benchDefinition, funds } from './bench-floor.ts';
import type { Contender, OnTrade } from './contender.ts';
import { eachInBook } from './each-resting.ts';

/** Accounts 0 and 1 are the floor's own. */
const firstOwnAccount = 2;
/** Floor time between operations. */
const stepUs = 100;

/** An exchange for contenders to share, one for each of its symbols. */
export interface CoreFloor {
  readonly exchange: Exchange;
  readonly events: EventRing;
  /** The account that an order belongs to, counted from the first of the contenders' own. */
  readonly accountOf: (id: number, side: 0 | 1) => number;
  readonly firstAccount: number;
}

/** With so many accounts, the first of this id, all funded in every asset. */
export function newCoreFloor(
  definition: FloorDefinition,
  count: number,
  of: CoreFloor['accountOf'],
  first = firstOwnAccount,
): CoreFloor {
  const events = new EventRing();
  const exchange = new Exchange(createInstruments(definition), events);
  exchange.matcher.time = definition.startTimeUs;
  const { makerPpm, takerPpm } = definition.fees;
  for (let account = first; account < first + count; account++) {
    exchange.ledger.open(account, makerPpm, takerPpm);
    for (const asset of definition.assets.keys()) exchange.ledger.fund(account, asset, funds);
  }
  return { exchange, events, accountOf: of, firstAccount: first };
}

export class CoreContender implements Contender {
  rejects = 0;
  declare private readonly events: EventRing;
  declare private readonly exchange: Exchange;
  declare private readonly matcher: Matcher;
  declare private readonly market: SymbolMarket;
  declare private readonly accountOf: CoreFloor['accountOf'];
  declare private readonly firstAccount: number;

  constructor(floor = newCoreFloor(benchDefinition, accounts, accountOf), symbol = 0) {
    this.events = floor.events;
    this.exchange = floor.exchange;
    this.matcher = floor.exchange.matcher;
    this.market = floor.exchange.market(symbol);
    this.accountOf = floor.accountOf;
    this.firstAccount = floor.firstAccount;
  }

  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void {
    this.matcher.time += stepUs;
    this.#place(id, side, price, quantity, !isImmediate);
  }

  cancel(id: number): void {
    this.matcher.time += stepUs;
    const handle = this.market.book.find(id);
    if (handle === 0) this.rejects++;
    else this.matcher.withdraw(this.market, handle);
  }

  replace(id: number, side: 0 | 1, price: number, quantity: number): void {
    this.matcher.time += stepUs;
    const handle = this.market.book.find(id);
    if (handle === 0) {
      this.rejects++;
      return;
    }
    this.matcher.withdraw(this.market, handle);
    this.#place(id, side, price, quantity, true);
  }

  drain(onTrade?: OnTrade): void {
    if (onTrade) this.#tellTrades(onTrade);
    this.events.drain();
  }

  bestBid(): number {
    return this.market.book.bestBid;
  }

  bestAsk(): number {
    return this.market.book.bestAsk === noAsk ? -1 : this.market.book.bestAsk;
  }

  eachResting(visit: (id: number, price: number, leaves: number) => void): void {
    this.market.book.checkInvariants();
    // Of all symbols at once.
    if (this.market.index === 0) checkMoney(this.exchange);
    eachInBook(this.market.book, visit);
  }

  #place(id: number, side: 0 | 1, price: number, quantity: number, rests: boolean): void {
    const market = this.market;
    if (refuseLimit(market, this.matcher.time, side, price, quantity) !== undefined)
      throw new Error(`order ${id} was refused`);
    // New orders come in this order anyway; a replaced one, which the exchange takes for new, gets its old number back.
    market.nextOrderId = id;
    const account = this.firstAccount + this.accountOf(id, side);
    const placed = this.matcher.place(market, account, side, price, quantity, rests, preventTaker);
    if (placed < 0) throw new Error(`account ${account} is out of funds`);
  }

  #tellTrades(onTrade: OnTrade): void {
    const { records, count } = this.events;
    for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
      if (!isTrade(records[at + marketField.kind] as number)) continue;
      const taker = records[at + marketField.takerOrderId] as number;
      const maker = records[at + marketField.makerOrderId] as number;
      onTrade(taker, maker, records[at + marketField.price] as number, records[at + marketField.quantity] as number);
    }
  }
}
