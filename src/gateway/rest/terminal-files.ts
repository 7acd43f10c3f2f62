/**
 * The web terminal's built files at `/`, its page once more for each floor at `/f/NAME`, and the pages that are built with it: the
 * API's reference and the operators'. Files named by their content may be kept for ever; the pages themselves are asked for anew.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { fileWeight, weighFiles } from './file-weight.ts';
import { pageHeaders } from './headers.ts';

/** The page finds out by itself whether there is such a floor. */
const floorPage = '/f/:floor';
/** The built page of each address. */
const pages: Readonly<Record<string, string>> = {
  '/': 'index.html',
  [floorPage]: 'index.html',
  '/api-docs': 'api-docs.html',
  '/floors/:floor/api-docs': 'api-docs.html',
  '/operations': 'operations.html',
};
export const terminalPaths: readonly string[] = ['/', '/api-docs', '/operations'];
const unbuilt =
  '<!doctype html><html lang="en"><title>Paperfloor</title><p>SIMULATION. Paperfloor is open; its web terminal is not ' +
  'built here. The API answers under /api/v3; what it answers stands in <a href="/api-docs/openapi.json">/api-docs/openapi.json</a> ' +
  'and <a href="/api-docs/asyncapi.json">/api-docs/asyncapi.json</a>.</p></html>';

/** `directory` undefined or without a page: `/` says that there is no terminal. */
export function mountTerminal(app: FastifyInstance, context: GatewayContext, directory: string | undefined): void {
  app.register(async (scope) => {
    weighFiles(scope, context, fileWeight);
    serveFiles(scope, directory);
  });
}

function serveFiles(app: FastifyInstance, directory: string | undefined): void {
  if (directory === undefined || !existsSync(join(directory, 'index.html'))) {
    for (const path of Object.keys(pages)) {
      app.get(path, (_request, reply) =>
        reply
          .headers({ ...pageHeaders, 'cache-control': 'no-cache' })
          .type('text/html; charset=utf-8')
          .send(unbuilt),
      );
    }
    return;
  }
  // The page at `/` is the folder's own.
  for (const [path, file] of Object.entries(pages))
    if (path !== '/') app.get(path, (_request, reply) => reply.sendFile(file));
  app.register(fastifyStatic, {
    root: directory,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(reply, path) {
      const named = path.includes('/assets/');
      reply.headers(pageHeaders);
      reply.header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
