/**
 * The WebSocket doors of a server: takes its upgrade requests, keeps the connections (places, pings, age, stalls), and
 * sends them away in order when the server drains. What is said on a connection belongs to streams and ws-api.
 *
 * Nothing in an upgrade request is believed to be there: with very many headers even `upgrade` itself is missing.
 */
import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FloorSession } from '../../engine/floor-session.ts';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import { countedAddress } from '../limits/counted-address.ts';
import { isOpen, missingFloor } from '../missing-floor.ts';
import { peerPath } from '../peers/peer-door.ts';
import type { ListenKeyParts } from '../streams/listen-key-streams.ts';
import { StreamConnection } from '../streams/stream-connection.ts';
import { StreamHub } from '../streams/stream-hub.ts';
import { wireError } from '../wire/errors.ts';
import { ApiConnection } from '../ws-api/api-connection.ts';
import { UserEventHub } from '../ws-api/user-event-hub.ts';
import { AddressBook } from './address-book.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { closeCode, SocketClient } from './socket-client.ts';
import { defaultSocketOptions, type SocketOptions } from './socket-options.ts';
import { readUpgradePath, type UpgradeTarget } from './upgrade-path.ts';

/** What opening a WebSocket API connection weighs. */
const connectWeight = 2;
/** What it weighs to listen for a listen key that nobody has: as much as asking for one. */
const missWeight = 2;
/** Pieces one message may come in. */
const fragmentsMax = 64;
/** How long who was told has to connect anew and go by itself: the exchange's connector looks once a second whether it may. */
const renewMs = 5_000;
/** How long requests have to be answered, and then the closing of a connection. */
const closeMs = 1_000;

export interface Sockets {
  /** Connections open now. */
  readonly size: number;
  /**
   * Lets what is under way end for a moment, then closes. Who may connect anew somewhere is told first and given time for it; a
   * server that is alone says nothing, since who then dials at once finds nobody, and some clients try only once. New ones
   * are refused. Each wait takes `msMax` at most.
   */
  drain(msMax: number): Promise<void>;
}

interface Connection {
  readonly client: SocketClient;
  announceShutdown(timeMs: number): void;
  /** Every `checkMs`, beside the client's own check. */
  check?(): void;
}

interface FloorHubs {
  readonly streams: StreamHub;
  readonly users: UserEventHub;
}

/** `options` may change some defaults; `limited: false` takes off the limits per address and the message rate. */
export function attachSockets(server: Server, context: GatewayContext, options: Partial<SocketOptions> = {}): Sockets {
  return new SocketKeeper(server, context, { ...defaultSocketOptions, ...options });
}

class SocketKeeper implements Sockets {
  readonly #context: GatewayContext;
  readonly #options: SocketOptions;
  readonly #acceptor: WebSocketServer;
  readonly #addresses: AddressBook;
  readonly #connections = new Map<Connection, FloorSession>();
  readonly #hubs = new Map<FloorSession, FloorHubs>();
  readonly #openCount = { stream: 0, api: 0 };
  #checking: NodeJS.Timeout | undefined;
  #draining = false;
  /** Since when this server may not hear which keys were revoked, milliseconds of the monotonic clock. */
  #deafSinceMs: number | undefined;

