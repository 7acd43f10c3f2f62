/**
 * Serves the documents of each floor, and the page that shows them. They are made when somebody asks, and kept for a while, since
 * what a floor answers may change with the day (rules/api-rules.ts). The bytes are ready, but many: they weigh what exchangeInfo does.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { sendError } from '../rest/answer.ts';
import { weighFiles } from '../rest/file-weight.ts';
import { privateJson, publicDocument } from '../rest/headers.ts';
import { floorOf, noFloor } from '../rest/operation-routes.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi.ts';
import type { DocsSubject, Json } from './subject.ts';

const documentWeight = 20;
/** Wall milliseconds. */
const keptMs = 60_000;

const documents: readonly (readonly [path: string, make: (subject: DocsSubject) => Json])[] = [
  ['/api-docs/openapi.json', openApiDocument],
  ['/api-docs/asyncapi.json', asyncApiDocument],
];
export const apiDocsPaths: readonly string[] = documents.map(([path]) => path);

export function mountApiDocs(app: FastifyInstance, context: GatewayContext, operations: readonly Operation[]): void {
  app.register(async (scope) => {
    weighFiles(scope, context, documentWeight);
    serveDocuments(scope, context, operations);
  });
}

function serveDocuments(app: FastifyInstance, context: GatewayContext, operations: readonly Operation[]): void {
  for (const [path, make] of documents) {
    const kept = new WeakMap<FloorSession, { readonly bytes: Buffer; readonly madeMs: number }>();
    const bytesOf = (session: FloorSession): Buffer => {
      const now = context.wallClock() / 1000;
      const before = kept.get(session);
      if (before !== undefined && now - before.madeMs < keptMs) return before.bytes;
      const bytes = Buffer.from(JSON.stringify(make(subjectOf(context, session, operations))));
      kept.set(session, { bytes, madeMs: now });
      return bytes;
    };
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      const session = floorOf(context, request);
      if (session !== undefined) return reply.headers(publicDocument).send(bytesOf(session));
      reply.hijack();
      sendError(reply.raw, noFloor(context, request), privateJson, { usedWeight: 0 });
      return reply;
    };
    app.get(path, handler);
    app.get(`/floors/:floor${path}`, handler);
  }
}

function subjectOf(context: GatewayContext, session: FloorSession, operations: readonly Operation[]): DocsSubject {
  const rules = context.rules.of(session);
  return {
    floor: {
      name: session.name,
      base: session.name === context.floors.defaultName ? '' : `/floors/${session.name}`,
      symbols: session.floor.instruments.symbols.map(({ name }) => name),
    },
    operations,
    standing: (operation) => rules.standing(operation),
  };
}
