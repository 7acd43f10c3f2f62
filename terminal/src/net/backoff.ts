/** How long to wait before trying again: doubles from a quarter of a second to ten seconds, spread by up to a half. */
const firstMs = 250;
const mostMs = 10_000;

/** `attempt` counts from 0; `spread` is a random number in 0 .. 1, so that many pages don't return together. */
export function backoffMs(attempt: number, spread: number): number {
  return Math.round(Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 10)) * (0.75 + spread / 2));
}
