/**
 * Streams and WebSocket API of a floor as an AsyncAPI 3 document, told from the server's side: it sends streams and user data, and
 * receives requests that it replies to. Made from the streams table, the operations table and messages that were really sent.
 */
import type { Operation } from '../operations/operation.ts';
import { operationByName } from '../operations/table.ts';
import { streamChoices, streamForms } from '../streams/stream-forms.ts';
import type { StreamSpec } from '../streams/stream-name.ts';
import { type SessionMethod, sessionMethods, sessionMethodWeight } from '../ws-api/api-session.ts';
import { describeOperation } from './chapters.ts';
import { type ApiFacts, apiFacts, type ParameterFact, type Schema, type Told } from './facts.ts';
import { parameterSchema } from './openapi.ts';
import { describeParameter } from './parameter-words.ts';
import { apiVersion, type DocsSubject, type Json, placeOf, simulation, title } from './subject.ts';
import { weightOf } from './weights.ts';

interface SessionWords {
  readonly tells: string;
  /** Signed itself, or works through the session. */
  readonly signed: boolean;
  readonly parameters?: readonly string[];
}

const sessionWords: Readonly<Record<SessionMethod, SessionWords>> = {
  'session.logon': {
    tells: 'Logs the connection on with an Ed25519 key; later requests need no signature.',
    signed: true,
  },
  'session.status': { tells: 'Who the connection is logged on as.', signed: false },
  'session.logout': { tells: 'Forgets who was logged on.', signed: false },
  'session.subscriptions': { tells: 'The live user data subscriptions of this connection.', signed: false },
  'userDataStream.subscribe': { tells: 'User data of the account that is logged on.', signed: false },
  'userDataStream.subscribe.signature': {
    tells: 'User data of the account of a key, without a session.',
    signed: true,
  },
  'userDataStream.unsubscribe': {
    tells: 'Ends one subscription, or all of them.',
    signed: false,
    parameters: ['subscriptionId'],
  },
};

const eventWords: Readonly<Record<string, string>> = {
  executionReport: 'What changed in an order.',
  listStatus: 'What changed in an order list.',
  outboundAccountPosition: 'Balances that changed, as they are now.',
  balanceUpdate: 'Money that came or went other than by a trade.',
  eventStreamTerminated: 'The subscription is over.',
  listenKeyExpired: 'The listen key is no longer good.',
  serverShutdown: 'The server goes in a moment; connect again.',
};

const controls = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
const idSchema = { type: ['string', 'integer', 'null'] };

export function asyncApiDocument({ floor, operations, standing }: DocsSubject): Json {
  const facts = apiFacts();
  const methods = operations.filter(
    ({ name }) => operationByName(name) !== undefined && standing(name).kind !== 'not_yet',
  );
  const parts = [
    streamParts(facts),
    controlParts(),
    eventParts(facts),
    methodParts(methods, facts),
    sessionParts(facts),
  ];
  const merged = (name: keyof Parts) => Object.assign({}, ...parts.map((part) => part[name])) as Json;
  return {
    asyncapi: '3.0.0',
    info: {
      title: `${title} · ${floor.name} · streams and WebSocket API`,
      version: apiVersion,
      description: simulation,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      floor: {
        host: '{host}',
        ...(floor.base === '' ? {} : { pathname: floor.base }),
        protocol: 'ws',
        description: `The floor ${floor.name}; wss behind TLS.`,
        variables: { host: { default: '127.0.0.1:8080', description: 'Where this server is.' } },
      },
    },
    channels: {
      ...merged('channels'),
      control: {
        address: '/ws',
        title: 'Any streams',
        description:
          'Connects without a stream, to subscribe later. /stream is the same with the name beside each message.',
        messages: Object.fromEntries(
          Object.keys(merged('messages'))
            .filter((name) => name.startsWith('control') || name.startsWith('stream_'))
            .map((name) => [name, ref('components/messages', name)]),
        ),
      },
      api: {
        address: '/ws-api/v3',
        title: 'WebSocket API',
        description: 'Requests with ids, answered in any order; user data comes in between.',
        messages: Object.fromEntries(
          Object.keys(merged('messages'))
            .filter((name) => name.startsWith('ask_') || name.startsWith('told_') || name.startsWith('event_'))
            .map((name) => [name, ref('components/messages', name)]),
        ),
      },
    },
    operations: merged('operations'),
    components: { messages: merged('messages'), schemas: schemas(floor.symbols) },
  };
}

interface Parts {
  readonly channels: Json;
  readonly operations: Json;
  readonly messages: Json;
}

