/**
 * Names and values as they came over the line: the query string and the form body, taken apart once, by hand.
 *
 * The payload of a signature is the raw query followed directly by the raw body, both without the `signature` part; it is
 * kept here byte for byte (latin-1 text: one character is one byte) and never put together again from parsed values.
 * A name may stand once in the query and once in the body, where the query wins; twice in one place is refused.
 */
import { accept, type Outcome, refuse } from './outcome.ts';
import { Parameters } from './parameters.ts';

/** More parameters than any operation takes; keeps the work for a hostile request bounded. */
export const parametersMax = 100;

export interface RawParameters {
  /** Decoded; without `signature`. */
  readonly values: ReadonlyMap<string, string>;
  readonly signature: string | undefined;
  /** What the signature must cover, latin-1. */
  readonly payload: string;
}

/** `query` without the question mark. Refuses repeated names, more than `parametersMax`, and broken percent-encoding. */
export function readRawParameters(query: string, body: string): Outcome<RawParameters> {
  const values = new Parameters();
  if (query === '') {
    const inBody = readPart(body, values, undefined);
    return inBody.ok ? accept({ values, ...inBody.value }) : inBody;
  }
  const inQuery = readPart(query, values, undefined);
  if (!inQuery.ok) return inQuery;
  if (body === '') {
    return accept({ values, ...inQuery.value });
  }
  const inBody = readPart(body, new Parameters(), values);
  if (!inBody.ok) return inBody;
  if (inQuery.value.signature !== undefined && inBody.value.signature !== undefined) {
    return refuse('duplicate_parameter');
  }
  return accept({
    values,
    signature: inQuery.value.signature ?? inBody.value.signature,
    payload: inQuery.value.payload + inBody.value.payload,
  });
}

interface Part {
  readonly signature: string | undefined;
  readonly payload: string;
}

/** Reads one part into `own`; when `outer` is given, also into it, where names already there win. */
function readPart(text: string, own: Parameters, outer: Parameters | undefined): Outcome<Part> {
  let signature: string | undefined;
  let payload = text;
  const plain = !text.includes('%') && !text.includes('+');
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      let equals = text.indexOf('=', start);
      if (equals === -1 || equals > end) equals = end;
      const rawName = text.slice(start, equals);
      const rawValue = equals === end ? '' : text.slice(equals + 1, end);
      const name = plain ? rawName : decode(rawName);
      const value = plain ? rawValue : decode(rawValue);
      if (name === undefined || value === undefined) return refuse('unreadable_parameter');
      if (name === 'signature') {
        if (signature !== undefined) return refuse('duplicate_parameter');
        signature = value;
        payload = withoutPart(text, start, end);
      } else {
        if (own.has(name)) return refuse('duplicate_parameter');
        if (own.size === parametersMax) return refuse('too_many_parameters', parametersMax, parametersMax + 1);
        own.add(name, value);
        if (outer !== undefined && !outer.has(name)) outer.add(name, value);
      }
    }
    start = end + 1;
  }
  return accept({ signature, payload });
}

/** The text without the part from `start` to `end` and without one of the ampersands beside it. */
function withoutPart(text: string, start: number, end: number): string {
  if (start > 0) return text.slice(0, start - 1) + text.slice(end);
  return text.slice(end + 1);
}

function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
