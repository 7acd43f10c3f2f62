/**
 * Every question about a new order list, asked before anything moves, so that its orders are placed all or none.
 *
 * Order of the questions: account, shape, client ids, relation of the prices, each order for itself, numbers, balance. A
 * pending order is asked for its filters now, and again with the book when it enters. Funds are held from the start: for a
 * pair once, as much as the dearer leg needs; for what a working order pays, nothing.
 */
import { defined } from '../assert.ts';
import type { PlaceOrder, PlaceOrderList } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import { exactLimit } from '../units/arithmetic.ts';
import { refuseAlgoOrders, refuseIcebergOrders, refuseOrderLists, refuseOrders } from './filters/number-filters.ts';
import { refusePosition } from './filters/position-filter.ts';
import { refuseListShape, refusePairPrices } from './list-shape.ts';
import type { Matcher } from './matcher.ts';
import type { OpenLists } from './open-lists.ts';
import type { OpenOrders } from './open-orders.ts';
import { hasPair, hasWorkingOrder } from './order-list.ts';
import { planOrder } from './order-plan.ts';
import { type MemberPlan, planPending } from './pending-plan.ts';
import { refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { isConditionalKind } from './user-order.ts';

export interface ListPlan {
  readonly market: SymbolMarket;
  readonly members: readonly MemberPlan[];
}

export interface ListSurroundings {
  readonly matcher: Matcher;
  readonly orders: OpenOrders;
  readonly lists: OpenLists;
}

export function planOrderList(
  surroundings: ListSurroundings,
  time: number,
  command: PlaceOrderList,
): { readonly ok: true; readonly value: ListPlan } | { readonly ok: false; readonly rejection: Rejection } {
  const { matcher } = surroundings;
  const market = defined(matcher.markets[command.symbol], `symbol ${command.symbol}`);
  const refusal =
    (matcher.ledger.has(command.account) ? undefined : ({ reason: 'unknown_account' } as const)) ??
    refuseListShape(command) ??
    refuseIds(surroundings, command) ??
    refuseRelation(market, command);
  if (refusal) return refused(refusal);
  const members: MemberPlan[] = [];
  for (const [rank, order] of command.orders.entries()) {
    const isPending = hasWorkingOrder(command.kind) && rank > 0;
    const member = isPending ? planPending(market, time, command, order) : planDirect(surroundings, time, order);
    if ('reason' in member) return refused(member);
    members.push(member);
  }
  const shared = hasPair(command.kind) ? shareHold(members) : members;
  const last =
    refuseCounts(surroundings, market, command) ??
    refuseBought(surroundings, market, command) ??
    refuseBalance(surroundings, command.account, shared);
  return last ? refused(last) : { ok: true, value: { market, members: shared } };
}

function refuseIds({ orders, lists }: ListSurroundings, command: PlaceOrderList): Rejection | undefined {
  const { account, listClientOrderId } = command;
  if (lists.byClientId(account, listClientOrderId)) return { reason: 'duplicate_list_client_order_id' };
  const ids = new Set(command.orders.map(({ clientOrderId }) => clientOrderId));
  const isTaken = [...ids].some((id) => orders.byClientId(account, id) !== undefined);
  return isTaken || ids.size < command.orders.length ? { reason: 'duplicate_client_order_id' } : undefined;
}

/** A pending pair has the last price between its legs when it enters, not yet now. */
function refuseRelation(market: SymbolMarket, { kind, orders }: PlaceOrderList): Rejection | undefined {
  if (!hasPair(kind)) return undefined;
  const [stop, other] = orders.slice(-2);
  const lastPrice = hasWorkingOrder(kind) ? 0 : market.lastPrice;
  return refusePairPrices(defined(stop, 'the stop-loss'), defined(other, 'the other leg'), lastPrice);
}

function planDirect({ matcher, orders }: ListSurroundings, time: number, command: PlaceOrder): MemberPlan | Rejection {
  const planned = planOrder(matcher, orders, time, command);
  if (!planned.ok) return planned.rejection;
  const { frame, hold, holdPrice } = planned.value;
  return { command, plan: planned.value, asset: frame.asset, holdPrice, hold, shared: 0 };
}

/** The last two are a pair: the stop-loss holds only what it needs beyond the other leg. */
function shareHold(members: readonly MemberPlan[]): MemberPlan[] {
  const at = members.length - 2;
  const otherHold = members[at + 1]?.hold ?? 0;
  return members.map((member, rank) => {
    if (rank !== at) return member;
    const shared = Math.min(member.hold, otherHold);
    return { ...member, hold: member.hold - shared, shared };
  });
}

function refuseCounts(
  { orders, lists }: ListSurroundings,
  market: SymbolMarket,
  command: PlaceOrderList,
): Rejection | undefined {
  const { account, symbol } = command;
  const algos = command.orders.filter(({ terms }) => 'trigger' in terms && isConditionalKind(terms.kind)).length;
  const icebergs = command.orders.filter(
    ({ terms }) => 'icebergQuantity' in terms && terms.icebergQuantity !== undefined,
  ).length;
  return (
    refuseOrders(market, orders.countOf(account, symbol), orders.countOnFloor(account), command.orders.length) ??
    (algos === 0
      ? undefined
      : refuseAlgoOrders(market, orders.algoCountOf(account, symbol), orders.algoCountOf(account), algos)) ??
    (icebergs === 0
      ? undefined
      : refuseIcebergOrders(
          market,
          orders.icebergCountOf(account, symbol),
          orders.icebergCountOf(account),
          icebergs,
        )) ??
    refuseOrderLists(market, lists.countOf(account, symbol), lists.countOnFloor(account))
  );
}

/** MAX_POSITION counts every open buy order: of a pair both legs, and those that are pending. */
function refuseBought(
  { matcher, orders }: ListSurroundings,
  market: SymbolMarket,
  command: PlaceOrderList,
): Rejection | undefined {
  const bought = command.orders.reduce(
    (lots, { side, terms }) => (side === 'buy' && 'quantity' in terms ? lots + terms.quantity : lots),
    0,
  );
  return bought === 0 ? undefined : refusePosition(matcher, orders, market, command.account, bought);
}

function refuseBalance(
  { matcher }: ListSurroundings,
  account: number,
  members: readonly MemberPlan[],
): Rejection | undefined {
  const totals = new Map<number, number>();
  for (const { asset, hold } of members) totals.set(asset, (totals.get(asset) ?? 0) + hold);
  for (const [asset, total] of totals) {
    const isCovered = total < exactLimit && matcher.ledger.canHold(account, asset, total);
    if (!isCovered) return { reason: 'insufficient_balance' };
  }
  return undefined;
}
