/**
 * One request from the door to its answer: weight, key, signature, time, permission, order count, operation. In this
 * order, so that an unsigned caller learns nothing about an account and a refused one costs little.
 */
import type { FloorSession } from '../engine/floor-session.ts';
import type { ApiKey } from '../identity/api-key.ts';
import type { GatewayContext } from './context.ts';
import type { LimitRefusal } from './limits/request-limits.ts';
import { isOpen } from './missing-floor.ts';
import type {
  Answer,
  KeyedOperation,
  Operation,
  PublicOperation,
  SignedOperation,
  SignedRequest,
} from './operations/operation.ts';
import { engineTrouble } from './operations/orders.ts';
import { checkRequestTime, readRequestTime } from './request-time.ts';
import { errorTable, type WireError } from './wire/errors.ts';
import { type Accepted, accept, type Outcome, refuse } from './wire/outcome.ts';
import type { TimeUnit } from './wire/time-unit.ts';

interface SignatureCredentials {
  readonly kind: 'signature';
  readonly keyId: string | undefined;
  /** What was signed, latin-1. */
  readonly payload: string;
  readonly signature: string | undefined;
}

export type Credentials =
  | SignatureCredentials
  /** A socket that logged on. */
  | { readonly kind: 'session'; readonly key: ApiKey };

export interface Call {
  readonly operation: Operation;
  readonly session: FloorSession;
  /** Of the client, for the weight. */
  readonly address: string;
  /** Raw requests it counts as: none on sockets. */
  readonly requests: 0 | 1;
  readonly parameters: ReadonlyMap<string, string>;
  readonly timeUnit: TimeUnit;
  readonly credentials: Credentials;
}

export interface Performed {
  readonly answer: Answer;
  /** With refusals by a limit. */
  readonly retryAfterSeconds?: number;
  /** Whose it was, once the signature was checked. */
  readonly key?: ApiKey;
  /** The day on which the exchange removed what was answered here. */
  readonly removedOn?: string;
}

const [, unknownKey] = errorTable.unknown_key;

/** Never rejects: a bug becomes the answer -1000 and a line in the log. */
export function perform(context: GatewayContext, call: Call): Promise<Performed> {
  const { operation, address, parameters } = call;
  const weight = operation.weight(parameters);
  const limited = context.limits.charge(address, weight, call.requests);
  if (limited !== undefined) return Promise.resolve(refusedByLimit(limited));
  // A socket may be older than the end of its floor.
  if (!isOpen(context.floors, call.session))
    return Promise.resolve({ answer: refuse('floor_closed', call.session.name) });
  const standing = context.rules.of(call.session).standing(operation.name);
  switch (standing.kind) {
    case 'not_yet':
      return Promise.resolve({ answer: refuse('unknown_route') });
    case 'removed':
      return Promise.resolve({ answer: refuse('operation_removed') });
    case 'kept':
      return performHere(context, call, weight).then((done) => ({ ...done, removedOn: standing.since }));
    case 'here':
      return performHere(context, call, weight);
  }
}

function performHere(context: GatewayContext, call: Call, weight: number): Promise<Performed> {
  const { operation } = call;
  switch (operation.access) {
    case 'public':
      return performPublic(context, call, operation);
    case 'key':
      return performKeyed(context, call, operation);
    default:
      return performSigned(context, call, operation, weight);
  }
}

async function performPublic(context: GatewayContext, call: Call, operation: PublicOperation): Promise<Performed> {
  try {
    const { session, parameters, timeUnit } = call;
    const { rateLimits } = context.limits;
    // Market data goes on from what is here, even when nobody can say whether it is the newest.
    const behind = operation.timeless === true ? undefined : session.current();
    if (behind !== undefined) await behind.catch(() => {});
    // What was waited for may have been the end of it.
    if (!isOpen(context.floors, session)) return { answer: refuse('floor_closed', session.name) };
    return { answer: await operation.run({ session, parameters, timeUnit, rateLimits }) };
  } catch (error) {
    return { answer: trouble(context, operation.name, error) };
  }
}

/** Key, permission, address. */
async function performKeyed(context: GatewayContext, call: Call, operation: KeyedOperation): Promise<Performed> {
  try {
    const { session, address, parameters, timeUnit, credentials } = call;
    let key = findKey(context, call);
    const isUnknown = key.ok && key.value === undefined && credentials.kind === 'signature';
    if (isUnknown && (await context.identity.lookUpKey(credentials.keyId))) key = findKey(context, call);
    if (!key.ok) return { answer: key };
    if (key.value === undefined || !mayUse(key.value, 'read', address)) return { answer: refuse('unknown_key') };
    const { listenKeys, limits } = context;
    const request = { session, parameters, timeUnit, rateLimits: limits.rateLimits, key: key.value, listenKeys };
    return { answer: await operation.run(request), key: key.value };
  } catch (error) {
    return { answer: trouble(context, operation.name, error) };
  }
}

