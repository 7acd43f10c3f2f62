/** The web terminal's built files at `/`. Named by content they may be kept for ever; the page itself is asked for anew. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from './headers.ts';

const unbuilt =
  '<!doctype html><html lang="en"><title>Paperfloor</title><p>SIMULATION. Paperfloor is open; its web terminal is not ' +
  'built here. The API answers under /api/v3.</p></html>';

/** `directory` undefined or without a page: `/` says that there is no terminal. */
export function mountTerminal(app: FastifyInstance, directory: string | undefined): void {
  if (directory === undefined || !existsSync(join(directory, 'index.html'))) {
    app.get('/', (_request, reply) =>
      reply
        .headers({ ...pageHeaders, 'cache-control': 'no-cache' })
        .type('text/html; charset=utf-8')
        .send(unbuilt),
    );
    return;
  }
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
