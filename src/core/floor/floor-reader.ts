/** The floor's state as others may read it: synchronous, exact, between two steps. Nothing here changes anything. */
import type { Instrument, Instruments } from '../instruments/instrument.ts';
import type { Balance, OrderListState, OrderState } from '../messages/account-event.ts';
import type { PlaceOrder, Side } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { SymbolStatus } from '../messages/symbol-status.ts';
import type { AccountFees } from '../money/fee-desk.ts';
import type { Slices } from '../snapshot/slices.ts';
import type { AccountId, Amount, AssetIndex, OrderId, Price, SymbolIndex, TimestampUs } from '../units/brand.ts';

export interface BookReader {
  /** Ticks; -1 when the side is empty. */
  bestBid(): number;
  bestAsk(): number;
  /** Lots resting at a price, 0 if none. */
  levelQuantity(side: Side, price: number): number;
  /** Best `limit` levels as [ticks, lots, ticks, lots, …], best first. */
  depth(side: Side, limit: number): number[];
  /** Raised by one with each change of a level. */
  readonly updateId: number;
  /** Lots that stand before an order at its price; undefined when it does not rest. */
  queueAhead(orderId: OrderId): number | undefined;
}

export interface FloorReader {
  readonly instruments: Instruments;
  /** Last instant of floor time that has been worked out. */
  readonly time: TimestampUs;
  readonly sequence: number;
  readonly clock: { readonly rate: number; readonly paused: boolean };
  book(symbol: SymbolIndex): BookReader;
  /** Users' accounts, ascending. */
  accounts(): AccountId[];
  hasAccount(account: AccountId): boolean;
  /** One per asset of the floor, in the order of the definition. Empty for an unknown account. */
  balances(account: AccountId): Balance[];
  openOrders(account: AccountId, symbol?: SymbolIndex): OrderState[];
  /** Oldest first. Lists that are done are in the history. */
  openLists(account: AccountId): OrderListState[];
  /** An open order of a user, by id. Finished orders are in the history. */
  openOrder(symbol: SymbolIndex, orderId: OrderId): OrderState | undefined;
  openOrderByClientId(account: AccountId, symbol: SymbolIndex, clientOrderId: string): OrderState | undefined;
  symbolStatus(symbol: SymbolIndex): SymbolStatus;
  /** Ticks of the last trade; undefined before the first. */
  lastPrice(symbol: SymbolIndex): Price | undefined;
  /** Quantity-weighted mean price of the last `averagePriceMinutes`, in ticks, with a fraction; the last price if no trade. */
  averagePrice(symbol: SymbolIndex): number | undefined;
  /** In 10^-8 of the quote per base; undefined without a trade in its window, and for symbols without one. */
  referencePrice(symbol: SymbolIndex): bigint | undefined;
  /** All checks of `place_order` without doing it (balance included). */
  validate(command: PlaceOrder): Result<undefined>;
  /** Tier and discount; the rates are the instruments'. */
  /** 0 for none. */
  tradeGroup(account: AccountId): number;
  fees(account: AccountId): AccountFees;
  /** Sum over all accounts, the outside world included, per asset: zero, always. */
  ledgerTotal(asset: AssetIndex): Amount;
  /** Throws when an invariant is broken. */
  checkInvariants(): void;
  /** The same in slices; the floor stands meanwhile. */
  checkSlices(): Slices<void>;
  /**
   * What can be checked every second: entries of each asset sum to zero, nobody owes, every hold is what open orders need; and
   * of the books the one whose turn it is. Throws `AssertionError`.
   */
  audit(turn: number): void;
  hash(): string;
}

export type { Instrument, Instruments };
