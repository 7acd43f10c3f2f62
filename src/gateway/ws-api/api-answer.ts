/** Answers of the WebSocket API as JSON text: `{id, status, result | error, rateLimits}`. */
import type { WireError } from '../wire/errors.ts';
import type { RateLimitRow } from '../wire/rate-limits.ts';

/** With refusals by a limit: when to come again, absolute milliseconds. */
export interface Retry {
  readonly serverTime: number;
  readonly retryAfter: number;
}

export function resultAnswer(id: string, result: string, limits: readonly RateLimitRow[] | undefined): string {
  return `{"id":${id},"status":200,"result":${result}${limitsField(limits)}}`;
}

export function errorAnswer(
  id: string,
  error: WireError,
  limits: readonly RateLimitRow[] | undefined,
  retry?: Retry,
): string {
  const told = error.data ?? (retry === undefined ? undefined : JSON.stringify(retry));
  const data = told === undefined ? '' : `,"data":${told}`;
  const body = `{"code":${error.code},"msg":${JSON.stringify(error.message)}${data}}`;
  return `{"id":${id},"status":${error.status},"error":${body}${limitsField(limits)}}`;
}

function limitsField(limits: readonly RateLimitRow[] | undefined): string {
  return limits === undefined ? '' : `,"rateLimits":${JSON.stringify(limits)}`;
}
