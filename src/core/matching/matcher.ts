/**
 * The matching loop and its books: price-time priority, trades at the resting order's price, ledger settled and events
 * written trade by trade. Numbers in, numbers out, no allocation: background agents and users go through this same loop.
 *
 * It trusts its callers on prices, quantities and rights (filters and desks ask those questions). Users' own objects are the
 * business of `UserFills`, which is told of each fill that has a user on either side.
 */

import { BookMemory } from '../book/book-memory.ts';
import { FastBook } from '../book/fast-book.ts';
import type { OrderBook, SideCode } from '../book/order-book.ts';
import type { EventRing } from '../floor/event-ring.ts';
import type { Instruments } from '../instruments/instrument.ts';
import { type Ledger, needOf } from '../ledger/ledger.ts';
import type { MarketSource } from '../market-source.ts';
import { type PreventionListener, preventMatch } from './prevent.ts';
import type { PreventionCode } from './self-trade.ts';
import { SymbolMarket } from './symbol-market.ts';

/** What the users' desk must hear from inside the loop. All times in floor microseconds, prices in ticks, quantities in lots. */
export interface UserFills extends PreventionListener {
  /** The user order being matched took from the book. */
  takerFilled(
    market: SymbolMarket,
    time: number,
    price: number,
    quantity: number,
    quote: number,
    fee: number,
    tradeId: number,
  ): void;
  /**
   * A user's resting order was hit; `leaves` is what it has left on the book. Answers with the lots that follow in its place,
   * behind the others of its price: the next slice of an iceberg order.
   */
  makerFilled(
    market: SymbolMarket,
    time: number,
    orderId: number,
    price: number,
    quantity: number,
    quote: number,
    fee: number,
    tradeId: number,
    leaves: number,
  ): number;
}

/** How a book is made: production uses the fast one, tests run the same floor on the obvious one. */
export type MakeBook = (memory: BookMemory) => OrderBook;

/**
 * Whether an order would take. Without a branch on the side, which is a coin's throw: for a sell order both prices are complemented,
 * and so compared the other way round.
 */
const crosses = (book: OrderBook, side: SideCode, price: number): boolean => {
  const sell = 0 - side;
  const { bestBid, bestAsk } = book;
  const opposite = bestAsk ^ ((bestAsk ^ bestBid) & sell);
  return (price ^ sell) >= (opposite ^ sell);
};

export class Matcher {
  declare readonly ledger: Ledger;
  declare readonly events: EventRing;
  declare readonly markets: readonly SymbolMarket[];
  /** Floor time of what is being done; set by whoever comes in through a desk. */
  time = 0;
  /** Told of users' trades and of its own orders' ends; undefined on a floor without a market. */
  source: MarketSource | undefined;
  /** Smallest quote units of the last match; lots that self-trade prevention took from the taker. */
  matchedQuote = 0;
  preventedLots = 0;
  /** Lots that the last placed order did not execute. */
  placedLeaves = 0;
  #users: UserFills | undefined;

  constructor(instruments: Instruments, ledger: Ledger, events: EventRing, makeBook?: MakeBook) {
    const memory = new BookMemory();
    const make = makeBook ?? ((shared: BookMemory) => new FastBook(shared));
    this.ledger = ledger;
    this.events = events;
    this.markets = instruments.symbols.map((instrument) => new SymbolMarket(instrument, make(memory)));
  }

  connectUsers(users: UserFills): void {
    this.#users = users;
  }

  /**
   * A whole limit order in numbers: holds, matches, and rests what is left (or gives it back, when `rests` is false).
   * Returns the order's id if something rests, 0 if nothing does, -1 if the balance does not cover it.
   */
  place(
    market: SymbolMarket,
    account: number,
    side: SideCode,
    price: number,
    quantity: number,
    rests: boolean,
    prevention: PreventionCode,
  ): number {
    const { book } = market;
    if (!this.ledger.hold(market, account, side, price, quantity)) return -1;
    const id = market.nextOrderId++;
    if (crosses(book, side, price)) {
      return this.#placeTaking(market, account, id, side, price, quantity, rests, prevention);
    }
    if (rests) {
      this.rest(market, account, id, side, price, quantity);
      return id;
    }
    this.placedLeaves = quantity;
    this.ledger.release(market, account, side, price, quantity);
    return 0;
  }

