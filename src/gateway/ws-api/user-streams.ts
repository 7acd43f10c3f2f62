/**
 * The user data subscriptions of one connection. Ids count up and are not used again; one live subscription per account.
 * The one made through the session's key ends with the session, those made by signature live on.
 */
import type { ApiKey } from '../../identity/api-key.ts';
import { textFrame } from '../sockets/frames.ts';
import type { SocketClient } from '../sockets/socket-client.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import type { UserEventHub, UserListener } from './user-event-hub.ts';

/** Alive at once, and over a connection's life. */
const aliveMax = 1000;
const everMax = 65_535;

type Listener = Pick<SocketClient, 'send' | 'queue' | 'flush'>;

interface Subscription {
  readonly id: number;
  readonly key: ApiKey;
  readonly bySession: boolean;
  readonly listener: UserListener;
}

export class UserStreams {
  readonly #client: Listener;
  readonly #hub: UserEventHub;
  readonly #unit: TimeUnit;
  readonly #now: () => number;
  readonly #alive = new Map<number, Subscription>();
  #next = 0;

  /** `now`: wall time in the unit. */
  constructor(client: Listener, hub: UserEventHub, unit: TimeUnit, now: () => number) {
    this.#now = now;
    this.#client = client;
    this.#hub = hub;
    this.#unit = unit;
  }

  get ids(): readonly number[] {
    return [...this.#alive.keys()];
  }

  /** Yields the new subscription's id. Refusals: -2035 (the account is listened to already), -2042 (too many). */
  subscribe(key: ApiKey, bySession: boolean): Outcome<number> {
    for (const { key: other } of this.#alive.values()) {
      if (other.account === key.account) return refuse('subscription_active');
    }
    if (this.#alive.size >= aliveMax || this.#next >= everMax) return refuse('too_many_subscriptions');
    const id = this.#next++;
    const client = this.#client;
    const listener: UserListener = {
      unit: this.#unit,
      event: (payload) => client.queue(textFrame(`{"subscriptionId":${id},"event":${payload}}`)),
      flush: () => client.flush(),
      end: () => this.end((subscription) => subscription.id === id),
    };
    this.#alive.set(id, { id, key, bySession, listener });
    this.#hub.listen(key.account, listener);
    return accept(id);
  }

  /** Ends those that `which` picks and tells the client so; yields how many. */
  end(
    which: (subscription: { readonly id: number; readonly key: ApiKey; readonly bySession: boolean }) => boolean,
  ): number {
    let ended = 0;
    for (const subscription of [...this.#alive.values()]) {
      if (!which(subscription)) continue;
      this.#alive.delete(subscription.id);
      this.#hub.leave(subscription.key.account, subscription.listener);
      const event = `{"e":"eventStreamTerminated","E":${this.#now()}}`;
      this.#client.send(`{"subscriptionId":${subscription.id},"event":${event}}`);
      ended++;
    }
    return ended;
  }
}
