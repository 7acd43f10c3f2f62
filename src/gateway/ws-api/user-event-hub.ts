/**
 * User data of one floor: who listens to which account. It listens to the floor only while somebody does, prints each
 * event once per time unit, and hands the events of a step over in the order the floor made them.
 *
 * A server that has long not heard which keys were revoked tells nobody anything more: who would hear of something next is told that his
 * stream has ended. As long as nothing happens all streams stay: an outage of the database, in which nothing can happen, ends those alone that
 * hear of something before this server has heard again.
 */
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import { userEvent } from './execution-report.ts';

export interface UserListener {
  readonly unit: TimeUnit;
  /** JSON text of one event; `flush` follows after the last of a step. */
  event(payload: string): void;
  flush(): void;
  /** Instead of an event: there will be no more. Leaves the hub. */
  end(): void;
}

export class UserEventHub {
  readonly #session: FloorSession;
  /** Whether this server has not heard of revoked keys for too long. */
  readonly #isDeaf: () => boolean;
  readonly #listeners = new Map<number, Set<UserListener>>();
  #unlisten: (() => void) | undefined;

  constructor(session: FloorSession, isDeaf: () => boolean = () => false) {
    this.#session = session;
    this.#isDeaf = isDeaf;
  }

  listen(account: number, listener: UserListener): void {
    const listeners = this.#listeners.get(account) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(account, listeners);
    this.#unlisten ??= this.#session.listen({ account: (events) => this.#account(events) });
  }

  leave(account: number, listener: UserListener): void {
    const listeners = this.#listeners.get(account);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(account);
    if (this.#listeners.size === 0) this.close();
  }

  close(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }

  #account(events: readonly AccountEvent[]): void {
    if (this.#isDeaf()) {
      for (const { account } of events)
        for (const listener of [...(this.#listeners.get(account) ?? [])]) listener.end();
      return;
    }
    const { instruments } = this.#session.floor;
    const now = this.#session.now();
    const touched = new Set<UserListener>();
    for (const event of events) {
      const listeners = this.#listeners.get(event.account);
      if (listeners === undefined) continue;
      const printed = new Map<TimeUnit, string | undefined>();
      for (const listener of listeners) {
        if (!printed.has(listener.unit)) printed.set(listener.unit, userEvent(instruments, event, now, listener.unit));
        const payload = printed.get(listener.unit);
        if (payload === undefined) continue;
        listener.event(payload);
        touched.add(listener);
      }
    }
    for (const listener of touched) listener.flush();
  }
}
