/**
 * Questions about the past, answered from the projections in PostgreSQL. Each query first waits until the projections have
 * reached everything of its account that was acknowledged before it was asked (read your writes), at most a second, then fails.
 */
import type { MovementKind, OrderListState, OrderState, PreventedMatch } from '../core/messages/account-event.ts';
import type { AccountId, AssetIndex, OrderId, OrderListId, SymbolIndex, TimestampUs } from '../core/units/brand.ts';

export interface HistoryRange {
  /** This id and later, ascending. */
  readonly fromId?: number;
  readonly startTime?: TimestampUs;
  readonly endTime?: TimestampUs;
  /** 1 to 1000. Without fromId and startTime: the latest ones. Always returned oldest first. */
  readonly limit: number;
}

/** A user's share of a trade. Ticks, lots, smallest units. */
export interface AccountTrade {
  readonly tradeId: number;
  readonly orderId: OrderId;
  /** Of the order's list; undefined when it is in none. */
  readonly orderListId: OrderListId | undefined;
  readonly symbol: SymbolIndex;
  readonly price: number;
  readonly quantity: number;
  readonly quoteAmount: bigint;
  readonly commission: bigint;
  readonly commissionAsset: number;
  readonly time: TimestampUs;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
}

/** Paper money that came or left other than by a trade. Smallest units, negative when it left. */
export interface AccountMovement {
  readonly movementId: number;
  readonly kind: MovementKind;
  readonly asset: AssetIndex;
  readonly amount: bigint;
  /** The other account of a transfer. */
  readonly counterparty: AccountId | undefined;
  readonly time: TimestampUs;
}

export interface MovementRange extends HistoryRange {
  readonly kinds?: readonly MovementKind[];
  readonly asset?: AssetIndex;
  /** What came, or what left. */
  readonly direction?: 'in' | 'out';
}

/** One lowering of an order's quantity. */
export interface OrderAmendment {
  /** The execution id. */
  readonly eventId: number;
  readonly orderId: OrderId;
  readonly previousClientOrderId: string;
  readonly clientOrderId: string;
  readonly previousQuantity: number;
  readonly quantity: number;
  readonly time: TimestampUs;
}

/** A match that self-trade prevention prevented. Ticks and lots. */
export interface PreventedMatchRecord
  extends Pick<
    PreventedMatch,
    | 'preventedMatchId'
    | 'takerAccount'
    | 'takerOrderId'
    | 'makerAccount'
    | 'makerOrderId'
    | 'tradeGroup'
    | 'mode'
    | 'price'
    | 'takerPrevented'
    | 'makerPrevented'
  > {
  readonly symbol: SymbolIndex;
  readonly time: TimestampUs;
}

/** One match, or those that one order was in, on either side, from an id on. */
export type PreventedMatchRange =
  | { readonly preventedMatchId: number }
  | { readonly orderId: OrderId; readonly fromId: number; readonly limit: number };

/** Since when unfilled orders are counted, wall microseconds, and what an order's first fill takes off again. */
export interface CountedWindows {
  readonly tenSecondsFromUs: number;
  readonly dayFromUs: number;
  readonly takerFill: number;
  readonly makerFill: number;
}

/** Unfilled orders by account as they are counted after an account event; accounts that placed none are left out. */
export interface StoredOrderCounts {
  readonly eventId: number;
  readonly counts: readonly { readonly account: number; readonly tenSeconds: number; readonly day: number }[];
}

export interface HistoryReader {
  order(account: AccountId, symbol: SymbolIndex, orderId: OrderId): Promise<OrderState | undefined>;
  /** The newest order with this client id. */
  orderByClientId(account: AccountId, symbol: SymbolIndex, clientOrderId: string): Promise<OrderState | undefined>;
  orders(account: AccountId, symbol: SymbolIndex, range: HistoryRange): Promise<OrderState[]>;
  /** Of one order, oldest first; `fromId` is an execution id. */
  amendments(
    account: AccountId,
    symbol: SymbolIndex,
    orderId: OrderId,
    range: Pick<HistoryRange, 'fromId' | 'limit'>,
  ): Promise<OrderAmendment[]>;
  orderList(account: AccountId, orderListId: OrderListId): Promise<OrderListState | undefined>;
  /** The newest list with this client id. */
  orderListByClientId(account: AccountId, listClientOrderId: string): Promise<OrderListState | undefined>;
  /** Of all symbols; ids are lists' ids. */
  orderLists(account: AccountId, range: HistoryRange): Promise<OrderListState[]>;
  trades(
    account: AccountId,
    symbol: SymbolIndex,
    range: HistoryRange & { readonly orderId?: OrderId },
  ): Promise<AccountTrade[]>;
  /** Those that an order of the account was in, oldest first. */
  preventedMatches(
    account: AccountId,
    symbol: SymbolIndex,
    range: PreventedMatchRange,
  ): Promise<PreventedMatchRecord[]>;
  /** Ids are movements' ids. Of one kind, asset and direction, or of all. */
  movements(account: AccountId, range: MovementRange): Promise<AccountMovement[]>;
  /** Of all accounts. */
  orderCounts(windows: CountedWindows): Promise<StoredOrderCounts>;
}
