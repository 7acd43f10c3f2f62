/**
 * Messages of the WebSocket API: `{id, method, params}`. Parameters become named texts exactly as they were written, since
 * the signature covers that text: the parameters but `signature`, sorted by name, `name=value` joined with `&`.
 */
import { JsonList, JsonNumber, JsonObject, type JsonValue, readJson } from '../sockets/json-message.ts';
import { readMessageId } from '../sockets/message-id.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import { Parameters } from '../wire/parameters.ts';
import { parametersMax } from '../wire/raw-parameters.ts';

export interface ApiRequest {
  /** JSON text to echo. */
  readonly id: string;
  /** Without a version prefix. */
  readonly method: string;
  /** What an operation reads: without `apiKey`, `signature` and `returnRateLimits`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly apiKey: string | undefined;
  readonly signature: string | undefined;
  readonly returnRateLimits: boolean | undefined;
  /** What the signature covers, latin-1: one character is one byte of the UTF-8 text. */
  payload(): string;
}

export type ApiReading =
  | { readonly ok: true; readonly request: ApiRequest }
  | { readonly ok: false; readonly id: string; readonly error: WireError };

const fields = ['id', 'method', 'params'];

export function readApiRequest(text: string): ApiReading {
  const json = readJson(text);
  if (!json.ok) return fail('null', wireError('malformed_request', json.problem));
  if (!(json.value instanceof JsonObject)) return fail('null', wireError('malformed_request', 'expected an object'));
  const { members } = json.value;
  const id = readMessageId(members.get('id'));
  if (id === undefined) return fail('null', wireError('missing_parameter', 'id'));
  for (const name of members.keys()) {
    if (!fields.includes(name)) return fail(id, wireError('malformed_request', `unexpected field ${shown(name)}`));
  }
  const method = members.get('method');
  if (typeof method !== 'string' || method === '') return fail(id, wireError('missing_parameter', 'method'));
  const params = members.get('params');
  if (params !== undefined && !(params instanceof JsonObject)) {
    return fail(id, wireError('malformed_request', 'params must be an object'));
  }
  const given = params?.members ?? noMembers;
  if (given.size > parametersMax) return fail(id, wireError('too_many_parameters', parametersMax, given.size));
  const parameters = new Parameters();
  for (const [name, value] of given) if (!ownParameters.has(name)) parameters.add(name, textOf(value));
  const own = (name: string) => (given.has(name) ? textOf(given.get(name) ?? null) : undefined);
  const wanted = own('returnRateLimits');
  if (wanted !== undefined && wanted !== 'true' && wanted !== 'false') {
    return fail(id, wireError('illegal_characters', 'returnRateLimits', '^(true|false)$'));
  }
  return {
    ok: true,
    request: {
      id,
      method: method.startsWith('v3/') ? method.slice(3) : method,
      parameters,
      apiKey: own('apiKey'),
      signature: own('signature'),
      returnRateLimits: wanted === undefined ? undefined : wanted === 'true',
      payload: () => payloadOf(given),
    },
  };
}

const noMembers: ReadonlyMap<string, JsonValue> = new Map();
/** What the connection reads itself. */
const ownParameters: ReadonlySet<string> = new Set(['apiKey', 'signature', 'returnRateLimits']);

function payloadOf(given: ReadonlyMap<string, JsonValue>): string {
  let text = '';
  for (const name of [...given.keys()].sort()) {
    if (name === 'signature') continue;
    text += `${text === '' ? '' : '&'}${name}=${textOf(given.get(name) ?? null)}`;
  }
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Strings by their content, everything else as it was written. */
function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof JsonNumber || value instanceof JsonList || value instanceof JsonObject) return value.text;
  return value === null ? '' : String(value);
}

function fail(id: string, error: WireError): ApiReading {
  return { ok: false, id, error };
}

/** A name from outside, safe to repeat. */
function shown(name: string): string {
  return `'${name.slice(0, 40).replace(/[^\w.-]/g, '?')}'`;
}
