/** One client of market streams: what it listens to, and its control messages. */
import { isKeyId } from '../../identity/api-key.ts';
import type { SocketClient } from '../sockets/socket-client.ts';
import type { SocketOptions } from '../sockets/socket-options.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import type { Subscriber } from './channel.ts';
import { type ListenKeyParts, ListenKeyStreams } from './listen-key-streams.ts';
import { readStreamControl, type StreamControl } from './stream-control.ts';
import type { StreamHub } from './stream-hub.ts';

export interface StreamWish {
  readonly names: readonly string[];
  readonly combined: boolean;
  readonly unit: TimeUnit;
}

export interface StreamConnectionParts {
  readonly client: SocketClient;
  readonly hub: StreamHub;
  readonly options: SocketOptions;
  readonly listenKeys: ListenKeyParts | undefined;
}

export class StreamConnection implements Subscriber {
  readonly client: SocketClient;
  readonly #hub: StreamHub;
  readonly #options: SocketOptions;
  readonly #unit: TimeUnit;
  /** Undefined where listen keys are not answered. */
  readonly #users: ListenKeyStreams | undefined;
  readonly #names = new Set<string>();
  combined: boolean;

  constructor({ client, hub, options, listenKeys }: StreamConnectionParts, wish: StreamWish) {
    this.client = client;
    this.#hub = hub;
    this.#options = options;
    this.#unit = wish.unit;
    this.combined = wish.combined;
    if (listenKeys !== undefined) this.#users = new ListenKeyStreams(listenKeys, this, wish.unit);
    client.ws.on('message', (data: Buffer, isBinary: boolean) => this.#message(data, isBinary));
    client.ws.on('ping', () => client.admit());
    client.ws.on('pong', () => client.admit());
    client.ws.on('close', () => this.#close());
    if (wish.names.length > options.streamsMax) client.cut('too many streams', this.#tooMany());
    else this.#subscriptions(wish.names, []);
  }

  /** The server is going away; the client should connect anew. */
  announceShutdown(timeMs: number): void {
    const event = `{"e":"serverShutdown","E":${timeMs}}`;
    this.client.send(this.combined ? `{"stream":"!serverShutdown","data":${event}}` : event);
  }

  check(): void {
    this.#users?.check();
  }

  #close(): void {
    this.#subscriptions([], [...this.#names]);
    this.#users?.close();
  }

  #message(data: Buffer, isBinary: boolean): void {
    if (!this.client.admit()) return;
    if (isBinary) {
      this.client.send('{"code":3,"msg":"Invalid JSON: expected a text message, found a binary one"}');
      return;
    }
    const reading = readStreamControl(data.toString('utf8'));
    this.client.send(reading.ok ? this.#control(reading.control) : reading.error);
  }

  #control(control: StreamControl): string {
    const { id } = control;
    switch (control.method) {
      case 'SUBSCRIBE':
        if (new Set([...this.#names, ...control.names]).size > this.#options.streamsMax) {
          return `{"code":2,"msg":"Invalid request: ${this.#tooMany()}","id":${id}}`;
        }
        this.#subscriptions(control.names, []);
        return `{"result":null,"id":${id}}`;
      case 'UNSUBSCRIBE':
        this.#subscriptions([], control.names);
        return `{"result":null,"id":${id}}`;
      case 'LIST_SUBSCRIPTIONS':
        return `{"result":${JSON.stringify([...this.#names])},"id":${id}}`;
      case 'GET_PROPERTY':
        return `{"result":${this.combined},"id":${id}}`;
      case 'SET_PROPERTY':
        this.combined = control.combined;
        return `{"result":null,"id":${id}}`;
    }
  }

  #subscriptions(wanted: readonly string[], unwanted: readonly string[]): void {
    for (const name of wanted) {
      if (this.#names.has(name)) continue;
      this.#names.add(name);
      if (isKeyId(name)) this.#users?.subscribe(name);
      else this.#hub.subscribe(name, this.#unit, this);
    }
    for (const name of unwanted) {
      if (!this.#names.delete(name)) continue;
      if (isKeyId(name)) this.#users?.unsubscribe(name);
      else this.#hub.unsubscribe(name, this.#unit, this);
    }
  }

  #tooMany(): string {
    return `a connection can listen to at most ${this.#options.streamsMax} streams`;
  }
}
