/**
 * The edge of the program: one HTTP server with the REST API, the sockets, the terminal, and health. It translates and
 * limits; floors and identity are handed in and belong to the caller, who closes them after the gateway.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Floors } from '../engine/floor-session.ts';
import type { Identity } from '../identity/identity.ts';
import type { ListenKeys } from '../identity/listen-keys.ts';
import type { Health } from '../observe/health.ts';
import type { Log } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { apiDocsPaths, mountApiDocs } from './api-docs/api-docs-routes.ts';
import { proxyList } from './client-address.ts';
import type { GatewayContext } from './context.ts';
import { RequestLimits } from './limits/request-limits.ts';
import type { LimitChannel } from './limits/usage-news.ts';
import { mountedOperations } from './mounted-operations.ts';
import { mountOperator, type OperatorOptions, operatorStatusPath } from './operator/operator-routes.ts';
import { mountPaperActions, paperActions } from './paper/paper-routes.ts';
import type { PeerDoor } from './peers/peer-door.ts';
import { createApp } from './rest/app.ts';
import { capConnections, watchResting } from './rest/connection-cap.ts';
import { healthPaths, mountHealth } from './rest/health-routes.ts';
import { connectionsMax, connectionsPerAddressMax, unreadMs } from './rest/http-limits.ts';
import { answerMissing } from './rest/missing-routes.ts';
import { openOperationDoor } from './rest/operation-door.ts';
import { mountOperations } from './rest/operation-routes.ts';
import { mountTerminal, terminalPaths } from './rest/terminal-files.ts';
import { cutUnreadAnswers } from './rest/unread-answers.ts';
import { defaultApiRules, FloorRules } from './rules/floor-rules.ts';
import { attachSockets } from './sockets/attach-sockets.ts';
import type { SocketOptions } from './sockets/socket-options.ts';
import { defaultRateLimits, type RateLimits } from './wire/rate-limits.ts';

/** How long a start waits for the counts of orders that were placed before it. */
const countsWaitMs = 250;

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
  /** Of floors that name none. */
  readonly apiRules?: string;
  readonly rateLimits?: RateLimits;
  /** Whether who goes on after a refusal is banned; yes unless said otherwise. */
  readonly bans?: boolean;
  readonly sockets?: Partial<SocketOptions>;
}

export interface GatewayParts {
  readonly floors: Floors;
  readonly identity: Identity;
  readonly listenKeys: ListenKeys;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly options: GatewayOptions;
  /** For the Operations page; nobody is let in without. */
  readonly operator?: OperatorOptions | undefined;
  /** For the other servers of the same database. */
  readonly peers?: PeerDoor | undefined;
  /** Whether other servers go on with the floors when this one leaves; none do unless said otherwise. */
  readonly hasCompany?: (() => boolean) | undefined;
  /** Why this server may not know what the others changed; it always does unless said otherwise. */
  readonly trouble?: (() => string | undefined) | undefined;
  /** By which the servers of the same database count requests together. */
  readonly limitChannel?: LimitChannel | undefined;
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
  const limits = new RequestLimits({
    rateLimits: options.rateLimits ?? defaultRateLimits,
    enforced: options.limits,
    bans: options.bans ?? true,
    nowMs: wallMs,
    channel: parts.limitChannel,
  });
  const context: GatewayContext = {
    floors,
    identity,
    listenKeys: parts.listenKeys,
    rules: new FloorRules(options.apiRules ?? defaultApiRules, wallMs),
    log,
    metrics,
    wallClock,
    trustedProxies: proxyList(options.trustedProxies),
    peers: parts.peers,
    hasCompany: parts.hasCompany ?? (() => false),
    trouble: parts.trouble ?? (() => undefined),
    limits,
  };
  const watched = Promise.all(floors.list().map((session) => limits.watch(session)));
  await limits.open();
  // A day of very many orders takes longer, and is counted while others are taken.
  await Promise.race([watched, sleep(countsWaitMs, undefined, { ref: false })]);

  const app = createApp((error) => log.error({ event: 'request.failed', err: error }));
  const mounted = mountedOperations(floors, identity, options, wallMs);
  mountOperations(app, context, mounted);
  mountPaperActions(app, context, options);
  mountHealth(app, { health, metrics });
  mountApiDocs(app, context, mounted);
  mountOperator(app, context, { options: parts.operator, health });
  mountTerminal(app, context, options.terminalDirectory);
  answerMissing(app, context, mounted, [
    ...paperActions.map(({ path }) => ['POST', path] as const),
    ...[...healthPaths, ...terminalPaths, ...apiDocsPaths, operatorStatusPath].map((path) => ['GET', path] as const),
  ]);
  await app.ready();
  const door = openOperationDoor(app.server, context, mounted);
  const nodeRestsSinceMs = watchResting(app.server);
  capConnections(app.server, {
    total: connectionsMax,
    perAddress: options.limits ? connectionsPerAddressMax : connectionsMax,
    exempt: context.trustedProxies,
    restsSinceMs: (socket) => door.restsSinceMs(socket) ?? nodeRestsSinceMs(socket),
  });
  cutUnreadAnswers(app.server, unreadMs);
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
      const cut = setTimeout(() => {
        door.cut();
        app.server.closeAllConnections();
      }, options.drainSeconds * 1000);
      const closed = app.close();
      door.close();
      // Other servers that follow this one hold connections to it, without whose end its server never is closed.
      const drained = sockets.drain(options.drainSeconds * 1000).then(() => parts.peers?.close());
      await Promise.all([closed, drained]);
      limits.close();
      clearTimeout(cut);
    },
  };
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
