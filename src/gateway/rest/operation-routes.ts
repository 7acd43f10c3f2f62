/** Mounts operations as routes, for the default floor at `/` and for each floor under `/floors/NAME`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FloorSession, Floors } from '../../engine/floor-session.ts';
import type { GatewayContext } from '../context.ts';
import { missingFloor } from '../missing-floor.ts';
import type { Operation } from '../operations/operation.ts';
import type { WireError } from '../wire/errors.ts';
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
      if (session === undefined) refuseOperation(context, operation, exchange, noFloor(context, request));
      else answerOperation(context, operation, session, exchange);
    };
    app.route({ method, url: path, handler });
    app.route({ method, url: `/floors/:floor${path}`, handler });
  }
}

/** The floor a route is about; undefined when there is none of that name, or it is closed. */
export function floorOf({ floors }: GatewayContext, request: FastifyRequest): FloorSession | undefined {
  return floors.get(nameOf(floors, request));
}

/** Why there is none. */
export function noFloor({ floors }: GatewayContext, request: FastifyRequest): WireError {
  return missingFloor(floors, nameOf(floors, request));
}

function nameOf(floors: Floors, request: FastifyRequest): string {
  const { floor } = request.params as { readonly floor?: string };
  return floor ?? floors.defaultName;
}
