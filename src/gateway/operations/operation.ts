/**
 * One thing a client can ask, whatever it comes through: REST routes and WebSocket API methods are two doors to the same
 * operations, so that they never disagree. An operation gets named texts and answers with JSON text or a named error;
 * it knows nothing of HTTP, sockets, signatures or limits.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import type { ApiKey } from '../../identity/api-key.ts';
import type { ListenKeys } from '../../identity/listen-keys.ts';
import type { WireError } from '../wire/errors.ts';
import type { Outcome } from '../wire/outcome.ts';
import type { OrderCounts, RateLimits } from '../wire/rate-limits.ts';
import type { TimeUnit } from '../wire/time-unit.ts';

export interface PublicRequest {
  readonly session: FloorSession;
  /** Decoded; without `signature`, and on sockets without `apiKey`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly timeUnit: TimeUnit;
  readonly rateLimits: RateLimits;
}

export interface KeyedRequest extends PublicRequest {
  readonly key: ApiKey;
  readonly listenKeys: ListenKeys;
}

export interface SignedRequest extends PublicRequest {
  readonly key: ApiKey;
  /** The second look at the request's time, just before a command goes to the engine. */
  checkTime(): WireError | undefined;
  /** Wall time, microseconds. */
  readonly wallClock: () => number;
  orderCounts(): OrderCounts;
}

/** JSON text. */
export type Answer = Outcome<string>;

interface Described {
  /** Method on the WebSocket API: `order.place`. */
  readonly name: string;
  readonly rest: { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string };
  /** Request weight; may depend on parameters that have not been checked yet. */
  weight(parameters: ReadonlyMap<string, string>): number;
}

export interface PublicOperation extends Described {
  readonly access: 'public';
  /** Nothing in its answer changes with a command. */
  readonly timeless?: true;
  run(request: PublicRequest): Answer | Promise<Answer>;
}

/** For whoever has a key that may read, without a signature. */
export interface KeyedOperation extends Described {
  readonly access: 'key';
  readonly orders: 0;
  run(request: KeyedRequest): Answer | Promise<Answer>;
}

export interface SignedOperation extends Described {
  /** The permission the key needs. */
  readonly access: 'read' | 'trade';
  /** Orders it adds to the account's count of unfilled orders. */
  readonly orders: 0 | 1 | 2 | 3;
  /** Weighs nothing when it succeeds. */
  readonly freeOnSuccess: boolean;
  run(request: SignedRequest): Answer | Promise<Answer>;
  /** Asked when the account has no order left to count: undefined to refuse with `error`, as others do. */
  runBeyondOrders?(request: SignedRequest, error: WireError): Promise<Answer | undefined>;
}

export type Operation = PublicOperation | KeyedOperation | SignedOperation;

/** Of a test order: telling its rates as well is dear. Any case, as the parameter is read. */
export function testOrderWeight(parameters: ReadonlyMap<string, string>): number {
  return parameters.get('computeCommissionRates')?.toLowerCase() === 'true' ? 20 : 1;
}

export function weighing(weight: number): () => number {
  return () => weight;
}
