/**
 * Account events on their way out, numbered; and which balances a command moved, so that each user affected hears of them
 * once, at its end, with absolute values.
 */
import { firstUserAccount, type Ledger } from '../ledger/ledger.ts';
import type { AccountEvent, Balance } from '../messages/account-event.ts';
import type { AccountId, Amount, AssetIndex, TimestampUs } from '../units/brand.ts';

/** `Omit` that keeps a union apart. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'eventId'> : never;

export class AccountEvents {
  nextEventId = 1;
  readonly #ledger: Ledger;
  #events: AccountEvent[] = [];
  /** Users whose balances moved, in the order of their first move, with the assets. */
  readonly #moved = new Map<number, Set<number>>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Returns the event's number. */
  push(event: Unnumbered<AccountEvent>): number {
    const eventId = this.nextEventId++;
    this.#events.push({ ...event, eventId } as AccountEvent);
    return eventId;
  }

  /** Notes that an account's balance of an asset changed. Background accounts are nobody's news. */
  moved(account: number, asset: number): void {
    if (account < firstUserAccount) return;
    const assets = this.#moved.get(account);
    if (assets) assets.add(asset);
    else this.#moved.set(account, new Set([asset]));
  }

  /** Ends a command or a background trade: one `balances_changed` per user affected. */
  flush(time: number): void {
    if (this.#moved.size === 0) return;
    for (const [account, assets] of this.#moved) {
      const balances = [...assets].sort((a, b) => a - b).map((asset) => this.balance(account, asset));
      this.push({ type: 'balances_changed', account: account as AccountId, time: time as TimestampUs, balances });
    }
    this.#moved.clear();
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
}
