/** Ids of socket requests: a 64-bit integer, a string of at most 36 characters, or null; echoed with the same JSON type. */
import { JsonNumber, type JsonValue } from './json-message.ts';

const integerPattern = /^(?:0|-?[1-9][0-9]{0,18})$/;
const idLengthMax = 36;
/** An integer of so many characters is below 2^53. */
const safeDigits = 15;
const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/** The id as JSON text to echo; undefined when it is none (absent, another type, too long, too big). */
export function readMessageId(value: JsonValue | undefined): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'string') return value.length <= idLengthMax ? JSON.stringify(value) : undefined;
  if (!(value instanceof JsonNumber) || !integerPattern.test(value.text)) return undefined;
  if (value.text.length <= safeDigits) return value.text;
  const number = BigInt(value.text);
  return number >= least && number <= greatest ? value.text : undefined;
}
