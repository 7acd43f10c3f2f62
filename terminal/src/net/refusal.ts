/**
 * What a refusal on the WebSocket API means for the key: refused for good, or refused for now. Only what says that the key
 * itself is not accepted is for good; a limit, a ban, a busy or a failing server pass.
 */
import { backoffMs } from './backoff.ts';

export interface Refusal {
  readonly code: number;
  readonly message: string;
  /** Milliseconds the server asks to wait; undefined when it does not say. */
  readonly waitMs: number | undefined;
}

/** Bad signature, malformed key, and a key that is unknown, revoked or not for this address. */
const finalCodes: readonly number[] = [-1022, -2014, -2015];
/** Between a limit that ends and the next request, so that the two clocks need not agree to the millisecond. */
const marginMs = 250;

/** Of an answer that is not 200. */
export function readRefusal(answer: Readonly<Record<string, unknown>>): Refusal {
  const error = recordOf(answer['error']);
  const { code, msg } = error;
  const { serverTime, retryAfter } = recordOf(error['data']);
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof msg === 'string' ? msg : 'no reason given',
    waitMs:
      typeof serverTime === 'number' && typeof retryAfter === 'number'
        ? Math.max(0, retryAfter - serverTime) + marginMs
        : undefined,
  };
}

export function isFinal({ code }: Refusal): boolean {
  return finalCodes.includes(code);
}

/** Milliseconds until the request may be repeated. `attempt` and `spread` as in `backoffMs`. */
export function pauseMs(waitMs: number | undefined, attempt: number, spread: number): number {
  return Math.max(waitMs ?? 0, backoffMs(attempt, spread));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
