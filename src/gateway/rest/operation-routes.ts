/** Mounts operations as routes, for the default floor at `/` and for each floor under `/floors/NAME`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import { answerOperation, refuseOperation } from './answer-operation.ts';

export function mountOperations(app: FastifyInstance, context: GatewayContext, operations: readonly Operation[]): void {
  for (const operation of operations) {
    const { method, path } = operation.rest;
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      const session = floorOf(context, request);
      const exchange = {
        request: request.raw,
        response: reply.raw,
        body: (request.body as Buffer | undefined)?.toString('latin1'),
      };
      if (session === undefined) refuseOperation(context, operation, exchange, unknownFloor(request));
      else answerOperation(context, operation, session, exchange);
    };
    app.route({ method, url: path, handler });
    app.route({ method, url: `/floors/:floor${path}`, handler });
  }
}

function unknownFloor(request: FastifyRequest): WireError {
  return wireError('unknown_floor', floorName(request));
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