function streamParts(facts: ApiFacts): Parts {
  const kinds = Object.keys(streamForms) as StreamSpec['kind'][];
  const rows = kinds.map((kind) => ({ kind, ...streamForms[kind], told: facts.streams[kind] }));
  const named = rows.flatMap((row) =>
    row.names.map((pattern, index) => ({ ...row, pattern, id: channelId(row.kind, index) })),
  );
  return {
    channels: Object.fromEntries(
      named.map(({ kind, id, pattern, tells }) => [
        id,
        {
          address: `/ws/${pattern}`,
          title: pattern,
          description: tells,
          parameters: addressParameters(pattern),
          messages: { [`stream_${kind}`]: ref('components/messages', `stream_${kind}`) },
        },
      ]),
    ),
    operations: Object.fromEntries(
      named.map(({ kind, id, tells, pace }) => [
        `send_${id}`,
        {
          action: 'send',
          channel: ref('channels', id),
          summary: tells,
          messages: [ref(`channels/${id}/messages`, `stream_${kind}`)],
          tags: [{ name: 'Streams' }],
          'x-pace': pace,
        },
      ]),
    ),
    messages: Object.fromEntries(rows.map(({ kind, tells, told }) => [`stream_${kind}`, message(kind, tells, told)])),
  };
}

function channelId(kind: string, index: number): string {
  return index === 0 ? kind : `${kind}_${index + 1}`;
}

function addressParameters(pattern: string): Json {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const choices: Readonly<Record<string, readonly string[]>> = streamChoices;
  return Object.fromEntries(
    names.map((name) => [
      name,
      name === 'symbol'
        ? { description: 'The market, in lower case.', examples: ['btcusdt'] }
        : { enum: choices[name] ?? [] },
    ]),
  );
}

function controlParts(): Parts {
  const request = {
    type: 'object',
    required: ['method', 'id'],
    properties: {
      method: { type: 'string', enum: controls },
      params: { type: 'array' },
      id: idSchema,
    },
  };
  const reply = {
    type: 'object',
    properties: { result: {}, id: idSchema, code: { type: 'integer' }, msg: { type: 'string' } },
  };
  const example = { method: 'SUBSCRIBE', params: ['btcusdt@trade', 'btcusdt@depth@100ms'], id: 1 };
  return {
    channels: {},
    operations: {
      receive_control: {
        action: 'receive',
        channel: ref('channels', 'control'),
        summary: 'Subscribes, unsubscribes, lists, and switches between raw and combined messages.',
        messages: [ref('channels/control/messages', 'control_request')],
        reply: { channel: ref('channels', 'control'), messages: [ref('channels/control/messages', 'control_reply')] },
        tags: [{ name: 'Streams' }],
      },
    },
    messages: {
      control_request: { title: 'Control', payload: request, examples: [{ payload: example }] },
      control_reply: { title: 'Answer to a control', payload: reply, examples: [{ payload: { result: null, id: 1 } }] },
    },
  };
}

/** User data as it comes on the WebSocket API: beside the subscription's id. */
function eventParts(facts: ApiFacts): Parts {
  const rows = Object.entries(facts.userEvents);
  return {
    channels: {},
    operations: Object.fromEntries(
      rows.map(([name]) => [
        `send_${name}`,
        {
          action: 'send',
          channel: ref('channels', 'api'),
          summary: eventWords[name] ?? name,
          messages: [ref('channels/api/messages', `event_${name}`)],
          tags: [{ name: 'User data' }],
        },
      ]),
    ),
    messages: Object.fromEntries(
      rows.map(([name, { schema, example }]) => [
        `event_${name}`,
        message(name, eventWords[name] ?? name, {
          schema: {
            type: 'object',
            properties: { subscriptionId: { type: 'integer' }, event: schema },
            required: ['event'],
          },
          example: name === 'serverShutdown' ? { event: example } : { subscriptionId: 0, event: example },
        }),
      ]),
    ),
  };
}

function methodParts(methods: readonly Operation[], facts: ApiFacts): Parts {
  const rows = methods.map((operation) => {
    const fact = facts.operations[placeOf(operation)];
    const own = (fact?.parameters ?? []).filter(({ name }) => name !== 'timestamp' && name !== 'recvWindow');
    const signed = operation.access === 'read' || operation.access === 'trade';
    const keyed = operation.access !== 'public';
    return {
      method: operation.name,
      tells: describeOperation(operation.name)?.sentence ?? operation.name,
      ask: request(operation.name, [...own, ...security(keyed, signed)], {
        ...fact?.request,
        ...(keyed ? { apiKey: exampleKey } : {}),
        ...(signed ? { timestamp: exampleMs, signature: exampleSignature } : {}),
      }),
      result: fact?.answer,
      more: {
        tags: [{ name: describeOperation(operation.name)?.chapter ?? 'General' }],
        'x-permission': operation.access === 'public' ? 'none' : operation.access,
        'x-weight': weightOf(operation, new Set(own.map(({ name }) => name))),
        'x-rest': placeOf(operation),
      },
    };
  });
  return apiParts(rows);
}

function sessionParts(facts: ApiFacts): Parts {
  return apiParts(
    sessionMethods.map((method) => {
      const { tells, signed, parameters = [] } = sessionWords[method];
      const own = parameters.map((name): ParameterFact => ({ name, kind: 'integer', required: false }));
      const example = { apiKey: exampleKey, timestamp: exampleMs, signature: exampleSignature };
      return {
        method,
        tells,
        ask: request(method, [...own, ...security(signed, signed)], signed ? example : {}),
        result: facts.session[method],
        more: {
          tags: [{ name: 'Session' }],
          'x-permission': signed ? 'read' : 'none',
          'x-weight': { usual: sessionMethodWeight, least: sessionMethodWeight, most: sessionMethodWeight },
        },
      };
    }),
  );
}

