/** Writes answers. Headers and body go out in one piece, past the framework's own machinery: this is the hot path. */
import type { ServerResponse } from 'node:http';
import { errorJson, type WireError } from '../wire/errors.ts';
import type { OrderCounts } from '../wire/rate-limits.ts';
import { DirectAnswer } from './direct-answer.ts';

/** Either way an answer goes out: by Node's HTTP server, or directly. */
export type HttpResponse = ServerResponse | DirectAnswer;

export interface Extras {
  /** Weight used in this minute by the client's address. */
  readonly usedWeight: number;
  readonly orderCounts?: OrderCounts | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly allow?: string | undefined;
  /** The day on which the exchange removed what is answered here. */
  readonly removedOn?: string | undefined;
}

export function sendJson(
  response: HttpResponse,
  status: number,
  text: string,
  headers: readonly string[],
  extras: Extras,
): void {
  const used = String(extras.usedWeight);
  const bytes = Buffer.byteLength(text);
  const varying = ['content-length', String(bytes), 'x-mbx-used-weight', used, 'x-mbx-used-weight-1m', used];
  const { orderCounts, retryAfterSeconds, allow, removedOn } = extras;
  if (orderCounts !== undefined) {
    varying.push('x-mbx-order-count-10s', String(orderCounts.tenSeconds));
    varying.push('x-mbx-order-count-1d', String(orderCounts.day));
  }
  if (retryAfterSeconds !== undefined) varying.push('retry-after', String(retryAfterSeconds));
  if (allow !== undefined) varying.push('allow', allow);
  if (removedOn !== undefined)
    varying.push('x-paperfloor-notice', `removed by the exchange on ${removedOn}; still answered here`);
  // One byte a character: the cheaper way through the socket, and the usual one.
  const encoding = bytes === text.length ? 'latin1' : 'utf8';
  if (response instanceof DirectAnswer) {
    response.send(status, headers, varying, text, encoding);
    return;
  }
  response.writeHead(status, [...headers, ...varying]);
  response.end(text, encoding);
}

export function sendError(response: HttpResponse, error: WireError, headers: readonly string[], extras: Extras): void {
  sendJson(response, error.status, errorJson(error), headers, extras);
}
