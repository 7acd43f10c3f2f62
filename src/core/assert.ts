/**
 * What must never be. Assertions stay on in production: a broken invariant stops the process, and starting again is the
 * same path as recovering. Bad input is not a matter for assertions; it gets a rejection.
 */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws when the condition is false. The message may be a function, so that a hot path pays nothing for it. */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (condition) return;
  throw new AssertionError(typeof message === 'string' ? message : message());
}

/** For the end of a `switch` over a closed union: compiles only when every case is handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value ${String(value)}`);
}

/** The value, which must be there. */
export function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new AssertionError(`${what} is missing`);
  return value;
}
