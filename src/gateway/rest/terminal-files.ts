/**
 * The web terminal's built files at `/`, and its page once more for each floor at `/f/NAME`. Files named by their content may be
 * kept for ever; the page itself is asked for anew.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from './headers.ts';

/** The page finds out by itself whether there is such a floor. */
const floorPage = '/f/:floor';
const unbuilt =
  '<!doctype html><html lang="en"><title>Paperfloor</title><p>SIMULATION. Paperfloor is open; its web terminal is not ' +
  'built here. The API answers under /api/v3.</p></html>';

/** `directory` undefined or without a page: `/` says that there is no terminal. */
export function mountTerminal(app: FastifyInstance, directory: string | undefined): void {
  if (directory === undefined || !existsSync(join(directory, 'index.html'))) {
    for (const path of ['/', floorPage]) {
      app.get(path, (_request, reply) =>
        reply
          .headers({ ...pageHeaders, 'cache-control': 'no-cache' })
          .type('text/html; charset=utf-8')
          .send(unbuilt),
      );
    }
    return;
  }
  app.get(floorPage, (_request, reply) => reply.sendFile('index.html'));
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
