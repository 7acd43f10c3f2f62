/** What every door of the gateway (REST, streams, WebSocket API) works with. Put together once, in gateway.ts. */
import type { BlockList } from 'node:net';
import type { Floors } from '../engine/floor-session.ts';
import type { Identity } from '../identity/identity.ts';
import type { ListenKeys } from '../identity/listen-keys.ts';
import type { Log } from '../observe/logger.ts';
import type { GatewayMetrics } from '../observe/metrics.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { PeerDoor } from './peers/peer-door.ts';
import type { FloorRules } from './rules/floor-rules.ts';

export interface GatewayContext {
  readonly floors: Floors;
  readonly identity: Identity;
  readonly listenKeys: ListenKeys;
  /** Which day's API each floor speaks. */
  readonly rules: FloorRules;
  /** Weights per address and order counts per account, shared by all doors. */
  readonly limits: RequestLimits;
  readonly log: Log;
  readonly metrics: GatewayMetrics;
  /** Wall time, microseconds since 1970. */
  readonly wallClock: () => number;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: BlockList | undefined;
  /** Where the other servers of the same database come in; undefined where there can't be any. */
  readonly peers?: PeerDoor | undefined;
  /** Whether other servers go on with the floors when this one leaves. */
  readonly hasCompany: () => boolean;
  /** Why this server may not know what the others changed, revoked keys among it; undefined when it does. */
  readonly trouble: () => string | undefined;
}
