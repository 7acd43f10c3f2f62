/**
 * Books and users' orders in a snapshot. Canonical: a book is its orders in priority, bids best to worst then asks, so that
 * the bytes do not depend on slots, pages or hash tables; a user's open orders stand in the order they came.
 */
import { defined } from '../assert.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from '../book/order-book.ts';
import { selfTradePreventions } from '../instruments/definition.ts';
import type { OrderKind, OrderStatus } from '../messages/account-event.ts';
import type { Peg, TimeInForce } from '../messages/command.ts';
import { symbolStatuses } from '../messages/symbol-status.ts';
import { type ByteReader, type ByteWriter, SnapshotError } from '../snapshot/bytes.ts';
import { restoreHidden } from './iceberg.ts';
import type { SymbolMarket } from './symbol-market.ts';
import type { TriggerDesk } from './trigger-desk.ts';
import type { UserDesk } from './user-desk.ts';
import type { UserOrder } from './user-order.ts';

/** Positions are part of the format: add at the end only. */
const kinds: readonly OrderKind[] = [
  'limit',
  'limit_maker',
  'market',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
];
const timesInForce: readonly TimeInForce[] = ['gtc', 'ioc', 'fok'];
const pegSides: readonly Peg['to'][] = ['primary', 'market'];
const statuses: readonly OrderStatus[] = ['new', 'partially_filled', 'pending_new'];

export function encodeMarket(out: ByteWriter, market: SymbolMarket): void {
  out.f64(market.nextOrderId);
  out.f64(market.nextTradeId);
  out.f64(market.nextPreventedMatchId);
  out.f64(market.updateId);
  out.f64(market.lastPrice);
  out.u8(symbolStatuses.indexOf(market.status));
  market.meanPrice.encode(out);
  out.u32(market.book.size);
  for (let price = market.book.bestBid; price !== noBid; price = market.book.bidBelow(price)) {
    encodeLevel(out, market.book, price);
  }
  for (let price = market.book.bestAsk; price !== noAsk; price = market.book.askAbove(price)) {
    encodeLevel(out, market.book, price);
  }
}

/** Into a new market. */
export function decodeMarket(input: ByteReader, market: SymbolMarket): void {
  market.nextOrderId = input.f64();
  market.nextTradeId = input.f64();
  market.nextPreventedMatchId = input.f64();
  market.updateId = input.f64();
  market.lastPrice = input.f64();
  market.status = named(symbolStatuses, input.u8());
  market.meanPrice.decode(input);
  const count = input.u32();
  for (let i = 0; i < count; i++) {
    const id = input.f64();
    const side = input.u8() as SideCode;
    const price = input.i32();
    const leaves = input.f64();
    market.book.insert(side, price, leaves, input.u32(), id);
  }
}

export function encodeOpenOrders(out: ByteWriter, { open, triggers }: UserDesk): void {
  const accounts = open.accounts();
  out.u32(accounts.length);
  for (const account of accounts) {
    const orders = open.ofAccount(account);
    out.u32(orders.length);
    for (const order of orders) encodeUserOrder(out, order, triggers);
  }
}

/** Into a new desk; the books are there. */
export function decodeOpenOrders(
  input: ByteReader,
  { open, triggers }: UserDesk,
  markets: readonly SymbolMarket[],
): void {
  const accounts = input.u32();
  for (let i = 0; i < accounts; i++) {
    const orders = input.u32();
    for (let j = 0; j < orders; j++) {
      const order = decodeUserOrder(input);
      open.add(order);
      if (isWaiting(order)) triggers.wait(order, input.i32());
      else if (order.workingAt !== 0) {
        open.rest(order);
        restoreHidden(defined(markets[order.symbol], `symbol ${order.symbol}`), order);
      }
    }
  }
}

function encodeLevel(out: ByteWriter, book: OrderBook, price: number): void {
  for (let handle = book.front(price); handle !== 0; handle = book.behind(handle)) {
    out.f64(book.idOf(handle));
    out.u8(book.sideOf(handle));
    out.i32(price);
    out.f64(book.leavesOf(handle));
    out.u32(book.accountOf(handle));
  }
}

