/**
 * The visitor's own connection: the WebSocket API, logged on with the browser's key, subscribed to account events. After
 * each interruption it logs on again, and `subscribed` tells the owner to fetch what was missed.
 */
import { parseObject } from '../wire/stream.ts';
import { readUserEvent, type UserEvent } from '../wire/user-data.ts';
import type { Api, Signer } from './api.ts';
import { type LinkState, SocketLink } from './socket-link.ts';

export interface UserFeedEvents {
  event(event: UserEvent): void;
  subscribed(): void;
  /** The server does not accept this key. */
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

  constructor(url: string, api: Api, signer: Signer, events: UserFeedEvents) {
    this.#api = api;
    this.#signer = signer;
    this.#events = events;
    this.#link = new SocketLink(url, {
      opened: () => void this.#logon(),
      received: (text) => this.#received(text),
      changed: (state) => events.changed(state),
    });
    this.#probe = setInterval(() => this.#link.send({ id: 'ping', method: 'ping' }), probeMs);
  }

  stop(): void {
    clearInterval(this.#probe);
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
    if (message['id'] === 'subscribe' && message['status'] === 200) this.#events.subscribed();
  }

  async #logonAnswered(message: Record<string, unknown>): Promise<void> {
    if (message['status'] === 200) {
      this.#link.send({ id: 'subscribe', method: 'userDataStream.subscribe' });
      return;
    }
    const { code = 0, msg = 'no reason given' } = (message['error'] ?? {}) as { code?: number; msg?: string };
    if (code === outsideTimeWindow) {
      await this.#api.learnTime();
      await this.#logon();
    } else {
      this.#events.refused(code, msg);
    }
  }
}