interface MethodRow {
  readonly method: string;
  readonly tells: string;
  readonly ask: Json;
  readonly result: Told | undefined;
  readonly more: Json;
}

function apiParts(rows: readonly MethodRow[]): Parts {
  const id = (method: string) => method.replace(/\W+/g, '_');
  const inApi = (name: string) => ref('channels/api/messages', name);
  return {
    channels: {},
    operations: Object.fromEntries(
      rows.map(({ method, tells, more }) => [
        `receive_${id(method)}`,
        {
          action: 'receive',
          channel: ref('channels', 'api'),
          title: method,
          summary: tells,
          messages: [inApi(`ask_${id(method)}`)],
          reply: { channel: ref('channels', 'api'), messages: [inApi(`told_${id(method)}`), inApi('told_error')] },
          ...more,
        },
      ]),
    ),
    messages: {
      told_error: { title: 'Refusal', payload: ref('components/schemas', 'Refusal') },
      ...Object.fromEntries(rows.map(({ method, ask }) => [`ask_${id(method)}`, { title: method, ...ask }])),
      ...Object.fromEntries(rows.map(({ method, result }) => [`told_${id(method)}`, reply(method, result)])),
    },
  };
}

const exampleKey = 'Example0'.repeat(8);
const exampleSignature = 'of the other parameters, sorted by name';
const exampleMs = 1_767_323_045_678;

function security(keyed: boolean, signed: boolean): readonly ParameterFact[] {
  const text = (name: string): ParameterFact => ({ name, kind: 'any', required: false });
  return [
    ...(keyed ? [text('apiKey')] : []),
    ...(signed
      ? [{ ...text('timestamp'), kind: 'time', required: true } as const, text('recvWindow'), text('signature')]
      : []),
  ];
}

function request(method: string, own: readonly ParameterFact[], example: Json): Json {
  const parameters = [...own, rateLimitsWish];
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  const properties = parameters.map((fact) => {
    const description = describeParameter(fact.name);
    const schema = draft7(parameterSchema(fact) as Schema);
    return [fact.name, description === undefined || '$ref' in schema ? schema : { ...schema, description }];
  });
  const params = {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
  };
  return {
    payload: {
      type: 'object',
      required: ['id', 'method'],
      properties: { id: idSchema, method: { const: method }, params },
    },
    examples: [{ payload: { id: 1, method, ...(Object.keys(example).length === 0 ? {} : { params: example }) } }],
  };
}

/** Told unless the request or its connection says `returnRateLimits=false`. */
const rateLimitsSchema: Json = {
  type: 'array',
  items: {
    type: 'object',
    required: ['rateLimitType', 'interval', 'intervalNum', 'limit', 'count'],
    properties: {
      rateLimitType: { type: 'string' },
      interval: { type: 'string' },
      intervalNum: { type: 'integer' },
      limit: { type: 'integer' },
      count: { type: 'integer' },
    },
  },
};
const rateLimitsWish: ParameterFact = { name: 'returnRateLimits', kind: 'boolean', required: false };

function reply(method: string, result: Told | undefined): Json {
  const properties = {
    id: idSchema,
    status: { const: 200 },
    result: result === undefined ? {} : draft7(result.schema),
    rateLimits: rateLimitsSchema,
  };
  const payload = { type: 'object', required: ['id', 'status', 'result'], properties };
  return {
    title: `Answer to ${method}`,
    payload,
    ...(result === undefined ? {} : { examples: [{ payload: { id: 1, status: 200, result: result.example } }] }),
  };
}

function message(name: string, summary: string, told: Told | undefined): Json {
  if (told === undefined) return { name, title: name, summary, payload: {} };
  return { name, title: name, summary, payload: draft7(told.schema), examples: [{ payload: told.example }] };
}

/** AsyncAPI reads JSON Schema of draft 7, which says rows with places in another way. */
function draft7(schema: Schema): Json {
  const { prefixItems, items, properties, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, draft7(field)])) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: draft7(additionalProperties) }),
    ...(prefixItems === undefined
      ? items === undefined || items === false
        ? {}
        : { items: draft7(items) }
      : { items: prefixItems.map(draft7), additionalItems: false }),
  };
}

function schemas(symbols: readonly string[]): Json {
  const error = {
    type: 'object',
    required: ['code', 'msg'],
    properties: { code: { type: 'integer' }, msg: { type: 'string' }, data: { type: 'object' } },
  };
  return {
    Symbol: { type: 'string', enum: symbols },
    Refusal: {
      type: 'object',
      required: ['id', 'status', 'error'],
      properties: { id: idSchema, status: { type: 'integer' }, error, rateLimits: rateLimitsSchema },
    },
  };
}

function ref(where: string, name: string): Json {
  return { $ref: `#/${where}/${name}` };
}
