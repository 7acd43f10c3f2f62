/** Long work of which nobody waits for the end: a slice, then whatever else has arrived, then the next. */
import type { Slices } from '../core/snapshot/slices.ts';
import type { Timers } from '../journal/timers.ts';

/** Rejects with what a slice throws. */
export async function inTurns<T>(slices: Slices<T>, timers: Timers): Promise<T> {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    await new Promise<void>((resolve) => timers.soon(resolve));
  }
}
