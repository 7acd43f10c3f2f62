/**
 * What the API's documents know of each operation beyond its row in the table: parameters as its code asked for them, errors
 * that it gave, and the shape of its real answers. All of it is collected from the running program (test/api-docs/collect.ts)
 * and kept in facts.json; a test collects it again and compares.
 */
import { readFileSync } from 'node:fs';
import type { ErrorName } from '../wire/errors.ts';
import type { Reading } from '../wire/witness.ts';

/** JSON Schema 2020-12, as far as answers need it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly [extension: `x-${string}`]: unknown;
}

export interface ParameterFact extends Reading {
  readonly required: boolean;
}

/** Something that was really sent, and its shape. */
export interface Told {
  readonly schema: Schema;
  readonly example: unknown;
}

export interface OperationFact {
  readonly parameters: readonly ParameterFact[];
  /** Groups of which at least one must be sent. */
  readonly oneOf: readonly (readonly string[])[];
  readonly errors: readonly ErrorName[];
  /** Parameters (or the JSON body) of the example. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Absent where every request is refused. */
  readonly answer?: Told;
  /** The function by which ccxt calls it. */
  readonly ccxt?: string;
}

export interface ApiFacts {
  /** By method and path. */
  readonly operations: Readonly<Record<string, OperationFact>>;
  /** By kind of stream. */
  readonly streams: Readonly<Record<string, Told>>;
  /** By the name that user data events carry. */
  readonly userEvents: Readonly<Record<string, Told>>;
  /** By method: results of what the WebSocket API has alone. */
  readonly session: Readonly<Record<string, Told>>;
}

let read: ApiFacts | undefined;

export function apiFacts(): ApiFacts {
  read ??= JSON.parse(readFileSync(new URL('facts.json', import.meta.url), 'utf8')) as ApiFacts;
  return read;
}
