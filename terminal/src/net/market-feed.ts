/**
 * The one connection for market data: a combined stream whose subscriptions follow what the page shows. Wishes are
 * gathered for a moment and sent together, because a server takes five messages a second. After every interruption all
 * wishes are sent again, and whoever needs a fresh start (the book) hears `subscribed` once the server has agreed.
 */
import { readStreamMessage, type StreamData } from '../wire/stream.ts';
import { type LinkState, SocketLink } from './socket-link.ts';

export interface FeedEvents {
  data(stream: string, data: StreamData): void;
  /** The server acknowledged these; events from now on are complete. */
  subscribed(streams: readonly string[]): void;
  changed(state: LinkState): void;
  /** Milliseconds of a round trip. */
  latency(milliseconds: number): void;
}

const gatherMs = 220;
const probeMs = 5_000;

export class MarketFeed {
  readonly #events: FeedEvents;
  readonly #link: SocketLink;
  readonly #wanted = new Set<string>();
  /** What the server was told on this connection. */
  #told = new Set<string>();
  readonly #asked = new Map<number, readonly string[]>();
  #probe: { readonly id: number; readonly at: number } | undefined;
  #nextId = 1;
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, events: FeedEvents) {
    this.#events = events;
    this.#link = new SocketLink(url, {
      opened: () => this.#opened(),
      received: (text) => this.#received(text),
      changed: (state) => events.changed(state),
    });
    setInterval(() => this.#sendProbe(), probeMs);
  }

  want(streams: readonly string[]): void {
    for (const stream of streams) this.#wanted.add(stream);
    this.#gather();
  }

  unwant(streams: readonly string[]): void {
    for (const stream of streams) this.#wanted.delete(stream);
    this.#gather();
  }

  #opened(): void {
    this.#told = new Set();
    this.#asked.clear();
    this.#probe = undefined;
    this.#flush();
    this.#sendProbe();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#ask(
      'UNSUBSCRIBE',
      [...this.#told].filter((stream) => !this.#wanted.has(stream)),
    );
    this.#ask(
      'SUBSCRIBE',
      [...this.#wanted].filter((stream) => !this.#told.has(stream)),
    );
    this.#told = new Set(this.#wanted);
  }

  #ask(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', params: readonly string[]): void {
    if (params.length === 0) return;
    const id = this.#nextId++;
    if (method === 'SUBSCRIBE') this.#asked.set(id, params);
    this.#link.send({ method, params, id });
  }

  #sendProbe(): void {
    if (this.#probe !== undefined && performance.now() - this.#probe.at < 4 * probeMs) return;
    const id = this.#nextId++;
    this.#probe = { id, at: performance.now() };
    this.#link.send({ method: 'LIST_SUBSCRIPTIONS', id });
  }

  #received(text: string): void {
    const message = readStreamMessage(text);
    if (message === undefined) return;
    if (message.kind === 'data') this.#events.data(message.stream, message.data);
    else if (message.kind === 'shutdown') this.#link.renew();
    else this.#answered(message.id);
  }

  #answered(id: number): void {
    if (this.#probe?.id === id) {
      this.#events.latency(performance.now() - this.#probe.at);
      this.#probe = undefined;
    }
    const streams = this.#asked.get(id);
    if (streams === undefined) return;
    this.#asked.delete(id);
    this.#events.subscribed(streams);
  }
}
