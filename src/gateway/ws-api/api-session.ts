/**
 * Who a connection has logged on as (Ed25519 keys only), and its user data subscriptions: the `session.*` and
 * `userDataStream.*` methods. A key that was revoked loses its session with the next request, and its subscriptions within
 * a second.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import type { ApiKey } from '../../identity/api-key.ts';
import type { GatewayContext } from '../context.ts';
import type { Answer } from '../operations/operation.ts';
import { authenticate } from '../perform.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { type TimeUnit, wireTime } from '../wire/time-unit.ts';
import type { ApiRequest } from './api-request.ts';
import type { UserStreams } from './user-streams.ts';

/** All of them weigh the same. */
export const sessionMethodWeight = 2;

export const sessionMethods = [
  'session.logon',
  'session.status',
  'session.logout',
  'session.subscriptions',
  'userDataStream.subscribe',
  'userDataStream.subscribe.signature',
  'userDataStream.unsubscribe',
] as const;
/** Those of them that name a key. */
const signedMethods = [
  'session.logon',
  'userDataStream.subscribe.signature',
] as const satisfies readonly SessionMethod[];
export type SessionMethod = (typeof sessionMethods)[number];

/** Told with the id null, whatever the request's was: it is the session's end, not the request's answer. */
export const sessionRevoked: WireError = wireError('unknown_key');

/** Whether a method belongs to the connection, not to an operation that REST has too. */
export function answersSession(method: string): method is SessionMethod {
  return (sessionMethods as readonly string[]).includes(method);
}

export interface ApiSessionParts {
  readonly context: GatewayContext;
  readonly session: FloorSession;
  /** Of the client. */
  readonly address: string;
  readonly streams: UserStreams;
  readonly unit: TimeUnit;
  /** What answers of this connection show by default. */
  readonly returnRateLimits: boolean;
}

