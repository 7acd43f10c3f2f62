/**
 * A receiver of error reports as a server of the Sentry protocol is one: it takes envelopes at `/api/PROJECT/envelope/` from whoever shows the
 * key, reads them item by item by their lengths, and refuses what is not one.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
export type ReceivedEvent = any;

export interface ErrorReceiver {
  readonly dsn: string;
  readonly events: readonly ReceivedEvent[];
  /** Everything that came, as it came: request lines, headers, bodies. */
  readonly bytes: () => string;
  /** Resolves when so many events are there. */
  received(count: number): Promise<void>;
  /** What it answers from now on; 200 at first. */
  answer(status: number): void;
  close(): Promise<void>;
}

const key = 'a1b2c3';

export async function openErrorReceiver(): Promise<ErrorReceiver> {
  const events: ReceivedEvent[] = [];
  let bytes = '';
  let status = 200;
  let changed = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    bytes += `${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n${body}\n`;
    const read = status === 200 ? readEnvelope(request, body) : undefined;
    if (read !== undefined) events.push(...read);
    response.writeHead(status === 200 && read === undefined ? 400 : status, { 'content-type': 'application/json' });
    response.end('{}');
    changed.resolve();
    changed = Promise.withResolvers();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    dsn: `http://${key}@127.0.0.1:${port}/42`,
    events,
    bytes: () => bytes,
    async received(count) {
      while (events.length < count) await changed.promise;
    },
    answer(next) {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readEnvelope({ method, url = '' }: IncomingMessage, body: string): ReceivedEvent[] | undefined {
  const { pathname, searchParams } = new URL(url, 'http://receiver');
  if (method !== 'POST' || pathname !== '/api/42/envelope/' || searchParams.get('sentry_key') !== key) return undefined;
  const bytes = Buffer.from(body);
  let at = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', 0, at)) as { event_id?: string };
  if (!/^[0-9a-f]{32}$/.test(header.event_id ?? '')) return undefined;
  const events: ReceivedEvent[] = [];
  while (at >= 0 && at + 1 < bytes.length) {
    const end = bytes.indexOf('\n', at + 1);
    const item = JSON.parse(bytes.toString('utf8', at + 1, end)) as { type: string; length?: number };
    const next = item.length === undefined ? bytes.indexOf('\n', end + 1) : end + 1 + item.length;
    const stop = next < 0 ? bytes.length : next;
    if (item.type === 'event') events.push(JSON.parse(bytes.toString('utf8', end + 1, stop)));
    at = stop;
  }
  return events;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