  constructor(server: Server, context: GatewayContext, options: SocketOptions) {
    this.#context = context;
    this.#options = options;
    this.#addresses = new AddressBook(options.limited ? options.connectionsPerAddressMax : Number.POSITIVE_INFINITY);
    this.#acceptor = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.messageBytesMax,
      maxFragments: fragmentsMax,
    });
    this.#acceptor.on('wsClientError', (error, socket) =>
      refuseUpgrade(socket, wireError('malformed_request', error.message)),
    );
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  get size(): number {
    return this.#connections.size;
  }

  async drain(msMax: number): Promise<void> {
    this.#draining = true;
    const wasTold = this.#context.hasCompany() && this.#announceShutdown();
    await this.#emptied(Math.min(wasTold ? renewMs : closeMs, msMax));
    for (const { client } of this.#connections.keys()) client.close(closeCode.goingAway, 'server shutdown');
    for (const { streams, users } of this.#hubs.values()) {
      streams.close();
      users.close();
    }
    await this.#emptied(Math.min(closeMs, msMax));
    for (const { client } of this.#connections.keys()) client.ws.terminate();
    clearInterval(this.#checking);
  }

  async #emptied(msMax: number): Promise<void> {
    for (const until = performance.now() + msMax; this.#connections.size > 0 && performance.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** False when there is nobody to tell. */
  #announceShutdown(): boolean {
    const timeMs = Math.floor(this.#context.wallClock() / 1000);
    let told = 0;
    for (const [connection, session] of this.#connections) {
      if (!this.#context.rules.of(session).has('server_shutdown')) continue;
      connection.announceShutdown(timeMs);
      told++;
    }
    return told > 0;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!(socket instanceof Socket) || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      refuseUpgrade(socket, wireError('malformed_request', "expected the header 'Upgrade: websocket'"));
      return;
    }
    if (this.#draining) {
      refuseUpgrade(socket, wireError('shutting_down'));
      return;
    }
    if (this.#context.peers !== undefined && request.url === peerPath) {
      this.#context.peers.upgrade(request, socket, head);
      return;
    }
    const target = readUpgradePath(request.url ?? '/');
    if (!target.ok) {
      refuseUpgrade(socket, target.error);
      return;
    }
    const { floors } = this.#context;
    const name = target.value.floor ?? floors.defaultName;
    const session = floors.get(name);
    if (session === undefined) refuseUpgrade(socket, missingFloor(floors, name));
    else this.#enter(request, socket, head, session, target.value);
  }

  #enter(request: IncomingMessage, socket: Socket, head: Buffer, session: FloorSession, target: UpgradeTarget): void {
    const { limits, trustedProxies } = this.#context;
    const address = clientAddress(request, trustedProxies);
    if (this.#connections.size >= this.#options.connectionsMax) {
      refuseUpgrade(socket, wireError('server_busy'));
      return;
    }
    const limited = target.door === 'api' ? limits.charge(address, connectWeight, 0) : limits.banned(address);
    if (limited !== undefined) {
      refuseUpgrade(socket, limited.error, limited.retryAfterSeconds);
      return;
    }
    const crowded = limits.connect(address);
    if (crowded !== undefined) {
      refuseUpgrade(socket, crowded.error, crowded.retryAfterSeconds);
      return;
    }
    const client = countedAddress(address);
    if (!this.#addresses.enter(client)) {
      refuseUpgrade(socket, wireError('too_many_connections', address));
      return;
    }
    socket.once('close', () => this.#addresses.leave(client));
    this.#acceptor.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket, address, session, target));
  }

  #open(ws: WebSocket, socket: Socket, address: string, session: FloorSession, target: UpgradeTarget): void {
    const { metrics, log } = this.#context;
    socket.setNoDelay(true);
    const kind = target.door === 'api' ? 'api' : 'stream';
    const client = new SocketClient({ ws, socket, kind, options: this.#options, metrics });
    // A broken frame or a lost peer: the library closes the socket with the right code, and `close` follows.
    ws.on('error', (error) => log.debug({ event: 'socket.error', kind, reason: error.message }));
    const hubs = this.#hubsOf(session);
    const connection: Connection =
      kind === 'api'
        ? new ApiConnection(
            { client, context: this.#context, session, users: hubs.users, options: this.#options },
            { address, target },
          )
        : new StreamConnection(
            {
              client,
              hub: hubs.streams,
              options: this.#options,
              listenKeys: this.#listenKeyParts(session, hubs.users, address),
            },
            target,
          );
    this.#connections.set(connection, session);
    this.#count(kind, 1);
    this.#checking ??= setInterval(() => this.#check(), this.#options.checkMs).unref();
    ws.on('close', () => {
      this.#connections.delete(connection);
      this.#count(kind, -1);
    });
  }

  #listenKeyParts(session: FloorSession, users: UserEventHub, address: string): ListenKeyParts | undefined {
    const { identity, limits, listenKeys, log, rules, wallClock } = this.#context;
    if (!rules.of(session).answers('listen_keys_gone')) return undefined;
    return {
      ...{ floor: session.name, users, listenKeys },
      revocations: (account) => identity.revocations(session.name, account),
      hasKey: (apiKey) => identity.findKey(session.name, apiKey).ok,
      mayAsk: () => limits.banned(address) === undefined,
      missed: () => void limits.charge(address, missWeight, 0),
      nowMs: () => wallClock() / 1000,
      failed: (error) => log.warn({ event: 'listen_key.not_read', err: error }),
    };
  }

  #hubsOf(session: FloorSession): FloorHubs {
    let hubs = this.#hubs.get(session);
    if (hubs === undefined) {
      hubs = {
        streams: new StreamHub(session, this.#options, this.#context.rules.of(session), () =>
          isOpen(this.#context.floors, session),
        ),
        users: new UserEventHub(session, this.#isDeaf),
      };
      this.#hubs.set(session, hubs);
    }
    return hubs;
  }

  #check(): void {
    const now = performance.now();
    this.#deafSinceMs = this.#context.trouble() === undefined ? undefined : (this.#deafSinceMs ?? now);
    for (const connection of this.#connections.keys()) {
      connection.client.check(now);
      connection.check?.();
    }
  }

  readonly #isDeaf = (): boolean => {
    if (this.#deafSinceMs === undefined || this.#context.trouble() === undefined) return false;
    return performance.now() - this.#deafSinceMs >= this.#options.deafMs;
  };

  #count(kind: 'stream' | 'api', change: 1 | -1): void {
    this.#openCount[kind] += change;
    this.#context.metrics.socketsOpen(kind, this.#openCount[kind]);
  }
}
