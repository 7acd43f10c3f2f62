/**
 * Somebody who watches what the reading code asks of a request: the API's documents list the parameters that were really
 * asked for, of the kind they were asked for as. A witness changes nothing; requests of clients have none.
 */
import type { ErrorName } from './errors.ts';

/** One parameter as it was asked for, under the name that the client uses. */
export interface Reading {
  readonly name: string;
  /** `unread`: taken, and not looked at. */
  readonly kind: 'any' | 'text' | 'choice' | 'boolean' | 'integer' | 'limit' | 'time' | 'symbol' | 'symbols' | 'unread';
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** What an absent one stands for. */
  readonly fallback?: number;
  readonly most?: number;
}

export interface Witness {
  reads(reading: Reading): void;
  requires(name: string): void;
  fails(error: ErrorName, values: readonly (string | number)[]): void;
}

export class WitnessedParameters extends Map<string, string> {
  readonly witness: Witness;

  constructor(values: ReadonlyMap<string, string>, witness: Witness) {
    super(values);
    this.witness = witness;
  }

  /** Some answers look at a parameter without a reader. */
  override get(name: string): string | undefined {
    this.witness?.reads({ name, kind: 'any' });
    return super.get(name);
  }
}

export function witnessOf(values: ReadonlyMap<string, string>): Witness | undefined {
  return values instanceof WitnessedParameters ? values.witness : undefined;
}

/** For whoever changes parameters before they are read. */
export function parametersLike(
  values: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, string> = values,
): Map<string, string> {
  const witness = witnessOf(values);
  return witness === undefined ? new Map(entries) : new WitnessedParameters(entries, witness);
}