async function performSigned(
  context: GatewayContext,
  call: Call,
  operation: SignedOperation,
  weight: number,
): Promise<Performed> {
  const { limits } = context;
  const { session } = call;
  let key: ApiKey | undefined;
  let answer: Answer;
  try {
    let signed = authenticate(context, call, operation.access);
    if (!signed.ok && mayTurnUp(call, signed.error) && (await context.identity.lookUpKey(call.credentials.keyId))) {
      signed = authenticate(context, call, operation.access);
    }
    if (!signed.ok) return { answer: signed };
    if (operation.orders > 0) {
      context.metrics.ordersAsked(operation.orders);
      const limited = limits.takeOrders(session, signed.value.key.account, operation.orders);
      if (limited !== undefined) return await beyondOrders(context, call, operation, signed.value, limited);
    }
    key = signed.value.key;
    const behind = operation.access === 'read' ? session.current() : undefined;
    if (behind !== undefined) {
      await behind;
      // The same answer of the database may have brought the news that the key is revoked.
      const still = findKey(context, call);
      if (still.ok && still.value === undefined) return { answer: refuse('unknown_key') };
    }
    answer = await operation.run(signedRequest(context, call, signed.value));
  } catch (error) {
    answer = trouble(context, operation.name, error);
  }
  if (key === undefined) return { answer };
  if (answer.ok && isFree(context, call, operation, answer)) limits.refund(call.address, weight);
  if (operation.orders > 0) {
    const isCounted = !answer.ok && answer.countsOrder === true;
    limits.endOrders(session, key.account, operation.orders, isCounted ? 'counted' : 'told');
  }
  return { answer, key };
}

function isFree(
  context: GatewayContext,
  { session }: Call,
  operation: SignedOperation,
  answer: Accepted<string>,
): boolean {
  return (operation.freeOnSuccess || answer.isFree === true) && context.rules.of(session).has('free_orders');
}

/** No order left to count: the operation may still have something to do. */
async function beyondOrders(
  context: GatewayContext,
  call: Call,
  operation: SignedOperation,
  signed: Signed,
  limited: LimitRefusal,
): Promise<Performed> {
  const answer = await operation.runBeyondOrders?.(signedRequest(context, call, signed), limited.error);
  return { ...refusedByLimit(limited), key: signed.key, ...(answer === undefined ? {} : { answer }) };
}

function signedRequest(context: GatewayContext, call: Call, { key, checkTime }: Signed): SignedRequest {
  const { limits, wallClock } = context;
  const { session, parameters, timeUnit } = call;
  const orderCounts = () => limits.orderCounts(session, key.account);
  return { session, parameters, timeUnit, rateLimits: limits.rateLimits, key, checkTime, wallClock, orderCounts };
}

function refusedByLimit({ error, retryAfterSeconds }: LimitRefusal): Performed {
  return { answer: { ok: false, error }, retryAfterSeconds };
}

/** Whether the refusal is for an unknown key, which another server may have made a moment ago. */
function mayTurnUp(call: Call, { code }: WireError): call is Call & { readonly credentials: SignatureCredentials } {
  return code === unknownKey && call.credentials.kind === 'signature';
}

export interface Signed {
  readonly key: ApiKey;
  /** Undefined while the request is recent. */
  checkTime(): ReturnType<typeof checkRequestTime>;
}

/** The permission that is needed; `either`: none in particular, and a key has one at least. */
type Access = 'read' | 'trade' | 'either';

/**
 * Key, signature, time, permission, address. Refusals: -2014, -1102, -1100, -2015, -1022, -1021; a key without the
 * permission, or used from an address that is not on its list, is answered like an unknown one.
 */
export function authenticate(
  context: Pick<GatewayContext, 'identity' | 'wallClock'>,
  call: Pick<Call, 'session' | 'address' | 'parameters' | 'credentials'>,
  access: Access,
): Outcome<Signed> {
  const { session, address, parameters, credentials } = call;
  const key = findKey(context, call);
  if (!key.ok) return key;
  const time = readRequestTime(parameters);
  if (!time.ok) return time;
  if (credentials.kind === 'signature') {
    if (credentials.signature === undefined || credentials.signature === '') {
      return refuse('missing_parameter', 'signature');
    }
    const { keyId, payload, signature } = credentials;
    const checked = context.identity.authenticate(session.name, keyId, payload, signature);
    if (!checked.ok) return refuse(checked.failure === 'wrong_signature' ? 'invalid_signature' : 'unknown_key');
  }
  const checkTime = () => checkRequestTime(time.value, context.wallClock(), session);
  const late = checkTime();
  if (late !== undefined) return { ok: false, error: late };
  if (key.value === undefined) return refuse('unknown_key');
  return mayUse(key.value, access, address) ? accept({ key: key.value, checkTime }) : refuse('unknown_key');
}

function mayUse({ canRead, canTrade, networks }: ApiKey, access: Access, address: string): boolean {
  const isAllowed = access === 'either' || (access === 'trade' ? canTrade : canRead);
  return isAllowed && networks?.includes(address) !== false;
}

/** The key that was named; undefined when it is well formed and unknown, which is told only after its other checks. */
function findKey(
  context: Pick<GatewayContext, 'identity'>,
  { session, credentials }: Pick<Call, 'session' | 'credentials'>,
): Outcome<ApiKey | undefined> {
  const keyId = credentials.kind === 'session' ? credentials.key.id : credentials.keyId;
  const found = context.identity.findKey(session.name, keyId);
  if (found.ok) return accept(found.key);
  return found.failure === 'malformed_key' ? refuse('bad_key_format') : accept(undefined);
}

function trouble(context: GatewayContext, operation: string, error: unknown): Answer {
  try {
    return engineTrouble(error);
  } catch (bug) {
    context.log.error({ event: 'operation.failed', operation, err: bug });
    return refuse('internal');
  }
}
