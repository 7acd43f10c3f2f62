/** Mounts operations as routes, for the default floor at `/` and for each floor under `/floors/NAME`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FloorSession } from '../../engine/floor-session.ts';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { perform } from '../perform.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import { sendError, sendJson } from './answer.ts';
import { privateJson, publicJson } from './headers.ts';
import { readRequest } from './read-request.ts';

/** What a request costs that is refused before its operation is known to have run. */
const refusalWeight = 1;

export function mountOperations(app: FastifyInstance, context: GatewayContext, operations: readonly Operation[]): void {
  for (const operation of operations) {
    const { method, path } = operation.rest;
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      void answerOperation(context, operation, request, reply);
    };
    app.route({ method, url: path, handler });
    app.route({ method, url: `/floors/:floor${path}`, handler });
  }
}

async function answerOperation(
  context: GatewayContext,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const startedMs = performance.now();
  const response = reply.raw;
  const address = clientAddress(request.raw, context.trustedProxies);
  const headers = operation.access === 'public' ? publicJson : privateJson;
  const refused = (error: WireError) => {
    const limited = context.limits.charge(address, refusalWeight);
    sendError(response, limited?.error ?? error, headers, {
      usedWeight: context.limits.used(address),
      retryAfterSeconds: limited?.retryAfterSeconds,
    });
    done();
  };
  const done = () => {
    const seconds = (performance.now() - startedMs) / 1000;
    context.metrics.requestDone(operation.rest.path, operation.rest.method, response.statusCode, seconds);
  };

  const session = floorOf(context, request);
  if (session === undefined) return refused(wireError('unknown_floor', floorName(request)));
  const parts = readRequest(request.raw, request.body as Buffer | undefined);
  if (!parts.ok) return refused(parts.error);
  const { raw, timeUnit } = parts.value;
  const { answer, retryAfterSeconds, key } = await perform(context, {
    operation,
    session,
    address,
    parameters: raw.values,
    timeUnit,
    credentials: {
      kind: 'signature',
      keyId: keyIdOf(request),
      payload: raw.payload,
      signature: raw.signature,
    },
  });
  const usedWeight = context.limits.used(address);
  if (answer.ok) {
    const counted = operation.access !== 'public' && operation.orders > 0 && key !== undefined;
    const orderCounts = counted ? context.limits.orderCounts(session, key.account) : undefined;
    sendJson(response, 200, answer.value, headers, { usedWeight, orderCounts });
  } else {
    sendError(response, answer.error, headers, { usedWeight, retryAfterSeconds });
  }
  done();
}

function keyIdOf(request: FastifyRequest): string | undefined {
  const header = request.raw.headers['x-mbx-apikey'];
  return typeof header === 'string' ? header : undefined;
}

/** The floor a route is about; undefined when there is none of that name. */
export function floorOf(context: GatewayContext, request: FastifyRequest): FloorSession | undefined {
  const { floor } = request.params as { readonly floor?: string };
  return floor === undefined ? context.floors.default : context.floors.get(floor);
}

/** As asked for, safe to print. */
export function floorName(request: FastifyRequest): string {
  const { floor } = request.params as { readonly floor?: string };
  return (floor ?? '').replace(/[^A-Za-z0-9._-]/g, '?').slice(0, 64);
}
