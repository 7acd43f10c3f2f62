/** Writes answers. Headers and body go out in one piece, past the framework's own machinery: this is the hot path. */
import type { ServerResponse } from 'node:http';
import { errorJson, type WireError } from '../wire/errors.ts';
import type { OrderCounts } from '../wire/rate-limits.ts';

export interface Extras {
  /** Weight used in this minute by the client's address. */
  readonly usedWeight: number;
  readonly orderCounts?: OrderCounts | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly allow?: string | undefined;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: readonly string[],
  extras: Extras,
): void {
  const used = String(extras.usedWeight);
  const bytes = Buffer.byteLength(text);
  const all = [...headers, 'content-length', String(bytes), 'x-mbx-used-weight', used, 'x-mbx-used-weight-1m', used];
  const { orderCounts, retryAfterSeconds, allow } = extras;
  if (orderCounts !== undefined) {
    all.push('x-mbx-order-count-10s', String(orderCounts.tenSeconds));
    all.push('x-mbx-order-count-1d', String(orderCounts.day));
  }
  if (retryAfterSeconds !== undefined) all.push('retry-after', String(retryAfterSeconds));
  if (allow !== undefined) all.push('allow', allow);
  response.writeHead(status, all);
  // One byte a character: the cheaper way through the socket, and the usual one.
  response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}

export function sendError(
  response: ServerResponse,
  error: WireError,
  headers: readonly string[],
  extras: Extras,
): void {
  sendJson(response, error.status, errorJson(error), headers, extras);
}
