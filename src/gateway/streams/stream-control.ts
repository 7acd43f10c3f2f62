/**
 * The control messages of stream connections: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY, and
 * the documented sentence for each way to get them wrong. A bad message changes nothing and the connection stays open.
 */
import { JsonList, JsonObject, type JsonValue, readJson } from '../sockets/json-message.ts';
import { readMessageId } from '../sockets/message-id.ts';

/** Longest stream name that is remembered. */
const nameLengthMax = 100;
const methods = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
const fields = ['method', 'params', 'id'];

export type StreamControl =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly id: string; readonly names: readonly string[] }
  | { readonly method: 'LIST_SUBSCRIPTIONS' | 'GET_PROPERTY'; readonly id: string }
  | { readonly method: 'SET_PROPERTY'; readonly id: string; readonly combined: boolean };

/** `error` is the whole answer, JSON text. */
export type ControlReading =
  | { readonly ok: true; readonly control: StreamControl }
  | { readonly ok: false; readonly error: string };

export function readStreamControl(text: string): ControlReading {
  const json = readJson(text);
  if (!json.ok) return fail(3, `Invalid JSON: ${json.problem}`);
  const { value } = json;
  if (!(value instanceof JsonObject)) return fail(2, 'Invalid request: expected an object');
  const place = `at line 1 column ${text.length}`;
  const id = readMessageId(value.members.get('id'));
  const method = value.members.get('method');
  if (method === undefined) return fail(2, `Invalid request: missing field \`method\` ${place}`, id);
  if (!isMethod(method)) {
    const found = asWritten(method).slice(0, nameLengthMax);
    const expected = methods.map((name) => `\`${name}\``).join(', ');
    return fail(2, `Invalid request: unknown variant \`${found}\`, expected one of ${expected} ${place}`, id);
  }
  if (id === undefined) return fail(2, 'Invalid request: request ID must be an unsigned integer');
  if ([...value.members.keys()].some((name) => !fields.includes(name))) return tooMany(id);
  const params = value.members.get('params') ?? new JsonList([], '[]');
  if (!(params instanceof JsonList)) return fail(2, `Invalid request: params must be an array ${place}`, id);
  return readParams(method, id, params.items);
}

function readParams(method: (typeof methods)[number], id: string, params: readonly JsonValue[]): ControlReading {
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE': {
      const names = params.filter((name) => typeof name === 'string');
      if (names.length < params.length) return fail(2, 'Invalid request: stream name must be a string', id);
      if (names.some((name) => name.length > nameLengthMax))
        return fail(2, 'Invalid request: stream name is too long', id);
      return { ok: true, control: { method, id, names } };
    }
    case 'LIST_SUBSCRIPTIONS':
      return params.length > 0 ? tooMany(id) : { ok: true, control: { method, id } };
    case 'GET_PROPERTY':
      return readProperty(params, 1, id) ?? { ok: true, control: { method, id } };
    case 'SET_PROPERTY': {
      const problem = readProperty(params, 2, id);
      if (problem !== undefined) return problem;
      const combined = params[1];
      if (typeof combined !== 'boolean') return fail(1, 'Invalid value type: expected Boolean', id);
      return { ok: true, control: { method, id, combined } };
    }
  }
}

/** The only property is `combined`; undefined when it was named, with at most `count` parameters. */
function readProperty(params: readonly JsonValue[], count: number, id: string): ControlReading | undefined {
  const [name] = params;
  if (typeof name !== 'string') return fail(2, 'Invalid request: property name must be a string', id);
  if (params.length > count) return tooMany(id);
  return name === 'combined' ? undefined : fail(0, 'Unknown property', id);
}

/** A string without its quotes, anything else as the client wrote it. */
function asWritten(value: JsonValue): string {
  return value === null || typeof value !== 'object' ? String(value) : value.text;
}

function isMethod(value: JsonValue): value is (typeof methods)[number] {
  return methods.some((method) => method === value);
}

function tooMany(id: string): ControlReading {
  return fail(2, 'Invalid request: too many parameters', id);
}

function fail(code: number, message: string, id?: string): ControlReading {
  const echo = id === undefined ? '' : `,"id":${id}`;
  return { ok: false, error: `{"code":${code},"msg":${JSON.stringify(message)}${echo}}` };
}
