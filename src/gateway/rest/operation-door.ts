/**
 * The short way to an operation: plain requests (plain-request.ts) skip Node's HTTP machinery and the
 * framework's routing, which together took a quarter of an order's time and more. Only a request that leaves nothing to decide
 * takes it: the path as it is written in the table, no body or a form. Everything else (odd types, chunked bodies,
 * unknown floors and paths, upgrades) goes to the framework with the rest of its connection, and both ways lead to the same
 * `answerOperation`. Decision 0014.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { GatewayContext } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { answerOperation } from './answer-operation.ts';
import { refuseRaw } from './app.ts';
import { PlainConnection, type PlainConnectionParts, type PlainExchange } from './plain-connection.ts';
import type { PlainHead } from './plain-request.ts';
import { formType } from './read-request.ts';

export interface OperationDoor {
  /** Of its own connections: since when one rests between two requests. */
  restsSinceMs(socket: Socket): number | undefined;
  /** Ends each of its connections: at once where one rests between requests, else behind the next answer. */
  close(): void;
  /** Ends them now. */
  cut(): void;
}

/** Puts the door before whatever `server` does with a connection. */
export function openOperationDoor(
  server: Server,
  context: GatewayContext,
  operations: readonly Operation[],
): OperationDoor {
  const routes = new Map(operations.map((operation) => [`${operation.rest.method} ${operation.rest.path}`, operation]));
  const own = server.listeners('connection') as ((socket: Socket) => void)[];
  const connections = new Map<Socket, PlainConnection>();
  const parts: PlainConnectionParts = {
    answererOf(head) {
      const { floor, path } = placeOf(head.url);
      const operation = isPlainForm(head) ? routes.get(`${head.method} ${path}`) : undefined;
      const session = context.floors.get(floor ?? context.floors.defaultName);
      if (operation === undefined || session === undefined) return undefined;
      return (exchange) => answerPlain(context, operation, session, exchange);
    },
    handOver: (socket, bytes) => {
      for (const listener of own) listener.call(server, socket);
      socket.emit('data', bytes);
    },
    refuseLate: (socket) => refuseRaw({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket),
    left: (socket) => connections.delete(socket),
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket) => connections.set(socket, new PlainConnection(socket, parts)));
  return {
    restsSinceMs: (socket) => connections.get(socket)?.restsSinceMs,
    close: () => {
      for (const connection of connections.values()) connection.close();
    },
    cut: () => {
      for (const connection of connections.values()) connection.destroy();
    },
  };
}

function answerPlain(
  context: GatewayContext,
  operation: Operation,
  session: FloorSession,
  exchange: PlainExchange,
): void {
  const { head, body, socket, response } = exchange;
  const request = { method: head.method, url: head.url, headers: head.fields.headers, socket };
  try {
    answerOperation(context, operation, session, { request, response, body });
  } catch (error) {
    // A bug, behind which nobody knows what was written; it may end this connection and not the server.
    context.log.error({ event: 'request.failed', operation: operation.name, err: error });
    socket.destroy();
  }
}

const floorsPath = '/floors/';
const jsonType = 'application/json';

/** The floor that a path names, undefined for the default one, and the rest as the table has it; the query left off. */
function placeOf(url: string): { readonly floor: string | undefined; readonly path: string } {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  if (!path.startsWith(floorsPath)) return { floor: undefined, path };
  const nameTo = path.indexOf('/', floorsPath.length);
  if (nameTo === -1) return { floor: undefined, path };
  return { floor: path.slice(floorsPath.length, nameTo), path: path.slice(nameTo) };
}

/** A form, or no body: widespread clients put everything into the query and call nothing a form, or JSON. */
function isPlainForm({ method, fields }: PlainHead): boolean {
  const type = fields.headers['content-type'];
  if (method === 'GET') return fields.bodyLength === 0;
  return type === undefined || type === formType || (type === jsonType && fields.bodyLength === 0);
}
