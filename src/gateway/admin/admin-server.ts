/**
 * The administrator's door of a running server: HTTP over a Unix socket in the data directory, mode 0600. Who may open the
 * file may do everything; there is no other check. POST /OPERATION with a JSON body; the answer is lines of JSON, first any
 * number of `{"progress": …}`, then one `{"value": …}` or `{"problem": …}`.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isOperationName, runOperation } from './operations.ts';
import type { AdminParts } from './parts.ts';
import { AdminProblem } from './problem.ts';
import { openSocketAddress } from './socket-address.ts';

const bodyBytesMax = 256 * 1024;
const ownerOnly = 0o177;

export interface AdminServer {
  close(): Promise<void>;
}

export interface AdminServerOptions {
  readonly dataDirectory: string;
  readonly parts: AdminParts;
  /** Told of failures that are nobody's wrong input. */
  readonly failed: (operation: string, error: unknown) => void;
}

/** The data directory must be ours already (server.pid): a socket file that lies there is one left behind. */
export async function openAdminServer({ dataDirectory, parts, failed }: AdminServerOptions): Promise<AdminServer> {
  const address = openSocketAddress(dataDirectory);
  rmSync(address.path, { force: true });
  const server = createServer((request, response) => void answer(request, response, parts, failed));
  await listen(server, address.path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          address.close();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The file is born with mode 0600: at no time can others open it.
    const before = process.umask(ownerOnly);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve();
    });
    process.umask(before);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: AdminParts,
  failed: AdminServerOptions['failed'],
): Promise<void> {
  const name = (request.url ?? '').slice(1);
  const send = (line: object) => response.write(`${JSON.stringify(line)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  try {
    if (request.method !== 'POST' || !isOperationName(name)) {
      throw new AdminProblem('unknown_operation', `no operation ${request.method} ${JSON.stringify(name)}`);
    }
    const input = parseBody(await readBody(request));
    send({ value: await runOperation(parts, name, input, (progress) => send({ progress })) });
  } catch (error) {
    if (!(error instanceof AdminProblem)) failed(name, error);
    send({ problem: describe(error) });
  }
  response.end();
}

function describe(error: unknown): { reason: string; message: string; hint: string | undefined } {
  if (error instanceof AdminProblem) return { reason: error.reason, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return { reason: 'failed', message, hint: "look into the server's log" };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new AdminProblem('too_large', `expected at most ${bodyBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AdminProblem('invalid_input', 'expected a JSON object');
  }
}
