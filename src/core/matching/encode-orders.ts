/**
 * Users' open orders in a snapshot: account by account, each one's in the order they came. What most orders do not have, or
 * have like most others, is not written: a word of bits in front says what is there. So an ordinary limit order takes some
 * twenty bytes and its client id, where every field written out took two hundred.
 */
import { defined } from '../assert.ts';
import type { SideCode } from '../book/order-book.ts';
import { selfTradePreventions } from '../instruments/definition.ts';
import type { OrderKind, OrderStatus } from '../messages/account-event.ts';
import type { Peg, TimeInForce } from '../messages/command.ts';
import { type ByteReader, type ByteWriter, named } from '../snapshot/bytes.ts';
import { type Slices, sliceSize } from '../snapshot/slices.ts';
import { restoreHidden } from './iceberg.ts';
import type { SymbolMarket } from './symbol-market.ts';
import type { TriggerDesk } from './trigger-desk.ts';
import { ordinary, type UncommonFields } from './uncommon-fields.ts';
import type { UserDesk } from './user-desk.ts';
import { UserOrder } from './user-order.ts';

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

/** The word: bit 0 side, then places of kind (3 bits), time in force (2), status (2) and self-trade prevention (3). */
const kindAt = 1;
const timeInForceAt = 4;
const statusAt = 6;
const preventionAt = 8;
/** Its other bits say that a part follows. */
const hasList = 1 << 11;
const hasStrategyId = 1 << 12;
const hasStrategyType = 1 << 13;
const hasProgress = 1 << 14;
const hasPreventedMatch = 1 << 15;
const hasTrigger = 1 << 16;
const hasHold = 1 << 17;
const hasAmends = 1 << 18;
const hasIceberg = 1 << 19;
const hasPeg = 1 << 20;
const hasPegLevels = 1 << 21;
/** The price ordered is another than that at which it works. */
const hasOrderedPrice = 1 << 22;
/** It went live, or was changed, at another moment than it was placed. */
const hasWorkingAt = 1 << 23;
const hasUpdatedAt = 1 << 24;
/** Those that an ordinary order has none of when it is placed. */
const uncommonParts =
  hasList |
  hasOrderedPrice |
  hasPeg |
  hasIceberg |
  hasTrigger |
  hasHold |
  hasWorkingAt |
  hasStrategyId |
  hasStrategyType;

export function* encodeOpenOrders(out: ByteWriter, { open, triggers }: UserDesk): Slices<void> {
  const accounts = open.accounts();
  let written = 0;
  out.uint(accounts.length);
  for (const account of accounts) {
    const orders = open.ofAccount(account);
    out.uint(account);
    out.uint(orders.length);
    for (const order of orders) {
      encodeUserOrder(out, order, triggers);
      if (++written % sliceSize === 0) yield;
    }
  }
}

/** Into a new desk; the books are there. */
export function decodeOpenOrders(
  input: ByteReader,
  { open, triggers }: UserDesk,
  markets: readonly SymbolMarket[],
): void {
  const accounts = input.uint();
  for (let i = 0; i < accounts; i++) {
    const account = input.uint();
    const orders = input.uint();
    for (let j = 0; j < orders; j++) {
      const order = decodeUserOrder(input, account);
      open.add(order);
      if (isWaiting(order)) triggers.wait(order, input.uint());
      else if (order.workingAt !== 0) {
        open.rest(order);
        if (order.hidden > 0) restoreHidden(defined(markets[order.symbol], `symbol ${order.symbol}`), order);
      }
    }
  }
}

/** Open orders only: they have a quantity in lots, and no reason of expiry. */
function encodeUserOrder(out: ByteWriter, order: UserOrder, triggers: TriggerDesk): void {
  const parts = partsOf(order);
  out.u32(
    parts |
      order.side |
      (kinds.indexOf(order.kind) << kindAt) |
      (timesInForce.indexOf(order.timeInForce) << timeInForceAt) |
      (statuses.indexOf(order.status) << statusAt) |
      (selfTradePreventions.indexOf(order.selfTradePrevention) << preventionAt),
  );
  out.uint(order.orderId);
  out.uint(order.symbol);
  out.text(order.clientOrderId);
  out.uint(order.price);
  out.uint(order.quantity);
  out.f64(order.createdAt);
  if (parts !== 0) encodeParts(out, order, parts);
  if (isWaiting(order)) out.uint(triggers.extremeOf(order));
}

function partsOf(order: UserOrder): number {
  const { peg, createdAt } = order;
  let parts = 0;
  if (order.orderListId !== 0) parts |= hasList;
  if (order.strategyId !== undefined) parts |= hasStrategyId;
  if (order.strategyType !== undefined) parts |= hasStrategyType;
  if (order.executed !== 0 || order.prevented !== 0) parts |= hasProgress;
  if (order.preventedMatchId !== undefined) parts |= hasPreventedMatch;
  if (order.stopPrice !== 0 || order.trailingDelta !== 0) parts |= hasTrigger;
  if (order.holdPrice !== 0 || order.holdShared !== 0) parts |= hasHold;
  if (order.amends !== 0) parts |= hasAmends;
  if (order.icebergQuantity !== 0) parts |= hasIceberg;
  if (peg !== undefined) parts |= peg.levels === undefined ? hasPeg : hasPeg | hasPegLevels;
  if (order.orderedPrice !== order.price) parts |= hasOrderedPrice;
  if (order.workingAt !== createdAt) parts |= hasWorkingAt;
  if (order.updatedAt !== createdAt) parts |= hasUpdatedAt;
  return parts;
}

