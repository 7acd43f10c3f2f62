/**
 * Account events on their way out, numbered; and which balances a command moved, so that each user affected hears of them
 * once, at its end, with absolute values.
 *
 * Whoever applies a journal again has what it told already: up to `toldUpTo` events are numbered and not made, which is nearly half
 * of what a user's order costs.
 */
import { firstUserAccount, type Ledger } from '../ledger/ledger.ts';
import type { AccountEvent, Balance, Fill, OrderState } from '../messages/account-event.ts';
import { bigintOf } from '../units/arithmetic.ts';
import type { AccountId, Amount, AssetIndex, Price, Quantity, TimestampUs, TradeId } from '../units/brand.ts';
import { MovedBalances } from './moved-balances.ts';
import { stateOf, type UserOrder } from './user-order.ts';

/** `Omit` that keeps a union apart. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'eventId'> : never;

/** Events that say nothing but how the order now stands. */
type OrderStep = 'order_accepted' | 'order_triggered' | 'order_entered' | 'order_expired';

/** Stand for what nobody hears of. */
const untoldState = {} as OrderState;
const untoldFill = {} as Fill;

export class AccountEvents {
  nextEventId = 1;
  /** Events up to this number are told already; 0 for none. */
  toldUpTo = 0;
  readonly #ledger: Ledger;
  #events: AccountEvent[] = [];
  readonly #moved = new MovedBalances();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Returns the event's number. What every order causes has a function of its own below, which copies nothing. */
  push(event: Unnumbered<AccountEvent>): number {
    const isTold = this.#isTold;
    const eventId = this.#number();
    if (!isTold) this.#events.push({ ...event, eventId } as AccountEvent);
    return eventId;
  }

  /** How an order stands now, for an answer. */
  stateOf(order: UserOrder): OrderState {
    return this.#isTold ? untoldState : stateOf(order);
  }

  /** This and `orderCanceled` return the state that they told, for an answer that tells the same. */
  orderStep(type: OrderStep, order: UserOrder, time: number): OrderState {
    if (this.#passesOver()) return untoldState;
    const state = stateOf(order);
    this.#events.push({
      type,
      account: state.account,
      time: time as TimestampUs,
      eventId: this.#number(),
      order: state,
    });
    return state;
  }

  /** One order's share of a trade: ticks, lots, smallest units. Returns the fill that it told. */
  orderFilled(
    order: UserOrder,
    time: number,
    tradeId: number,
    price: number,
    quantity: number,
    quote: number,
    commission: number,
    commissionAsset: number,
    isMaker: boolean,
  ): Fill {
    if (this.#passesOver()) return untoldFill;
    const fill: Fill = {
      tradeId: tradeId as TradeId,
      price: price as Price,
      quantity: quantity as Quantity,
      quoteAmount: bigintOf(quote) as Amount,
      commission: bigintOf(commission) as Amount,
      commissionAsset: commissionAsset as AssetIndex,
      isMaker,
    };
    this.#events.push({
      type: 'order_filled',
      account: order.account as AccountId,
      time: time as TimestampUs,
      eventId: this.#number(),
      order: stateOf(order),
      fill,
    });
    return fill;
  }

  orderCanceled(order: UserOrder, time: number, cancelId: string): OrderState {
    if (this.#passesOver()) return untoldState;
    const state = stateOf(order);
    this.#events.push({
      type: 'order_canceled',
      account: state.account,
      time: time as TimestampUs,
      eventId: this.#number(),
      order: state,
      cancelId,
    });
    return state;
  }

  /** Notes that an account's balance of an asset changed. Background accounts are nobody's news. */
  moved(account: number, asset: number): void {
    if (account >= firstUserAccount) this.#moved.note(account, asset);
  }

  /** Ends a command or a background trade: one `balances_changed` per user affected. */
  flush(time: number): void {
    const moved = this.#moved;
    if (moved.count === 0) return;
    for (let at = 0; at < moved.count; at++) {
      if (this.#passesOver()) continue;
      const account = moved.accountAt(at);
      this.#events.push({
        type: 'balances_changed',
        account: account as AccountId,
        time: time as TimestampUs,
        eventId: this.#number(),
        balances: this.#balancesAt(at),
      });
    }
    moved.clear();
  }

  balance(account: number, asset: number): Balance {
    return {
      asset: asset as AssetIndex,
      available: this.#ledger.available(account, asset) as Amount,
      held: this.#ledger.held(account, asset) as Amount,
    };
  }

  /** All events since the last take. */
  take(): AccountEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Of a place in the list of those that moved. As long as it is to be from the start: a list that grows makes room for seventeen. */
  #balancesAt(place: number): Balance[] {
    const account = this.#moved.accountAt(place);
    const balances = new Array<Balance>(this.#moved.assetCountAt(place));
    for (let index = 0; index < balances.length; index++) {
      balances[index] = this.balance(account, this.#moved.assetAt(place, index));
    }
    return balances;
  }

  #number(): number {
    return this.nextEventId++;
  }

  get #isTold(): boolean {
    return this.nextEventId <= this.toldUpTo;
  }

  /** Numbers the next event when it is told already. */
  #passesOver(): boolean {
    if (!this.#isTold) return false;
    this.nextEventId++;
    return true;
  }
}
