/** Vendor files carry milliseconds or, for spot since 2025, microseconds: told by size, once per file. */
import { ReplayImportError } from './import-error.ts';

/** 1973 to 5138 in milliseconds; in microseconds the same years. */
const millisecondsMin = 1e11;
const microsecondsMin = 1e14;
const microsecondsMax = 1e17;

/** Microseconds in one unit of this stamp. Throws `ReplayImportError` when it is neither. */
export function detectTimeUnit(file: string, line: number, stamp: number): number {
  if (stamp >= millisecondsMin && stamp < microsecondsMin) return 1000;
  if (stamp >= microsecondsMin && stamp < microsecondsMax) return 1;
  throw new ReplayImportError(file, line, 'a time in milliseconds or microseconds since 1970', `${stamp}`);
}
