/** Paths and methods that are nothing here, and preflights: always JSON, with the methods that would work. */
import type { FastifyInstance } from 'fastify';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { wireError } from '../wire/errors.ts';
import { sendError } from './answer.ts';
import { fileWeight, isWeighed } from './file-weight.ts';
import { privateJson, publicPreflight } from './headers.ts';

const floorPrefix = /^\/floors\/[^/]+(?=\/)/;

interface Known {
  readonly methods: Set<string>;
  /** All of it may be read from other sites. */
  readonly isPublic: boolean;
}

export function answerMissing(
  app: FastifyInstance,
  context: GatewayContext,
  operations: readonly Operation[],
  otherRoutes: readonly (readonly [method: string, path: string])[],
): void {
  const known = knownPaths(operations, otherRoutes);
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    const response = reply.raw;
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    const found = missing(known.get(path.replace(floorPrefix, '')), request.method);
    const allow = found === undefined ? undefined : [...found.methods, 'OPTIONS'].join(', ');
    const address = clientAddress(request.raw, context.trustedProxies);
    const limited = isWeighed(request.raw) ? undefined : context.limits.charge(address, fileWeight);
    const extras = { usedWeight: context.limits.used(address), allow, retryAfterSeconds: limited?.retryAfterSeconds };
    if (limited !== undefined) return sendError(response, limited.error, privateJson, extras);
    if (request.method === 'OPTIONS' && found !== undefined) {
      response.writeHead(204, [...(found.isPublic ? publicPreflight : []), 'allow', allow ?? '']);
      response.end();
      return;
    }
    sendError(response, wireError(found === undefined ? 'unknown_route' : 'wrong_method'), privateJson, extras);
  });
}

/** A path that has the method and still was not routed is one that floors do not have. */
function missing(found: Known | undefined, method: string): Known | undefined {
  return found?.methods.has(method) === true ? undefined : found;
}

function knownPaths(
  operations: readonly Operation[],
  otherRoutes: readonly (readonly [method: string, path: string])[],
): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  const add = (method: string, path: string, isPublic: boolean) => {
    const before = known.get(path);
    const methods = before?.methods ?? new Set<string>();
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
    known.set(path, { methods, isPublic: isPublic && (before?.isPublic ?? true) });
  };
  for (const { rest, access } of operations) add(rest.method, rest.path, access === 'public' && rest.method === 'GET');
  for (const [method, path] of otherRoutes) add(method, path, false);
  return known;
}
