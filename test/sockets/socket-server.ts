/** The socket doors alone on a real HTTP server, over a floor moved by hand; paces fifty times quicker than the real ones. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import type { FloorListener } from '../../src/engine/floor-session.ts';
import { floorAccounts } from '../../src/gateway/floor-accounts.ts';
import { RequestLimits } from '../../src/gateway/limits/request-limits.ts';
import { defaultApiRules, FloorRules } from '../../src/gateway/rules/floor-rules.ts';
import { attachSockets, type Sockets } from '../../src/gateway/sockets/attach-sockets.ts';
import type { SocketOptions } from '../../src/gateway/sockets/socket-options.ts';
import { defaultRateLimits, type RateLimits } from '../../src/gateway/wire/rate-limits.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { ListenKeys } from '../../src/identity/listen-keys.ts';
import { createSecretBox } from '../../src/identity/secret-box.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { smallDefinition } from '../core/small-floor.ts';
import { MemoryIdentityStore } from '../support/memory-identity-store.ts';
import type { MemoryListenKeyStore } from '../support/memory-listen-key-store.ts';
import { MemorySession, memoryFloors } from '../support/memory-session.ts';

/** Time stands still until `advance`. */
export class Desk extends MemorySession {
  listeners = 0;

  constructor(definition: FloorDefinition) {
    super({ definition, frozen: true });
  }

  /** Does one command now. */
  apply(command: UserCommand): Promise<Result<Applied>> {
    return this.submit(command);
  }

  /** Lets floor time pass. */
  advance(microseconds: number): TimestampUs {
    void this.step(microseconds);
    return this.now();
  }

  override listen(listener: FloorListener): () => void {
    const unlisten = super.listen(listener);
    this.listeners++;
    return () => {
      this.listeners--;
      unlisten();
    };
  }
}

export interface SocketServer {
  readonly desk: Desk;
  readonly identity: Identity;
  readonly sockets: Sockets;
  readonly listenKeyStore: MemoryListenKeyStore;
  /** Wall time as the server has it may be moved ahead of the real one. */
  readonly clock: { aheadMs: number };
  /** Other servers of the same floors: none at first. */
  readonly cluster: { hasCompany: boolean; trouble: string | undefined };
  readonly port: number;
  /** `ws://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startSocketServer(
  options: Partial<SocketOptions> = {},
  definition: FloorDefinition = smallDefinition,
  rateLimits: Partial<RateLimits> = {},
): Promise<SocketServer> {
  const desk = new Desk(definition);
  const floors = memoryFloors(desk);
  const box = createSecretBox(new Uint8Array(32));
  const store = new MemoryIdentityStore();
  const { listenKeys: listenKeyStore } = store;
  const identity = await createIdentity({ store, box, floors: floorAccounts(floors) });
  const server = createServer((_request, response) => response.writeHead(404).end());
  const clock = { aheadMs: 0 };
  const cluster: SocketServer['cluster'] = { hasCompany: false, trouble: undefined };
  const nowMs = () => Date.now() + clock.aheadMs;
  const wallClock = () => nowMs() * 1000;
  const sockets = attachSockets(
    server,
    {
      floors,
      identity,
      listenKeys: new ListenKeys(listenKeyStore, nowMs),
      rules: new FloorRules(defaultApiRules, Date.now),
      limits: new RequestLimits({
        rateLimits: { ...defaultRateLimits, ...rateLimits },
        enforced: true,
        nowMs: Date.now,
      }),
      log: createLogger({ level: 'silent', pretty: false }),
      metrics: createMetrics(),
      wallClock,
      trustedProxies: new BlockList(),
      hasCompany: () => cluster.hasCompany,
      trouble: () => cluster.trouble,
    },
    { quickMs: 5, slowMs: 20, checkMs: 20, ...options },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    desk,
    identity,
    sockets,
    listenKeyStore,
    clock,
    cluster,
    port,
    url: `ws://127.0.0.1:${port}`,
    async close() {
      await sockets.drain(0);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Trader {
  readonly account: number;
  readonly apiKey: string;
  /** Parameters with key, time and signature, as the WebSocket API wants them. */
  sign(params: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** An account with funds and an HMAC key. */
export async function createTrader(server: SocketServer, name: string, funds: Record<string, string>): Promise<Trader> {
  const { desk, identity } = server;
  const opened = await identity.createAccount(desk.name, name, funds);
  const key = await identity.createKey(desk.name, name, {});
  if (!opened.ok || !key.ok) throw new Error('the account could not be made');
  const { apiKey, secretKey } = key.value;
  return {
    account: opened.value.account,
    apiKey,
    sign(params) {
      const full: Record<string, unknown> = { timestamp: Date.now(), ...params, apiKey };
      const names = Object.keys(full).sort();
      const payload = names.map((key) => `${key}=${full[key]}`).join('&');
      return {
        ...full,
        signature: createHmac('sha256', secretKey ?? '')
          .update(payload)
          .digest('hex'),
      };
    },
  };
}
