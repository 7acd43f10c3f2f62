/** What a reading or an operation of the gateway yields: a value, or the error to answer with. */
import { type ErrorName, type WireError, wireError } from './errors.ts';

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
  /** It weighs nothing, though its operation does. */
  readonly isFree?: true;
}
export type Outcome<T> = Accepted<T> | Refused;
export interface Refused {
  readonly ok: false;
  readonly error: WireError;
  /** It counts among the account's unfilled orders all the same. */
  readonly countsOrder?: boolean;
}

export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

export function refuse(name: ErrorName, ...values: readonly (string | number)[]): Refused {
  return { ok: false, error: wireError(name, ...values) };
}
