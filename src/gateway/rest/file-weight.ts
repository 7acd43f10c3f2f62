/**
 * What pages, files and documents weigh: little, but something, or one address could have them sent all the time while everybody else waits.
 * Health checks and figures weigh nothing: whoever watches a server asks from one address, and must be answered when it is under load.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import { sendError } from './answer.ts';
import { privateJson } from './headers.ts';

/** A page, a file of it, or a path that is nothing. */
export const fileWeight = 1;

const weighed = new WeakSet<IncomingMessage>();

/** Whether a request for a file has been charged for: it may turn out that there is none. */
export function isWeighed(request: IncomingMessage): boolean {
  return weighed.has(request);
}

/** Charges for every request that `scope` answers; beyond the limit it is refused like any other. */
export function weighFiles(scope: FastifyInstance, { limits, trustedProxies }: GatewayContext, weight: number): void {
  scope.addHook('onRequest', (request, reply, goOn) => {
    const address = clientAddress(request.raw, trustedProxies);
    const limited = limits.charge(address, weight);
    weighed.add(request.raw);
    if (limited === undefined) {
      goOn();
      return;
    }
    reply.hijack();
    const { error, retryAfterSeconds } = limited;
    sendError(reply.raw, error, privateJson, { usedWeight: limits.used(address), retryAfterSeconds });
  });
}
