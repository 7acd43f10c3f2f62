/**
 * Serves the sources to a browser as they are, without their types, and an empty page to run them in. What the browser gets
 * is what Node runs: nothing is bundled, replaced or translated.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const servedPath = /^\/(src\/core|src\/market|test\/golden)\/[a-z0-9/-]+\.ts$/;

export interface ModuleServer {
  readonly url: string;
  close(): void;
}

/** Anything outside core, market and the golden tests is not found, so that an import leaving them fails the page. */
export async function serveStrippedModules(): Promise<ModuleServer> {
  const server = createServer((request, response) => {
    const path = normalize(request.url ?? '/');
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>golden</title>');
      return;
    }
    if (!servedPath.test(path)) {
      response.writeHead(404).end();
      return;
    }
    const source = readFileSync(join(root, path), 'utf8');
    response.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
