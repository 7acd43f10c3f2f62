/**
 * One HTTP request to one operation, from its parts to its written answer, whichever way it came in: by the framework's
 * routes or by the operation door.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import { clientAddress, type ReceivedFrom } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { type Performed, perform } from '../perform.ts';
import type { WireError } from '../wire/errors.ts';
import { type HttpResponse, sendError, sendJson } from './answer.ts';
import { privateJson, publicJson } from './headers.ts';
import { type ReadableRequest, readRequest } from './read-request.ts';

/** What a request costs that is refused before its operation is known to have run. */
const refusalWeight = 1;

export interface HttpExchange {
  readonly request: ReadableRequest & ReceivedFrom;
  readonly response: HttpResponse;
  /** What was received, latin-1; undefined when nothing was. */
  readonly body: string | undefined;
}

/** Writes the answer when it is there. */
export function answerOperation(
  context: GatewayContext,
  operation: Operation,
  session: FloorSession,
  exchange: HttpExchange,
): void {
  const startedMs = performance.now();
  const { request, response, body } = exchange;
  const parts = readRequest(request, body);
  if (!parts.ok) {
    refuseOperation(context, operation, exchange, parts.error);
    return;
  }
  const { raw, timeUnit } = parts.value;
  const address = clientAddress(request, context.trustedProxies);
  const credentials = {
    kind: 'signature',
    keyId: keyIdOf(request),
    payload: raw.payload,
    signature: raw.signature,
  } as const;
  const call = { operation, session, address, requests: 1, parameters: raw.values, timeUnit, credentials } as const;
  perform(context, call).then((performed) => {
    sendPerformed(context, operation, session, address, response, performed);
    requestDone(context, operation, response, startedMs);
  });
}

/** Answers a request whose operation does not begin. */
export function refuseOperation(
  context: GatewayContext,
  operation: Operation,
  { request, response }: HttpExchange,
  error: WireError,
): void {
  const startedMs = performance.now();
  const address = clientAddress(request, context.trustedProxies);
  const limited = context.limits.charge(address, refusalWeight);
  sendError(response, limited?.error ?? error, headersOf(operation), {
    usedWeight: context.limits.used(address),
    retryAfterSeconds: limited?.retryAfterSeconds,
  });
  requestDone(context, operation, response, startedMs);
}

function sendPerformed(
  context: GatewayContext,
  operation: Operation,
  session: FloorSession,
  address: string,
  response: HttpResponse,
  { answer, retryAfterSeconds, key, removedOn }: Performed,
): void {
  const { limits } = context;
  const usedWeight = limits.used(address);
  if (answer.ok) {
    const counted = operation.access !== 'public' && operation.orders > 0 && key !== undefined;
    const orderCounts = counted ? limits.orderCounts(session, key.account) : undefined;
    sendJson(response, 200, answer.value, headersOf(operation), { usedWeight, orderCounts, removedOn });
  } else {
    sendError(response, answer.error, headersOf(operation), { usedWeight, retryAfterSeconds, removedOn });
  }
}

function headersOf(operation: Operation): readonly string[] {
  return operation.access === 'public' ? publicJson : privateJson;
}

function requestDone(context: GatewayContext, operation: Operation, response: HttpResponse, startedMs: number): void {
  const seconds = (performance.now() - startedMs) / 1000;
  context.metrics.requestDone(operation.rest.path, operation.rest.method, response.statusCode, seconds);
}

function keyIdOf(request: ReadableRequest): string | undefined {
  const header = request.headers['x-mbx-apikey'];
  return typeof header === 'string' ? header : undefined;
}
