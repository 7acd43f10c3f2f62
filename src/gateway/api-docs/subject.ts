/** What the documents are about: one floor as this server answers for it. */
import type { Operation } from '../operations/operation.ts';
import type { OperationStanding } from '../rules/api-rules.ts';

export interface DocsSubject {
  readonly floor: {
    readonly name: string;
    /** Before every path: nothing for the default floor, else `/floors/NAME`. */
    readonly base: string;
    readonly symbols: readonly string[];
  };
  /** Those that are mounted. */
  readonly operations: readonly Operation[];
  standing(operation: string): OperationStanding;
}

export type Json = Readonly<Record<string, unknown>>;

export const placeOf = ({ rest }: Pick<Operation, 'rest'>) => `${rest.method} ${rest.path}`;

export const title = 'Paperfloor';
export const simulation =
  'SIMULATION. Paper money only: no order leaves this server, and nothing here is worth anything.';
/** Of the API, as its paths say. */
export const apiVersion = '3';
