/**
 * Who may see the Operations page: whoever shows the operator's token in `Authorization: Bearer`. No cookie, so no other site can
 * make a browser show it, and no session to share between servers. Compared by digest and in constant time; an address that shows wrong ones
 * is refused for a minute before anything is compared, also where the exchange's own limits are off.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { WindowedUsage } from '../limits/windowed-usage.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';

const minuteMs = 60_000;
/** Wrong tokens from one address in a minute. */
export const wrongTokensMax = 10;
const bearer = /^Bearer ([\w.~+/=-]{1,256})$/i;

export class OperatorGuard {
  readonly #digest: Buffer;
  readonly #nowMs: () => number;
  readonly #wrong: WindowedUsage;

  /** `nowMs`: wall milliseconds. */
  constructor(token: string, nowMs: () => number) {
    this.#digest = digestOf(token);
    this.#nowMs = nowMs;
    this.#wrong = new WindowedUsage(minuteMs, wrongTokensMax);
  }

  /** Until an address that was refused may try again. */
  get secondsLeft(): number {
    return this.#wrong.secondsLeft(this.#nowMs());
  }

  /** Rejections: `operator_unknown`, and `operator_refused` after too many of them. */
  admit(address: string, authorization: string | undefined): Outcome<undefined> {
    const now = this.#nowMs();
    if (this.#wrong.used(address, now) >= wrongTokensMax) return refuse('operator_refused');
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token === undefined) return refuse('operator_unknown');
    if (timingSafeEqual(digestOf(token), this.#digest)) return accept(undefined);
    this.#wrong.add(address, 1, now);
    return refuse('operator_unknown');
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
