/** Asks a running server through its admin socket. Knows nothing of what the operations do. */
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Admin } from './operations.ts';
import type { Progress } from './parts.ts';
import { AdminProblem } from './problem.ts';
import { openSocketAddress } from './socket-address.ts';

/** Nobody listens on the socket: no server runs on this data directory, or it is not open yet. */
export class NoServer extends Error {
  override readonly name = 'NoServer';
}

type Line =
  | { readonly progress: string }
  | { readonly value: unknown }
  | { readonly problem: { readonly reason: string; readonly message: string; readonly hint?: string } };

/** Every call rejects with `NoServer` when nobody listens, `AdminProblem` when refused. */
export function connectAdmin(dataDirectory: string): Admin {
  const address = openSocketAddress(dataDirectory);
  return {
    async call(name, input, progress) {
      const response = await post(address.path, name, JSON.stringify(input));
      return (await readAnswer(response, progress)) as never;
    },
    close: async () => address.close(),
  };
}

function post(socketPath: string, name: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request({ socketPath, method: 'POST', path: `/${name}`, headers, agent: false }, resolve);
    call.once('error', (error: NodeJS.ErrnoException) => {
      const absent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      reject(absent ? new NoServer(`no server listens on ${socketPath}`) : orCut(error));
    });
    call.end(body);
  });
}

async function readAnswer(response: IncomingMessage, progress: Progress): Promise<unknown> {
  try {
    for await (const text of createInterface(response)) {
      const line = JSON.parse(text) as Line;
      if ('value' in line) return line.value;
      if ('problem' in line) throw new AdminProblem(line.problem.reason, line.problem.message, line.problem.hint);
      progress(line.progress);
    }
  } catch (error) {
    throw orCut(error);
  }
  throw cut();
}

/** A connection that was lost is a server that was killed: it closes by answering. */
function orCut(error: unknown): unknown {
  const isLost = error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  return isLost ? cut() : error;
}

function cut(): AdminProblem {
  return new AdminProblem(
    'cut',
    'the server ended before it had answered; whether it was done is not known',
    'start it again and look, before you ask once more',
  );
}