  /**
   * Trades an order against the book until it is done, its price bound is passed, or self-trade prevention takes what it has
   * left. The funds must be held: settlement spends holds. Returns the lots left.
   */
  match(
    market: SymbolMarket,
    account: number,
    id: number,
    side: SideCode,
    limit: number,
    quantity: number,
    prevention: PreventionCode,
  ): number {
    const { book } = market;
    let leaves = quantity;
    this.matchedQuote = 0;
    this.preventedLots = 0;
    while (leaves > 0) {
      const price = side === 0 ? book.bestAsk : book.bestBid;
      if (side === 0 ? price > limit : price < limit) break;
      leaves = this.#matchLevel(market, account, id, side, price, leaves, prevention);
    }
    return leaves;
  }

  /** Puts an order on the book; its funds are held. */
  rest(market: SymbolMarket, account: number, id: number, side: SideCode, price: number, quantity: number): void {
    this.#emitLevel(market, side, price, market.book.insert(side, price, quantity, account, id));
  }

  /** Takes a resting order off the book and gives its hold back. */
  withdraw(market: SymbolMarket, handle: number): void {
    const { book } = market;
    const side = book.sideOf(handle);
    const price = book.priceOf(handle);
    this.#releaseHold(market, handle, side, price, book.leavesOf(handle));
    this.#emitLevel(market, side, price, book.remove(handle));
  }

  /** Takes lots off a resting order, fewer than it has, and gives their hold back; its place in the queue stays. */
  reduce(market: SymbolMarket, handle: number, quantity: number): void {
    const { book } = market;
    const side = book.sideOf(handle);
    const price = book.priceOf(handle);
    this.#releaseHold(market, handle, side, price, quantity);
    this.#emitLevel(market, side, price, book.reduce(handle, quantity));
  }

  /** A trade between two accounts off the book, from their available balances, without fees. */
  print(
    market: SymbolMarket,
    buyer: number,
    seller: number,
    takerSide: SideCode,
    price: number,
    quantity: number,
  ): boolean {
    const base = quantity * market.basePerLot;
    const quote = price * quantity * market.quotePerTickLot;
    const { ledger } = this;
    if (!ledger.canHold(buyer, market.quoteAsset, quote) || !ledger.canHold(seller, market.baseAsset, base))
      return false;
    ledger.exchange(buyer, seller, market.baseAsset, market.quoteAsset, base, quote);
    const taker = takerSide === 0 ? buyer : seller;
    const maker = takerSide === 0 ? seller : buyer;
    this.#emitTrade(market, takerSide, price, quantity, 0, 0, taker, maker);
    return true;
  }