function encodeParts(out: ByteWriter, order: UserOrder, parts: number): void {
  if (parts & hasList) out.uint(order.orderListId);
  if (parts & hasOrderedPrice) out.uint(order.orderedPrice);
  if (order.peg !== undefined) {
    out.u8(pegSides.indexOf(order.peg.to));
    if (order.peg.levels !== undefined) out.uint(order.peg.levels);
  }
  if (parts & hasIceberg) {
    out.uint(order.icebergQuantity);
    out.uint(order.hidden);
  }
  if (parts & hasTrigger) {
    out.uint(order.stopPrice);
    out.uint(order.trailingDelta);
    out.f64(order.trailingSince);
  }
  if (parts & hasHold) {
    out.uint(order.holdPrice);
    out.uint(order.holdShared);
  }
  if (parts & hasWorkingAt) out.f64(order.workingAt);
  if (order.strategyId !== undefined) out.f64(order.strategyId);
  if (order.strategyType !== undefined) out.f64(order.strategyType);
  if (parts & hasProgress) {
    out.uint(order.executed);
    out.uint(order.cumulativeQuote);
    out.uint(order.prevented);
  }
  if (order.preventedMatchId !== undefined) out.uint(order.preventedMatchId);
  if (parts & hasAmends) out.uint(order.amends);
  if (parts & hasUpdatedAt) out.f64(order.updatedAt);
}

/** Fields are read in the order in which `encodeParts` writes them. */
function decodeUserOrder(input: ByteReader, account: number): UserOrder {
  const word = input.u32();
  const orderId = input.uint();
  const symbol = input.uint();
  const clientOrderId = input.text();
  const price = input.uint();
  const quantity = input.uint();
  const createdAt = input.f64();
  const uncommon = word & uncommonParts ? decodeUncommon(input, word, price) : undefined;
  const executed = word & hasProgress ? input.uint() : 0;
  const cumulativeQuote = word & hasProgress ? input.uint() : 0;
  const prevented = word & hasProgress ? input.uint() : 0;
  const preventedMatchId = word & hasPreventedMatch ? input.uint() : undefined;
  const amends = word & hasAmends ? input.uint() : 0;
  const updatedAt = word & hasUpdatedAt ? input.f64() : createdAt;
  const order = new UserOrder(
    {
      orderId,
      account,
      symbol,
      clientOrderId,
      side: (word & 1) as SideCode,
      kind: named(kinds, (word >> kindAt) & 7),
      timeInForce: named(timesInForce, (word >> timeInForceAt) & 3),
      price,
      quantity,
      selfTradePrevention: named(selfTradePreventions, (word >> preventionAt) & 7),
      status: named(statuses, (word >> statusAt) & 3),
      executed,
      cumulativeQuote,
      createdAt,
      updatedAt,
    },
    uncommon,
  );
  if (prevented !== 0) order.prevented = prevented;
  if (preventedMatchId !== undefined) order.preventedMatchId = preventedMatchId;
  if (amends !== 0) order.amends = amends;
  return order;
}

function decodeUncommon(input: ByteReader, word: number, price: number): UncommonFields {
  return {
    ...ordinary,
    orderListId: word & hasList ? input.uint() : 0,
    orderedPrice: word & hasOrderedPrice ? input.uint() : price,
    peg: word & hasPeg ? decodePeg(input, (word & hasPegLevels) !== 0) : undefined,
    icebergQuantity: word & hasIceberg ? input.uint() : 0,
    hidden: word & hasIceberg ? input.uint() : 0,
    stopPrice: word & hasTrigger ? input.uint() : 0,
    trailingDelta: word & hasTrigger ? input.uint() : 0,
    trailingSince: word & hasTrigger ? input.f64() : 0,
    holdPrice: word & hasHold ? input.uint() : 0,
    holdShared: word & hasHold ? input.uint() : 0,
    workingAt: word & hasWorkingAt ? input.f64() : undefined,
    strategyId: word & hasStrategyId ? input.f64() : undefined,
    strategyType: word & hasStrategyType ? input.f64() : undefined,
  };
}

function decodePeg(input: ByteReader, hasLevels: boolean): Peg {
  const to = named(pegSides, input.u8());
  return hasLevels ? { to, levels: input.uint() } : { to };
}

/** Outside the book, and not pending. */
function isWaiting(order: UserOrder): boolean {
  return order.workingAt === 0 && order.status !== 'pending_new';
}
