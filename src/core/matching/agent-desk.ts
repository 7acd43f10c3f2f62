/**
 * The background market's door to the exchange (MarketAccess): the same loop, book and ledger as everybody's, in plain
 * numbers. Its orders have no client ids, no fees and no filters beyond what keeps numbers exact, but trade inside the symbol's
 * price range like everybody's; a source that asks for something impossible (an unknown symbol, another's order) is a bug, not
 * a refusal.
 */
import { assert, defined } from '../assert.ts';
import { noAsk, type SideCode } from '../book/order-book.ts';
import { firstUserAccount, type Ledger, outsideAccount } from '../ledger/ledger.ts';
import type { MarketAccess } from '../market-source.ts';
import type { AccountEvents } from './account-events.ts';
import type { Matcher } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import { limitInside, meetsOutside, priceRangeOf } from './price-range.ts';
import { preventNone } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';

/** Behind outside and house. */
const firstAgent = 2;

export class AgentDesk implements MarketAccess {
  nextAgent = firstAgent;
  declare private readonly matcher: Matcher;
  declare private readonly ledger: Ledger;
  declare private readonly open: OpenOrders;
  declare private readonly events: AccountEvents;

  constructor(matcher: Matcher, open: OpenOrders, events: AccountEvents) {
    this.matcher = matcher;
    this.ledger = matcher.ledger;
    this.open = open;
    this.events = events;
  }

  openAgent(): number {
    assert(this.nextAgent < firstUserAccount, 'too many background accounts');
    this.ledger.open(this.nextAgent, 0, 0);
    return this.nextAgent++;
  }

  fund(account: number, asset: number, amount: number): void {
    assert(account !== outsideAccount && Number.isSafeInteger(amount), () => `can't fund ${account} with ${amount}`);
    assert(this.ledger.fund(account, asset, BigInt(amount)), () => `account ${account} can't give ${-amount}`);
  }

  available(account: number, asset: number): number {
    return this.ledger.availableUpTo(account, asset);
  }

  limit(time: number, symbol: number, account: number, side: SideCode, price: number, quantity: number): number {
    const market = this.#market(symbol);
    checkOrder(price, quantity);
    if (market.status !== 'trading') return -1;
    this.matcher.time = time;
    const id = this.#place(market, account, side, price, quantity, true);
    this.events.flush(time);
    return id;
  }

  take(time: number, symbol: number, account: number, side: SideCode, price: number, quantity: number): number {
    const market = this.#market(symbol);
    checkOrder(price, quantity);
    if (market.status !== 'trading') return -1;
    this.matcher.time = time;
    const id = this.#place(market, account, side, price, quantity, false);
    this.events.flush(time);
    return id === -1 ? -1 : quantity - this.matcher.placedLeaves;
  }

  cancel(time: number, symbol: number, orderId: number): boolean {
    const market = this.#market(symbol);
    const handle = market.book.find(orderId);
    if (handle === 0) return false;
    checkOwner(market, handle);
    this.matcher.time = time;
    this.matcher.withdraw(market, handle);
    return true;
  }

  reduce(time: number, symbol: number, orderId: number, quantity: number): boolean {
    const market = this.#market(symbol);
    const handle = market.book.find(orderId);
    if (handle === 0 || market.book.leavesOf(handle) <= quantity) return false;
    assert(Number.isSafeInteger(quantity) && quantity > 0, () => `can't take ${quantity} lots off`);
    checkOwner(market, handle);
    this.matcher.time = time;
    this.matcher.reduce(market, handle, quantity);
    return true;
  }