  #placeTaking(
    market: SymbolMarket,
    account: number,
    id: number,
    side: SideCode,
    price: number,
    quantity: number,
    rests: boolean,
    prevention: PreventionCode,
  ): number {
    const leaves = this.match(market, account, id, side, price, quantity, prevention);
    this.placedLeaves = leaves + this.preventedLots;
    const stays = rests ? leaves : 0;
    const executed = quantity - this.placedLeaves;
    // Only a buyer can do better than the price he held for.
    const improvement = side === 0 ? needOf(market, side, price, executed) - this.matchedQuote : 0;
    if (improvement > 0) this.ledger.releaseAmount(account, market.quoteAsset, improvement);
    const unused = this.placedLeaves - stays;
    if (unused > 0) this.ledger.release(market, account, side, price, unused);
    if (stays === 0) return 0;
    this.rest(market, account, id, side, price, stays);
    return id;
  }

  /**
   * Trades against the orders of one price, oldest first: settles, writes and tells each trade. Returns the taker's lots left.
   * One long function on purpose: it is a quarter of all work, and each call that the engine does not fold in costs it all it knows
   * of the arrays.
   */
  #matchLevel(
    market: SymbolMarket,
    taker: number,
    takerId: number,
    side: SideCode,
    price: number,
    quantity: number,
    prevention: PreventionCode,
  ): number {
    const { book } = market;
    const { ledger } = this;
    const isBuy = side === 0;
    const takerPpm = ledger.takerPpm(taker);
    // Results of arithmetic are numbers to the engine; parameters may be anything, and would be looked at again for each trade.
    const own = taker | 0;
    let leaves = +quantity;
    /** Lots left at the level; -1 while nothing there has changed. */
    let left = -1;
    let handle = book.front(price);
    while (handle !== 0 && leaves > 0) {
      const maker = book.accountOf(handle);
      const behind = book.behind(handle);
      if (prevention !== 0 && ledger.sameOwner(own, maker)) {
        const prevented = preventMatch(this, this.#users, { market, taker, side, handle, leaves, prevention });
        if (prevented.left >= 0) left = prevented.left;
        this.preventedLots += prevented.lots;
        leaves -= prevented.lots;
      } else {
        const makerId = book.idOf(handle);
        const makerPpm = ledger.makerPpm(maker);
        const resting = book.leavesOf(handle);
        const traded = leaves < resting ? leaves : resting;
        ledger.settle(
          market,
          isBuy ? own : maker,
          isBuy ? maker : own,
          price,
          traded,
          isBuy ? takerPpm : makerPpm,
          isBuy ? makerPpm : takerPpm,
        );
        this.matchedQuote += price * traded * market.quotePerTickLot;
        left = book.reduce(handle, traded);
        const tradeId = this.#emitTrade(market, side, price, traded, takerId, makerId, own, maker);
        if (ledger.isUser(own) || ledger.isUser(maker)) {
          const rest = resting - traded;
          const more = this.#tellUsers(market, side, taker, maker, makerId, price, traded, tradeId, rest);
          if (more > 0) left = book.insert((1 - side) as SideCode, price, more, maker, makerId);
        }
        if (traded === resting && !ledger.isUser(maker)) this.source?.orderGone(market.index, makerId);
        leaves -= traded;
      }
      handle = behind;
    }
    if (left >= 0) this.#emitLevel(market, (1 - side) as SideCode, price, left);
    return leaves;
  }

  /** Returns the lots that follow in the maker's place. */
  #tellUsers(
    market: SymbolMarket,
    side: SideCode,
    taker: number,
    maker: number,
    makerId: number,
    price: number,
    traded: number,
    tradeId: number,
    makerLeaves: number,
  ): number {
    const { ledger } = this;
    const quote = price * traded * market.quotePerTickLot;
    const { buyerFee, sellerFee } = ledger;
    if (ledger.isUser(taker)) {
      this.#users?.takerFilled(market, this.time, price, traded, quote, side === 0 ? buyerFee : sellerFee, tradeId);
      this.source?.userTraded(market.index, side, price, traded);
    }
    if (this.#users === undefined || !ledger.isUser(maker)) return 0;
    const fee = side === 0 ? sellerFee : buyerFee;
    return this.#users.makerFilled(market, this.time, makerId, price, traded, quote, fee, tradeId, makerLeaves);
  }

  #releaseHold(market: SymbolMarket, handle: number, side: SideCode, price: number, quantity: number): void {
    this.ledger.release(market, market.book.accountOf(handle), side, price, quantity);
  }

  /** Returns the trade's id. */
  #emitTrade(
    market: SymbolMarket,
    side: SideCode,
    price: number,
    quantity: number,
    takerId: number,
    makerId: number,
    taker: number,
    maker: number,
  ): number {
    const tradeId = market.nextTradeId++;
    market.lastPrice = price;
    market.meanPrice.record(this.time, price, quantity);
    const { index, updateId } = market;
    this.events.trade(index, this.time, side, price, quantity, tradeId, takerId, makerId, taker, maker, updateId);
    return tradeId;
  }

  /** `quantity` is what now rests at the price. */
  #emitLevel(market: SymbolMarket, side: SideCode, price: number, quantity: number): void {
    this.events.level(market.index, this.time, side, price, quantity, ++market.updateId);
  }

  checkInvariants(): void {
    for (const { book } of this.markets) book.checkInvariants();
    this.ledger.checkInvariants();
  }
}
