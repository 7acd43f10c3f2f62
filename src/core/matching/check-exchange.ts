/**
 * The exchange agrees with itself. The money (`checkMoney`): entries sum to zero, nobody owes, and every hold is what the orders
 * in the books need: in numbers, one pass over orders and balances, so that a running floor is checked every second. A market
 * (`checkMarket`): the book with its levels, and users' orders with the book they rest in. They find; the engine decides what follows.
 */
import { assert, defined } from '../assert.ts';
import { noAsk, noBid } from '../book/order-book.ts';
import type { HoldNeeds } from '../ledger/check-ledger.ts';
import { firstUserAccount, type Ledger, needOf } from '../ledger/ledger.ts';
import type { Slices } from '../snapshot/slices.ts';
import { hiddenHold } from './iceberg.ts';
import type { Matcher } from './matcher.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { holdWhileWaiting } from './trigger-desk.ts';
import type { UserDesk } from './user-desk.ts';
import { leavesOf } from './user-order.ts';

/** The parts of an exchange that must agree. */
export interface ExchangeParts {
  readonly ledger: Ledger;
  readonly matcher: Matcher;
  readonly users: UserDesk;
}

/** Everything, part by part. Throws `AssertionError` with a sentence that names what disagrees. */
export function* checkExchange(exchange: ExchangeParts): Slices<void> {
  const { matcher, users } = exchange;
  for (const market of matcher.markets) {
    market.book.checkInvariants();
    yield;
    checkUsers(exchange, market);
    yield;
  }
  checkMoney(exchange);
  yield;
  users.open.checkInvariants();
  yield;
  users.lists.open.checkInvariants(users.open);
}

/** Ledger and holds, of all accounts and assets. Throws `AssertionError`. */
export function checkMoney(exchange: ExchangeParts): void {
  exchange.ledger.checkInvariants();
  checkHolds(exchange);
}

/** One book, and the users' orders in it. Throws `AssertionError`. */
export function checkMarket(exchange: ExchangeParts, market: SymbolMarket): void {
  market.book.checkInvariants();
  checkUsers(exchange, market);
}

function checkHolds({ ledger, matcher, users }: ExchangeParts): void {
  ledger.checkHolds((needs) => {
    for (const list of users.lists.open.all()) {
      const market = defined(matcher.markets[list.symbol], `symbol ${list.symbol}`);
      needs.add(list.account, market.baseAsset, list.proceeds);
    }
    for (const market of matcher.markets) {
      addBook(market, needs);
      addWaiting(market, users, needs);
      addHidden(market, needs);
    }
  });
}

/** Each open order of a user rests as it says or waits for its trigger, and the book has no others. */
function checkUsers({ users }: ExchangeParts, market: SymbolMarket): void {
  const { book, index } = market;
  let open = 0;
  let waiting = 0;
  for (const order of users.open.all(index)) {
    if (!order.isResting) {
      if (order.status !== 'pending_new') waiting++;
      continue;
    }
    open++;
    const handle = book.find(order.orderId);
    const agrees =
      handle !== 0 &&
      book.accountOf(handle) === order.account &&
      book.sideOf(handle) === order.side &&
      book.priceOf(handle) === order.price &&
      book.leavesOf(handle) === leavesOf(order) - order.hidden;
    assert(agrees, () => `user order ${order.orderId} of ${market.instrument.name} does not agree with the book`);
  }
  const resting = countUsers(market);
  assert(open === resting, () => `${open} users' orders are open in ${market.instrument.name}, ${resting} rest`);
  assert(
    open === users.open.restingIn(index),
    () => `${open} users' orders rest in ${market.instrument.name}, counted otherwise`,
  );
  users.triggers.checkInvariants(index, waiting);
}

function addWaiting(market: SymbolMarket, { open }: UserDesk, needs: HoldNeeds): void {
  if (open.countIn(market.index) === open.restingIn(market.index)) return;
  for (const order of open.all(market.index)) {
    if (order.isResting) continue;
    const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
    needs.add(order.account, asset, holdWhileWaiting(market, order));
  }
}

function addHidden(market: SymbolMarket, needs: HoldNeeds): void {
  for (const order of market.icebergs.values()) {
    needs.add(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset, hiddenHold(market, order));
  }
}

function addBook(market: SymbolMarket, needs: HoldNeeds): void {
  const { book, quoteAsset, baseAsset } = market;
  eachOrder(market, (handle, price) => {
    const side = book.sideOf(handle);
    const need = needOf(market, side, price, book.leavesOf(handle));
    needs.add(book.accountOf(handle), side === 0 ? quoteAsset : baseAsset, need);
  });
}

function countUsers(market: SymbolMarket): number {
  const { book } = market;
  let users = 0;
  eachOrder(market, (handle) => {
    if (book.accountOf(handle) >= firstUserAccount) users++;
  });
  return users;
}

function eachOrder({ book }: SymbolMarket, visit: (handle: number, price: number) => void): void {
  const level = (price: number) => {
    for (let handle = book.front(price); handle !== 0; handle = book.behind(handle)) visit(handle, price);
  };
  for (let price = book.bestBid; price !== noBid; price = book.bidBelow(price)) level(price);
  for (let price = book.bestAsk; price !== noAsk; price = book.askAbove(price)) level(price);
}
