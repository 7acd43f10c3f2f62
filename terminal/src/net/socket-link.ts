/**
 * One WebSocket that stays: it reconnects with growing pauses, at once when the browser says the network is back, and
 * gives up a connection that has gone silent (browsers don't show pings, so the owner asks something from time to time).
 * It knows nothing of what is said over it.
 */
import { backoffMs } from './backoff.ts';

export type LinkState = 'connecting' | 'open' | 'waiting';

export interface LinkEvents {
  opened(): void;
  received(text: string): void;
  changed(state: LinkState): void;
}

const silentMsMax = 20_000;
/** A connection that lived this long starts again with the shortest pause. */
const steadyMs = 5_000;

export class SocketLink {
  readonly #url: string;
  readonly #events: LinkEvents;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #openedAt = 0;
  #heardAt = 0;
  #stopped = false;

  constructor(url: string, events: LinkEvents) {
    this.#url = url;
    this.#events = events;
    addEventListener('online', this.#retryNow);
    this.#connect();
  }

  /** Sent if the connection is open; otherwise dropped, because `opened` starts from nothing anyway. */
  send(message: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Drops this connection and makes a new one. */
  renew(): void {
    this.#socket?.close();
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener('online', this.#retryNow);
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#socket?.close();
  }

  #connect(): void {
    this.#events.changed('connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#openedAt = this.#heardAt = performance.now();
      this.#watch = setInterval(() => this.#checkSilence(), silentMsMax / 4);
      this.#events.changed('open');
      this.#events.opened();
    };
    socket.onmessage = ({ data }) => {
      this.#heardAt = performance.now();
      if (typeof data === 'string') this.#events.received(data);
    };
    socket.onclose = () => this.#closed();
  }

  #closed(): void {
    clearInterval(this.#watch);
    if (this.#stopped) return;
    if (this.#openedAt > 0 && performance.now() - this.#openedAt > steadyMs) this.#attempt = 0;
    this.#openedAt = 0;
    this.#events.changed('waiting');
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  #checkSilence(): void {
    if (performance.now() - this.#heardAt > silentMsMax) this.renew();
  }

  readonly #retryNow = (): void => {
    if (this.#socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.#timer);
    this.#connect();
  };
}
