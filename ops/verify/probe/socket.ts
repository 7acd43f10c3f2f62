/** A WebSocket to the deployed exchange, with what it said so far; whoever waits for a message says how to know it. */
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import type { ServiceInput } from './exchange.ts';

export type Message = Readonly<Record<string, unknown>>;

export interface Socket {
  send(message: Message): void;
  /** The first message, past or coming, that fits. Rejects after the time. */
  next(what: string, fits: (message: Message) => boolean, milliseconds: number): Promise<Message>;
  close(): void;
}

export function openSocket(
  { address, port = 443, serverName, authority, slot }: ServiceInput,
  path: string,
): Promise<Socket> {
  const socket = new WebSocket(`wss://${serverName}:${port}${path}`, {
    ...{ ca: readFileSync(authority), servername: serverName, handshakeTimeout: 10_000 },
    headers: slot === undefined ? {} : { 'x-paperfloor-slot': slot },
    lookup: (_name, options, done) => {
      if (options.all === true) done(null, [{ address, family: 4 }]);
      else done(null, address, 4);
    },
  });
  const seen: Message[] = [];
  const waiting = new Set<(message: Message) => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    seen.push(message);
    for (const tell of waiting) tell(message);
  });
  const opened: Socket = {
    send: (message) => socket.send(JSON.stringify(message)),
    next: (what, fits, milliseconds) =>
      new Promise((resolve, reject) => {
        const past = seen.find(fits);
        if (past !== undefined) return resolve(past);
        const timer = setTimeout(() => {
          waiting.delete(tell);
          reject(new Error(`no ${what} within ${milliseconds} ms`));
        }, milliseconds);
        const tell = (message: Message) => {
          if (!fits(message)) return;
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(message);
        };
        waiting.add(tell);
      }),
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(opened));
    socket.once('error', reject);
  });
}