/** Open orders only: they have a quantity in lots, and no reason of expiry. */
function encodeUserOrder(out: ByteWriter, order: UserOrder, triggers: TriggerDesk): void {
  out.f64(order.orderId);
  out.f64(order.orderListId);
  out.u32(order.account);
  out.u32(order.symbol);
  out.text(order.clientOrderId);
  out.u8(order.side);
  out.u8(kinds.indexOf(order.kind));
  out.u8(timesInForce.indexOf(order.timeInForce));
  out.i32(order.price);
  out.f64(order.quantity);
  out.u8(selfTradePreventions.indexOf(order.selfTradePrevention));
  writeOptional(out, order.strategyId);
  writeOptional(out, order.strategyType);
  out.u8(statuses.indexOf(order.status));
  out.f64(order.executed);
  out.f64(order.cumulativeQuote);
  out.f64(order.prevented);
  writeOptional(out, order.preventedMatchId);
  out.f64(order.createdAt);
  out.f64(order.updatedAt);
  out.i32(order.stopPrice);
  out.u32(order.trailingDelta);
  out.f64(order.trailingSince);
  out.f64(order.holdPrice);
  out.f64(order.holdShared);
  out.f64(order.workingAt);
  out.u32(order.amends);
  out.f64(order.icebergQuantity);
  out.f64(order.hidden);
  out.i32(order.orderedPrice);
  out.u8(order.peg === undefined ? 0 : pegSides.indexOf(order.peg.to) + 1);
  if (order.peg !== undefined) writeOptional(out, order.peg.levels);
  if (isWaiting(order)) out.i32(triggers.extremeOf(order));
}

function decodeUserOrder(input: ByteReader): UserOrder {
  return {
    orderId: input.f64(),
    orderListId: input.f64(),
    account: input.u32(),
    symbol: input.u32(),
    clientOrderId: input.text(),
    side: input.u8() as SideCode,
    kind: named(kinds, input.u8()),
    timeInForce: named(timesInForce, input.u8()),
    price: input.i32(),
    quantity: input.f64(),
    quoteAmount: 0n,
    selfTradePrevention: named(selfTradePreventions, input.u8()),
    strategyId: readOptional(input),
    strategyType: readOptional(input),
    status: named(statuses, input.u8()),
    expiryReason: undefined,
    executed: input.f64(),
    cumulativeQuote: input.f64(),
    prevented: input.f64(),
    preventedMatchId: readOptional(input),
    createdAt: input.f64(),
    updatedAt: input.f64(),
    stopPrice: input.i32(),
    trailingDelta: input.u32(),
    trailingSince: input.f64(),
    holdPrice: input.f64(),
    holdShared: input.f64(),
    workingAt: input.f64(),
    amends: input.u32(),
    icebergQuantity: input.f64(),
    hidden: input.f64(),
    orderedPrice: input.i32(),
    peg: decodePeg(input),
    isResting: false,
  };
}

/** Outside the book, and not pending. */
function isWaiting(order: UserOrder): boolean {
  return order.workingAt === 0 && order.status !== 'pending_new';
}

function decodePeg(input: ByteReader): Peg | undefined {
  const code = input.u8();
  if (code === 0) return undefined;
  const to = named(pegSides, code - 1);
  const levels = readOptional(input);
  return levels === undefined ? { to } : { to, levels };
}

export function named<T>(names: readonly T[], code: number): T {
  if (code >= names.length) throw new SnapshotError(`expected a code below ${names.length}, found ${code}`);
  return defined(names[code], `code ${code}`);
}

function writeOptional(out: ByteWriter, value: number | undefined): void {
  out.u8(value === undefined ? 0 : 1);
  if (value !== undefined) out.f64(value);
}

function readOptional(input: ByteReader): number | undefined {
  return input.u8() === 0 ? undefined : input.f64();
}
