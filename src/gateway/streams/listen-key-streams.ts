/**
 * The user data that one stream connection listens to by listen keys: the account's events as they are, wrapped only on
 * combined connections. A key that is over, or whose API key is gone, ends with `listenKeyExpired`; so does one that a revoked key of the
 * account may have been told. A name that is no valid listen key is like any other stream that never brings anything.
 *
 * Names are looked up in the database one after the other: a client may name a thousand, and needs no key for it.
 */
import type { AccountId } from '../../core/units/brand.ts';
import type { ListenKey, ListenKeys } from '../../identity/listen-keys.ts';
import { textFrame } from '../sockets/frames.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import { wireTime } from '../wire/time-unit.ts';
import type { UserEventHub, UserListener } from '../ws-api/user-event-hub.ts';
import type { Subscriber } from './channel.ts';

/** How long what the store said about a key is believed: another server may have kept it alive, or ended it. */
const rereadMs = 30_000;

export interface ListenKeyParts {
  readonly floor: string;
  readonly users: UserEventHub;
  readonly listenKeys: Pick<ListenKeys, 'find'>;
  /** How many of the account's API keys were revoked so far: with another one, the listen key may have ended. */
  revocations(account: AccountId): number;
  /** Whether an API key is still in force. */
  hasKey(apiKey: string): boolean;
  /** Whether the client may have a name looked up. */
  mayAsk(): boolean;
  /** A name was looked up for nothing. */
  missed(): void;
  /** Wall milliseconds. */
  nowMs(): number;
  /** The store could not be asked; what was known goes on. */
  failed(error: unknown): void;
}

interface Heard {
  readonly listener: UserListener;
  key: ListenKey;
  readAtMs: number;
  /** How many of its account's API keys were revoked before it was read; -1 when nobody looked: one may have been, meanwhile. */
  revocations: number;
}

export class ListenKeyStreams {
  readonly #parts: ListenKeyParts;
  readonly #subscriber: Subscriber;
  readonly #unit: TimeUnit;
  /** Those wanted now; undefined until the store has answered, and for names that are no listen keys. */
  readonly #wanted = new Map<string, Heard | undefined>();
  readonly #unasked = new Set<string>();
  #isAsking = false;

  constructor(parts: ListenKeyParts, subscriber: Subscriber, unit: TimeUnit) {
    this.#parts = parts;
    this.#subscriber = subscriber;
    this.#unit = unit;
  }

  subscribe(name: string): void {
    if (this.#wanted.has(name)) return;
    this.#wanted.set(name, undefined);
    this.#unasked.add(name);
    if (!this.#isAsking) void this.#askInTurn();
  }

  unsubscribe(name: string): void {
    const heard = this.#wanted.get(name);
    this.#wanted.delete(name);
    this.#unasked.delete(name);
    if (heard !== undefined) this.#parts.users.leave(heard.key.account, heard.listener);
  }

  close(): void {
    for (const name of [...this.#wanted.keys()]) this.unsubscribe(name);
  }

  /** Ends what is over. Called every second. */
  check(): void {
    const now = this.#parts.nowMs();
    for (const [name, heard] of this.#wanted) {
      if (heard === undefined) continue;
      if (!this.#parts.hasKey(heard.key.apiKey)) this.#expire(name);
      else if (this.#isStale(heard, now)) this.#readAgain(name, heard, now);
    }
  }

  #isStale({ key, readAtMs, revocations }: Heard, now: number): boolean {
    if (now >= key.expiresAtMs || now - readAtMs >= rereadMs) return true;
    return revocations !== this.#parts.revocations(key.account);
  }

  async #askInTurn(): Promise<void> {
    this.#isAsking = true;
    for (const name of this.#unasked) {
      this.#unasked.delete(name);
      if (!this.#parts.mayAsk()) continue;
      const key = await this.#find(name);
      if (key === undefined) this.#parts.missed();
      else if (this.#wanted.has(name) && this.#parts.hasKey(key.apiKey)) {
        // Who left and came back meanwhile has his answer.
        this.#unasked.delete(name);
        this.#listen(name, key);
      }
    }
    this.#isAsking = false;
  }

  #listen(name: string, key: ListenKey): void {
    const { client } = this.#subscriber;
    const listener: UserListener = {
      unit: this.#unit,
      event: (payload) => client.queue(textFrame(this.#wrapped(name, payload))),
      flush: () => client.flush(),
      end: () => this.#expire(name),
    };
    this.#wanted.set(name, { listener, key, readAtMs: this.#parts.nowMs(), revocations: -1 });
    this.#parts.users.listen(key.account, listener);
  }

  #readAgain(name: string, heard: Heard, now: number): void {
    heard.readAtMs = now;
    heard.revocations = this.#parts.revocations(heard.key.account);
    this.#parts.listenKeys.find(this.#parts.floor, name).then(
      (key) => {
        if (this.#wanted.get(name) !== heard) return;
        if (key === undefined) this.#expire(name);
        else heard.key = key;
      },
      (error) => {
        // It may be one of a key that was revoked: the next check asks again.
        heard.revocations = -1;
        this.#parts.failed(error);
      },
    );
  }

  #expire(name: string): void {
    const time = wireTime(this.#parts.nowMs() * 1000, this.#unit);
    this.unsubscribe(name);
    this.#subscriber.client.send(this.#wrapped(name, `{"e":"listenKeyExpired","E":${time},"listenKey":"${name}"}`));
  }

  #wrapped(name: string, payload: string): string {
    return this.#subscriber.combined ? `{"stream":"${name}","data":${payload}}` : payload;
  }

  #find(name: string): Promise<ListenKey | undefined> {
    return this.#parts.listenKeys.find(this.#parts.floor, name).catch((error) => {
      this.#parts.failed(error);
      return undefined;
    });
  }
}
