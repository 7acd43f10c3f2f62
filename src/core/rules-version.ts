/**
 * The rules of trading this release applies. It rises whenever the same commands would give another state; journals and
 * snapshots carry it, and commands are never replayed under other rules than those they were taken under.
 */
export const rulesVersion = 5;
