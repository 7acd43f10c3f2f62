/**
 * The edge of the program: one HTTP server with the REST API, the sockets, the terminal, and health. It translates and
 * limits; floors and identity are handed in and belong to the caller, who closes them after the gateway.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Floors } from '../engine/floor-session.ts';
import type { Identity } from '../identity/identity.ts';
import type { Health } from '../observe/health.ts';
import type { Log } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { proxyList } from './client-address.ts';
import type { GatewayContext } from './context.ts';
import { RequestLimits } from './limits/request-limits.ts';
import { operations } from './operations/table.ts';
import { capitalOperations } from './paper/capital-operations.ts';
import { floorOperations } from './paper/floor-operations.ts';
import { keyOperations } from './paper/key-operations.ts';
import { moneyOperations } from './paper/money-operations.ts';
import { mountPaperActions, paperActionPaths } from './paper/paper-routes.ts';
import type { PeerDoor } from './peers/peer-door.ts';
import { createApp } from './rest/app.ts';
import { capConnections } from './rest/connection-cap.ts';
import { healthPaths, mountHealth } from './rest/health-routes.ts';
import { connectionsMax, connectionsPerAddressMax } from './rest/http-limits.ts';
import { answerMissing } from './rest/missing-routes.ts';
import { openOperationDoor } from './rest/operation-door.ts';
import { mountOperations } from './rest/operation-routes.ts';
import { refusedOperations } from './rest/refused-routes.ts';
import { stubOperations } from './rest/stub-routes.ts';
import { mountTerminal } from './rest/terminal-files.ts';
import { attachSockets } from './sockets/attach-sockets.ts';
import type { SocketOptions } from './sockets/socket-options.ts';
import { defaultRateLimits, type RateLimits } from './wire/rate-limits.ts';

export interface GatewayOptions {
  /** Refuse what goes over the limits; otherwise it is only counted. */
  readonly limits: boolean;
  readonly demo: boolean;
  readonly clockControl: boolean;
  /** With index.html and assets; undefined: no terminal. */
  readonly terminalDirectory: string | undefined;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long requests under way may take after `close`. */
  readonly drainSeconds: number;
  readonly rateLimits?: RateLimits;
  readonly sockets?: Partial<SocketOptions>;
}

export interface GatewayParts {
  readonly floors: Floors;
  readonly identity: Identity;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly options: GatewayOptions;
  /** For the other servers of the same database. */
  readonly peers?: PeerDoor | undefined;
  /** Wall time, microseconds; for tests. */
  readonly wallClock?: () => number;
}

export interface Gateway {
  /** Resolves with the address that clients use, `http://127.0.0.1:8080`. Rejects when the port is taken. */
  listen(host: string, port: number): Promise<string>;
  /** Takes no new connections, lets requests finish, says goodbye to sockets; cuts what is left after the drain time. */
  close(): Promise<void>;
  readonly server: Server;
  /** For requests without a network. */
  readonly app: FastifyInstance;
  readonly context: GatewayContext;
}

export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { floors, identity, log, metrics, health, options } = parts;
  const wallClock = parts.wallClock ?? (() => Date.now() * 1000);
  const wallMs = () => wallClock() / 1000;
  const context: GatewayContext = {
    floors,
    identity,
    log,
    metrics,
    wallClock,
    trustedProxies: proxyList(options.trustedProxies),
    peers: parts.peers,
    limits: new RequestLimits({
      rateLimits: options.rateLimits ?? defaultRateLimits,
      enforced: options.limits,
      nowMs: wallMs,
    }),
  };

  const app = createApp((error) => log.error({ event: 'request.failed', err: error }));
  const mounted = [
    ...operations,
    ...stubOperations,
    ...refusedOperations,
    ...floorOperations(floors, options, wallMs),
    ...(options.demo ? keyOperations(identity) : []),
    ...moneyOperations(identity),
    ...capitalOperations,
  ];
  mountOperations(app, context, mounted);
  mountPaperActions(app, context, options);
  mountHealth(app, { health, metrics });
  mountTerminal(app, options.terminalDirectory);
  answerMissing(app, context, mounted, [
    ...paperActionPaths.map((path) => ['POST', path] as const),
    ...healthPaths.map((path) => ['GET', path] as const),
    ['GET', '/'],
  ]);
  await app.ready();
  let isClosing = false;
  openOperationDoor(app.server, context, mounted, () => !isClosing);
  capConnections(app.server, {
    total: connectionsMax,
    perAddress: options.limits ? connectionsPerAddressMax : connectionsMax,
    exempt: context.trustedProxies,
  });
  const sockets = attachSockets(app.server, context, { limited: options.limits, ...options.sockets });

  return {
    app,
    context,
    server: app.server,
    async listen(host, port) {
      await app.listen({ host, port });
      return addressOf(app.server, host);
    },
    async close() {
      isClosing = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), options.drainSeconds * 1000);
      await Promise.all([app.close(), sockets.drain()]);
      parts.peers?.close();
      clearTimeout(cut);
    },
  };
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
