/** Answers an upgrade request that is not let in: plain HTTP with the error as JSON, then the end of the connection. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorJson, type WireError } from '../wire/errors.ts';

export function refuseUpgrade(socket: Duplex, error: WireError, retryAfterSeconds?: number): void {
  const body = errorJson(error);
  const retry = retryAfterSeconds === undefined ? '' : `Retry-After: ${retryAfterSeconds}\r\n`;
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n` +
      'Connection: close\r\nSec-WebSocket-Version: 13\r\nContent-Type: application/json;charset=UTF-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${retry}\r\n${body}`,
  );
}
