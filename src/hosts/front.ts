/**
 * A TLS front on this machine's loopback addresses: takes off the encryption and hands the bytes to the server, nothing
 * else. It is told to stop over a socket in its own directory, so that nobody ends a process by a number that may be
 * another's by now.
 */
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

const handshakeMs = 10_000;
const connectionsMax = 2_000;
const stopMs = 5_000;

export interface FrontParts {
  readonly ports: readonly number[];
  readonly addresses: readonly string[];
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** `http://127.0.0.1:8080`. */
  readonly target: string;
  /** Path of the socket. */
  readonly control: string;
}

export interface Front {
  /** Resolves when it was told to stop, and has. */
  readonly stopped: Promise<void>;
  stop(): void;
}

/** Rejects when an address can't be listened on; then it listens on none. */
export async function openFront(parts: FrontParts): Promise<Front> {
  const { hostname, port } = new URL(parts.target);
  const upstream = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? 80 : port) };
  const sockets = new Set<Socket>();
  const ending = Promise.withResolvers<void>();
  const take = (near: TLSSocket) => join(near, connect(upstream), sockets);
  const { certificate: cert, key } = parts;
  const open: Server[] = [];
  try {
    for (const listenOn of parts.ports.flatMap((at) => parts.addresses.map((host) => ({ port: at, host })))) {
      const server = createTlsServer({ cert, key, ALPNProtocols: ['http/1.1'], handshakeTimeout: handshakeMs }, take);
      server.maxConnections = connectionsMax;
      server.on('tlsClientError', (_error, socket) => socket.destroy());
      open.push(await listening(server, listenOn));
    }
    rmSync(parts.control, { force: true });
    const control = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        if (data.toString('latin1').startsWith('stop')) ending.resolve();
      });
    });
    open.push(await listening(control, { path: parts.control }));
    chmodSync(parts.control, 0o600);
  } catch (error) {
    for (const server of open) server.close();
    throw error;
  }
  const stopped = ending.promise.then(async () => {
    for (const server of open) server.close();
    for (const socket of sockets) socket.destroy();
    rmSync(parts.control, { force: true });
  });
  return { stopped, stop: () => ending.resolve() };
}

export async function frontIsOpen(control: string): Promise<boolean> {
  const socket = connect(control);
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

/** True when there was one, and it is gone. */
export async function stopFront(control: string): Promise<boolean> {
  const socket = connect(control);
  try {
    await once(socket, 'connect');
  } catch {
    return false;
  }
  socket.on('error', () => {});
  socket.end('stop\n');
  for (const until = performance.now() + stopMs; performance.now() < until; ) {
    if (!(await frontIsOpen(control))) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the TLS front did not stop within ${stopMs / 1000} s`);
}

async function listening(
  server: Server,
  on: { readonly port: number; readonly host: string } | { readonly path: string },
): Promise<Server> {
  server.listen(on);
  await once(server, 'listening');
  return server;
}

function join(near: TLSSocket, far: Socket, sockets: Set<Socket>): void {
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(one);
    one.setNoDelay(true);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      sockets.delete(one);
      other.destroy();
    });
    one.pipe(other);
  }
}
