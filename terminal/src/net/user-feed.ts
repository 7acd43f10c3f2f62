/**
 * The visitor's own connection: the WebSocket API, logged on with the browser's key, subscribed to account events. After
 * each interruption it logs on again, and `subscribed` tells the owner to fetch what was missed. A refusal that passes (a
 * limit, a busy server) is waited out and asked again; only one of the key itself reaches the owner.
 */
import { parseObject } from '../wire/stream.ts';
import { readUserEvent, type UserEvent } from '../wire/user-data.ts';
import type { Api, Signer } from './api.ts';
import { isFinal, pauseMs, readRefusal } from './refusal.ts';
import { type LinkState, SocketLink } from './socket-link.ts';

export interface UserFeedEvents {
  event(event: UserEvent): void;
  subscribed(): void;
  /** The server does not accept this key, now or later. */
  refused(code: number, message: string): void;
  changed(state: LinkState): void;
}

const probeMs = 10_000;
const outsideTimeWindow = -1021;

export class UserFeed {
  readonly #api: Api;
  readonly #signer: Signer;
  readonly #events: UserFeedEvents;
  readonly #link: SocketLink;
  readonly #probe: ReturnType<typeof setInterval>;
  /** Refusals since the last success. */
  #refusals = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, api: Api, signer: Signer, events: UserFeedEvents) {
    this.#api = api;
    this.#signer = signer;
    this.#events = events;
    this.#link = new SocketLink(url, {
      opened: () => {
        clearTimeout(this.#again);
        void this.#logon();
      },
      received: (text) => this.#received(text),
      changed: (state) => events.changed(state),
    });
    this.#probe = setInterval(() => this.#link.send({ id: 'ping', method: 'ping' }), probeMs);
  }

  stop(): void {
    clearInterval(this.#probe);
    clearTimeout(this.#again);
    this.#link.stop();
  }

  async #logon(): Promise<void> {
    const apiKey = this.#signer.apiKey;
    const timestamp = this.#api.timestamp();
    // The signed text is the parameters sorted by name.
    const signature = await this.#signer.sign(`apiKey=${apiKey}&timestamp=${timestamp}`);
    this.#link.send({ id: 'logon', method: 'session.logon', params: { apiKey, timestamp, signature } });
  }

  #received(text: string): void {
    const message = parseObject(text);
    if (message === undefined) return;
    const event = readUserEvent(message['event']);
    if (event !== undefined) this.#events.event(event);
    if (message['id'] === 'logon') void this.#logonAnswered(message);
    if (message['id'] === 'subscribe') this.#subscribeAnswered(message);
  }

  async #logonAnswered(message: Record<string, unknown>): Promise<void> {
    if (message['status'] === 200) return this.#subscribe();
    const refusal = readRefusal(message);
    if (isFinal(refusal)) return this.#events.refused(refusal.code, refusal.message);
    // Without the server's time the next logon is refused the same way, and comes here again.
    if (refusal.code === outsideTimeWindow) await this.#api.learnTime().catch(() => undefined);
    this.#askLater(refusal.waitMs, () => void this.#logon());
  }

  #subscribe(): void {
    this.#link.send({ id: 'subscribe', method: 'userDataStream.subscribe' });
  }

  #subscribeAnswered(message: Record<string, unknown>): void {
    if (message['status'] === 200) {
      this.#refusals = 0;
      this.#events.subscribed();
    } else {
      this.#askLater(readRefusal(message).waitMs, () => this.#subscribe());
    }
  }

  #askLater(waitMs: number | undefined, ask: () => void): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(ask, pauseMs(waitMs, this.#refusals, Math.random()));
    this.#refusals += 1;
  }
}