export class ApiSession {
  readonly #methods: Readonly<Record<SessionMethod, (request: ApiRequest) => Answer>> = {
    'session.logon': (request) => this.#logOn(request),
    'session.status': (request) => this.#reading(request).finish(this.#status()),
    'session.logout': (request) => this.#logOut(request),
    'session.subscriptions': (request) => this.#reading(request).finish(this.#subscriptions()),
    'userDataStream.subscribe': (request) => this.#subscribe(request),
    'userDataStream.subscribe.signature': (request) => this.#subscribeBySignature(request),
    'userDataStream.unsubscribe': (request) => this.#unsubscribe(request),
  };
  readonly #parts: ApiSessionParts;
  readonly #connectedSince: number;
  #key: ApiKey | undefined;
  #authorizedSince = 0;

  constructor(parts: ApiSessionParts) {
    this.#parts = parts;
    this.#connectedSince = parts.context.wallClock();
  }

  /** The key logged on with. Refusal: -2015 (once) when it has been revoked since; then nobody is logged on. */
  liveKey(): Outcome<ApiKey | undefined> {
    if (this.#key === undefined || !this.#isGone(this.#key)) return accept(this.#key);
    this.#endSession();
    return { ok: false, error: sessionRevoked };
  }

  /** Whether a request names a key that is unknown here, which another server may have made a moment ago. */
  mayTurnUp({ method, apiKey }: ApiRequest): boolean {
    const found = this.#parts.context.identity.findKey(this.#parts.session.name, apiKey);
    return (signedMethods as readonly string[]).includes(method) && !found.ok && found.failure === 'unknown_key';
  }

  /** Undefined when the method is none of these. */
  answer(request: ApiRequest): Answer | undefined {
    return answersSession(request.method) ? this.#methods[request.method](request) : undefined;
  }

  /** Ends the subscriptions of keys that are no longer valid. */
  checkKeys(): void {
    this.#parts.streams.end(({ key }) => this.#isGone(key));
  }

  #logOn(request: ApiRequest): Answer {
    const read = this.#reading(request).finish(undefined);
    if (!read.ok) return read;
    const signed = this.#authenticate(request, 'either');
    if (!signed.ok) return signed;
    const { key } = signed.value;
    if (key.kind !== 'ed25519') return refuse('ed25519_only');
    if (this.#key?.account !== key.account) this.#endSession();
    this.#key = key;
    this.#authorizedSince = this.#parts.context.wallClock();
    return accept(this.#status());
  }

  #logOut(request: ApiRequest): Answer {
    const read = this.#reading(request).finish(undefined);
    if (!read.ok) return read;
    this.#endSession();
    return accept(this.#status());
  }

  #subscribe(request: ApiRequest): Answer {
    const read = this.#readSubscription(request);
    if (!read.ok) return read;
    const key = this.liveKey();
    if (!key.ok) return key;
    if (key.value === undefined) return refuse('not_logged_on');
    if (!key.value.canRead) return refuse('unknown_key');
    return subscribed(this.#parts.streams.subscribe(key.value, true));
  }

  #subscribeBySignature(request: ApiRequest): Answer {
    const read = this.#readSubscription(request);
    if (!read.ok) return read;
    const signed = this.#authenticate(request, 'read');
    return signed.ok ? subscribed(this.#parts.streams.subscribe(signed.value.key, false)) : signed;
  }

  /** Some clients send a key and a signature along; neither is needed to stop listening. */
  #unsubscribe(request: ApiRequest): Answer {
    const reader = this.#reading(request);
    const id = reader.integer('subscriptionId');
    const read = reader.finish(undefined);
    if (!read.ok) return read;
    const ended = this.#parts.streams.end((subscription) => id === undefined || subscription.id === id);
    return id !== undefined && ended === 0 ? refuse('subscription_unknown') : accept('{}');
  }

  #subscriptions(): string {
    return JSON.stringify(this.#parts.streams.ids.map((subscriptionId) => ({ subscriptionId })));
  }

  /** Like a private read, refused by who may not have heard which keys were revoked. */
  #readSubscription(request: ApiRequest): Answer | Outcome<undefined> {
    const read = this.#reading(request).finish(undefined);
    return read.ok && this.#parts.context.trouble() !== undefined ? refuse('server_busy') : read;
  }

  #isGone(key: ApiKey): boolean {
    return !this.#parts.context.identity.findKey(this.#parts.session.name, key.id).ok;
  }

  #endSession(): void {
    this.#parts.streams.end(({ bySession }) => bySession);
    this.#key = undefined;
  }

  #authenticate(request: ApiRequest, access: 'read' | 'either') {
    const { context, session, address } = this.#parts;
    if (request.apiKey === undefined || request.apiKey === '') return refuse('missing_parameter', 'apiKey');
    const { apiKey: keyId, signature, parameters } = request;
    const credentials = { kind: 'signature', keyId, payload: request.payload(), signature } as const;
    return authenticate(context, { session, address, parameters, credentials }, access);
  }

  #reading(request: ApiRequest): ParameterReader {
    const reader = new ParameterReader(request.parameters);
    reader.skip('timestamp', 'recvWindow');
    return reader;
  }

  #status(): string {
    const { unit, returnRateLimits, streams } = this.#parts;
    const key = this.#key;
    const apiKey = key === undefined ? 'null' : `"${key.id}"`;
    const since = key === undefined ? 'null' : wireTime(this.#authorizedSince, unit);
    return (
      `{"apiKey":${apiKey},"authorizedSince":${since},"connectedSince":${wireTime(this.#connectedSince, unit)},` +
      `"returnRateLimits":${returnRateLimits},"serverTime":${wireTime(this.#parts.context.wallClock(), unit)},` +
      `"userDataStream":${streams.ids.length > 0}}`
    );
  }
}

function subscribed(outcome: ReturnType<UserStreams['subscribe']>): Answer {
  return outcome.ok ? accept(`{"subscriptionId":${outcome.value}}`) : outcome;
}