  print(
    time: number,
    symbol: number,
    buyer: number,
    seller: number,
    takerSide: SideCode,
    price: number,
    quantity: number,
  ): void {
    checkOrder(price, quantity);
    assert(this.isOpen(symbol), () => `symbol ${symbol} is closed`);
    assert(buyer < firstUserAccount && seller < firstUserAccount, 'only background accounts trade off the book');
    this.matcher.time = time;
    const done = this.matcher.print(this.#market(symbol), buyer, seller, takerSide, price, quantity);
    assert(done, () => `accounts ${buyer} and ${seller} can't pay for a print of ${quantity} lots at ${price}`);
  }

  isOpen(symbol: number): boolean {
    return this.#market(symbol).status === 'trading';
  }

  bestBid(symbol: number): number {
    return this.#market(symbol).book.bestBid;
  }

  bestAsk(symbol: number): number {
    const price = this.#market(symbol).book.bestAsk;
    return price === noAsk ? -1 : price;
  }

  levelQuantity(symbol: number, side: SideCode, price: number): number {
    return this.#market(symbol).book.quantityAt(side, price);
  }

  nextLevel(symbol: number, side: SideCode, price: number): number {
    const { book } = this.#market(symbol);
    if (side === 0) return book.bidBelow(price);
    const above = book.askAbove(price);
    return above === noAsk ? -1 : above;
  }

  firstOrderAt(symbol: number, side: SideCode, price: number): number {
    const { book } = this.#market(symbol);
    if (book.quantityAt(side, price) === 0) return 0;
    return book.idOf(book.front(price));
  }

  orderBehind(symbol: number, orderId: number): number {
    const { book } = this.#market(symbol);
    const handle = book.find(orderId);
    const behind = handle === 0 ? 0 : book.behind(handle);
    return behind === 0 ? 0 : book.idOf(behind);
  }

  orderOwner(symbol: number, orderId: number): number {
    const { book } = this.#market(symbol);
    return book.accountOf(this.#handle(symbol, orderId));
  }

  orderLeaves(symbol: number, orderId: number): number {
    const { book } = this.#market(symbol);
    const handle = book.find(orderId);
    return handle === 0 ? 0 : book.leavesOf(handle);
  }

  orderPrice(symbol: number, orderId: number): number {
    return this.#market(symbol).book.priceOf(this.#handle(symbol, orderId));
  }

  orderSide(symbol: number, orderId: number): SideCode {
    return this.#market(symbol).book.sideOf(this.#handle(symbol, orderId));
  }

  userOrders(symbol: number): number {
    return this.open.restingIn(symbol);
  }

  bestUserPrice(symbol: number, side: SideCode): number {
    return this.open.bestPrice(symbol, side);
  }

  #place(market: SymbolMarket, account: number, side: SideCode, price: number, lots: number, rests: boolean): number {
    if (market.instrument.priceRange !== undefined) {
      return this.#placeInside(market, account, side, price, lots, rests);
    }
    return this.matcher.place(market, account, side, price, lots, rests, preventNone);
  }

  /** What would trade outside the price range ends unexecuted instead, whether it was to rest or not. */
  #placeInside(
    market: SymbolMarket,
    account: number,
    side: SideCode,
    price: number,
    lots: number,
    rests: boolean,
  ): number {
    const matcher = this.matcher;
    const range = priceRangeOf(market, side, matcher.time);
    matcher.placedLeaves = lots;
    if (meetsOutside(range, market.book, side, price)) return 0;
    const inside = limitInside(range, side, price);
    if (inside === price) return matcher.place(market, account, side, price, lots, rests, preventNone);
    const id = matcher.place(market, account, side, inside, lots, false, preventNone);
    const leaves = matcher.placedLeaves;
    if (id === -1 || leaves === 0 || !rests || meetsOutside(range, market.book, side, price)) return id;
    return matcher.place(market, account, side, price, leaves, true, preventNone);
  }

  #market(symbol: number): SymbolMarket {
    return defined(this.matcher.markets[symbol], `symbol ${symbol}`);
  }

  #handle(symbol: number, orderId: number): number {
    const handle = this.#market(symbol).book.find(orderId);
    assert(handle !== 0, () => `order ${orderId} of symbol ${symbol} is not resting`);
    return handle;
  }
}

function checkOwner(market: SymbolMarket, handle: number): void {
  const { book } = market;
  assert(
    book.accountOf(handle) < firstUserAccount,
    () => `order ${book.idOf(handle)} of ${market.instrument.name} is a user's`,
  );
}

function checkOrder(price: number, quantity: number): void {
  assert(Number.isInteger(price) && price > 0 && price < noAsk, () => `price ${price} is not 1 to 2^31 - 2 ticks`);
  assert(Number.isSafeInteger(quantity) && quantity > 0, () => `quantity ${quantity} is not a positive number of lots`);
}
