import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectAdmin } from './admin-client.ts';
import { AdminProblem } from './problem.ts';

for (const [when, act] of [
  ['before a word', (request) => void request.socket.destroy()],
  [
    'in the middle of its answer',
    (_request, response) => {
      response.write('{"progress":"half of it"}\n');
      setTimeout(() => response.destroy(), 20);
    },
  ],
  ['with an answer that is not whole', (_request, response) => void response.end('{"progress":"all of it"}\n')],
] as const satisfies readonly (readonly [string, RequestListener])[]) {
  test(`a server that ends ${when} leaves it open whether the wish was done`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'paperfloor-cut-'));
    const server = createServer(act).listen(join(directory, 'admin.sock'));
    await once(server, 'listening');
    const admin = connectAdmin(directory);
    await assert.rejects(
      admin.call('floor.list', {}, () => {}),
      (error) => error instanceof AdminProblem && error.reason === 'cut' && /is not known/.test(error.message),
    );
    await admin.close();
    server.close();
    rmSync(directory, { recursive: true });
  });
}
