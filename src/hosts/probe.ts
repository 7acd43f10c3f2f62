/** Asks through the front as a client would: by name, over TLS, trusting the made authority alone. */
import { request } from 'node:https';
import { HostsProblem } from './hosts-state.ts';

const answerMs = 5_000;

/** Resolves when Paperfloor answers under this name. Rejects with `HostsProblem`. */
export function probe(of: { readonly name: string; readonly port: number; readonly authority: string }): Promise<void> {
  const where = `https://${of.name}:${of.port}/api/v3/ping`;
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown) =>
      reject(new HostsProblem(`${where} does not answer: ${why}`, { cause }));
    const asked = request(
      {
        // Not by the system's names: those may be kept in memory for a while.
        host: '127.0.0.1',
        port: of.port,
        servername: of.name,
        ca: of.authority,
        path: '/api/v3/ping',
        headers: { host: of.name },
        timeout: answerMs,
        agent: false,
      },
      (response) => {
        response.resume();
        if (response.statusCode === 200) resolve();
        else failed(`status ${response.statusCode}`);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`nothing within ${answerMs / 1000} s`)));
    asked.on('error', (error) => failed(`is the server running? (${error.message})`, error));
    asked.end();
  });
}
