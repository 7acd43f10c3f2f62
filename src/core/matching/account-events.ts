/**
 * Account events on their way out, numbered; and which balances a command moved, so that each user affected hears of them
 * once, at its end, with absolute values.
 */
import { firstUserAccount, type Ledger } from '../ledger/ledger.ts';
import type { AccountEvent, Balance, Fill, OrderState } from '../messages/account-event.ts';
import type { AccountId, Amount, AssetIndex, TimestampUs } from '../units/brand.ts';
import { MovedBalances } from './moved-balances.ts';
import { stateOf, type UserOrder } from './user-order.ts';

/** `Omit` that keeps a union apart. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'eventId'> : never;

/** Events that say nothing but how the order now stands. */
type OrderStep = 'order_accepted' | 'order_triggered' | 'order_entered' | 'order_expired';

export class AccountEvents {
  nextEventId = 1;
  readonly #ledger: Ledger;
  #events: AccountEvent[] = [];
  readonly #moved = new MovedBalances();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Returns the event's number. What every order causes has a function of its own below, which copies nothing. */
  push(event: Unnumbered<AccountEvent>): number {
    const eventId = this.nextEventId++;
    this.#events.push({ ...event, eventId } as AccountEvent);
    return eventId;
  }

  /** These three return the state that they told, for an answer that tells the same. */
  orderStep(type: OrderStep, order: UserOrder, time: number): OrderState {
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

  orderFilled(order: UserOrder, time: number, fill: Fill): OrderState {
    const state = stateOf(order);
    this.#events.push({
      type: 'order_filled',
      account: state.account,
      time: time as TimestampUs,
      eventId: this.#number(),
      order: state,
      fill,
    });
    return state;
  }

  orderCanceled(order: UserOrder, time: number, cancelId: string): OrderState {
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
      const account = moved.accountAt(at);
      this.#events.push({
        type: 'balances_changed',
        account: account as AccountId,
        time: time as TimestampUs,
        eventId: this.#number(),
        balances: this.#balances(account, moved.assetsAt(at)),
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

  #balances(account: number, assets: readonly number[]): Balance[] {
    const balances: Balance[] = [];
    for (const asset of assets) balances.push(this.balance(account, asset));
    return balances;
  }

  #number(): number {
    return this.nextEventId++;
  }
}
