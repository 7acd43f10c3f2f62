/**
 * What OpenAPI 3.1 and AsyncAPI 3 ask of a document's form, as far as ours use it: the shape of each part as a schema, and the rules
 * between parts (references that lead somewhere, ids given once, parameters of a path declared). Empty lists mean a good document.
 */
import { type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Json } from '../../src/gateway/api-docs/subject.ts';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1 });
const anything = Type.Unknown();
const record = <T extends TSchema>(of: T) => Type.Record(Type.String(), of);
const reference = Type.Object({ $ref: Type.String({ pattern: '^#/' }) }, closed);
const orReference = <T extends TSchema>(of: T) => Type.Union([reference, of]);
/** With those of our own fields that it may have. */
const extended = <T extends Record<string, TSchema>>(fields: T, ...own: `x-${string}`[]) =>
  Type.Object({ ...fields, ...Object.fromEntries(own.map((name) => [name, Type.Optional(anything)])) }, closed);

const schema = Type.Recursive((self) =>
  Type.Union([
    reference,
    Type.Object({
      type: Type.Optional(Type.Union([text, Type.Array(text)])),
      properties: Type.Optional(record(self)),
      additionalProperties: Type.Optional(Type.Union([Type.Boolean(), self])),
      required: Type.Optional(Type.Array(text, { uniqueItems: true })),
      items: Type.Optional(Type.Union([Type.Boolean(), self, Type.Array(self)])),
      prefixItems: Type.Optional(Type.Array(self)),
      enum: Type.Optional(Type.Array(anything, { minItems: 1, uniqueItems: true })),
      pattern: Type.Optional(text),
      format: Type.Optional(text),
    }),
  ]),
);

const media = Type.Object(
  {
    schema: Type.Optional(schema),
    example: Type.Optional(anything),
    examples: Type.Optional(record(orReference(Type.Object({ value: anything }, closed)))),
  },
  closed,
);
const content = Type.Record(Type.String({ pattern: '^[a-z]+/[a-z+.-]+$' }), media, { minProperties: 1 });
const header = Type.Object({ description: Type.Optional(text), schema }, closed);
const response = Type.Object(
  { description: text, headers: Type.Optional(record(orReference(header))), content: Type.Optional(content) },
  closed,
);
const parameter = Type.Object(
  {
    name: text,
    in: Type.Union(['query', 'header', 'path', 'cookie'].map((place) => Type.Literal(place))),
    required: Type.Boolean(),
    description: text,
    schema,
  },
  closed,
);
const weight = Type.Object({
  usual: Type.Integer(),
  least: Type.Integer(),
  most: Type.Integer(),
  free: Type.Boolean(),
});
const operation = extended(
  {
    operationId: Type.String({ pattern: '^\\w+$' }),
    tags: Type.Array(text, { minItems: 1 }),
    summary: text,
    deprecated: Type.Optional(Type.Boolean()),
    security: Type.Array(record(Type.Array(text))),
    parameters: Type.Optional(Type.Array(orReference(parameter))),
    requestBody: Type.Optional(Type.Object({ required: Type.Boolean(), content }, closed)),
    responses: Type.Record(Type.String({ pattern: '^[1-5][0-9]{2}$' }), response, {
      minProperties: 1,
      additionalProperties: false,
    }),
    'x-permission': Type.Union(['none', 'key', 'read', 'trade', 'operator'].map((name) => Type.Literal(name))),
    'x-weight': Type.Optional(weight),
  },
  'x-ws-method',
  'x-one-of',
  'x-order-count',
  'x-allowed-by',
  'x-codeSamples',
);
const methods = ['get', 'put', 'post', 'delete'] as const;
const pathItem = Type.Partial(
  Type.Object(
    Object.fromEntries(methods.map((name) => [name, operation])) as Record<(typeof methods)[number], typeof operation>,
    closed,
  ),
);
const license = Type.Object({ name: text, identifier: Type.Optional(text), url: Type.Optional(text) }, closed);

const openApi = extended(
  {
    openapi: Type.String({ pattern: '^3\\.1\\.\\d+$' }),
    info: Type.Object(
      { title: text, version: text, summary: Type.Optional(text), description: Type.Optional(text), license },
      closed,
    ),
    servers: Type.Array(Type.Object({ url: text, description: Type.Optional(text) }, closed), { minItems: 1 }),
    tags: Type.Array(Type.Object({ name: text, description: text }, closed)),
    paths: Type.Record(Type.String({ pattern: '^/' }), pathItem, { minProperties: 1, additionalProperties: false }),
    components: Type.Object(
      {
        schemas: record(schema),
        parameters: record(parameter),
        headers: record(header),
        examples: record(Type.Object({ value: anything }, closed)),
        securitySchemes: record(
          Type.Union([
            Type.Object(
              {
                type: Type.Literal('apiKey'),
                in: Type.Union([Type.Literal('header'), Type.Literal('query')]),
                name: text,
                description: text,
              },
              closed,
            ),
            Type.Object({ type: Type.Literal('http'), scheme: Type.Literal('bearer'), description: text }, closed),
          ]),
        ),
      },
      closed,
    ),
  },
  'x-errors',
);

const channel = Type.Object(
  {
    address: Type.String({ pattern: '^/' }),
    title: text,
    description: text,
    parameters: Type.Optional(
      record(
        Type.Object(
          {
            description: Type.Optional(text),
            enum: Type.Optional(Type.Array(text)),
            examples: Type.Optional(Type.Array(text)),
          },
          closed,
        ),
      ),
    ),
    messages: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]+$' }), reference, { minProperties: 1 }),
  },
  closed,
);
const asyncOperation = extended(
  {
    action: Type.Union([Type.Literal('send'), Type.Literal('receive')]),
    channel: reference,
    title: Type.Optional(text),
    summary: text,
    tags: Type.Array(Type.Object({ name: text }, closed)),
    messages: Type.Array(reference, { minItems: 1 }),
    reply: Type.Optional(Type.Object({ channel: reference, messages: Type.Array(reference, { minItems: 1 }) }, closed)),
  },
  'x-pace',
  'x-rest',
  'x-permission',
  'x-weight',
);
const asyncMessage = Type.Object(
  {
    name: Type.Optional(text),
    title: text,
    summary: Type.Optional(text),
    payload: schema,
    examples: Type.Optional(Type.Array(Type.Object({ payload: anything }, closed))),
  },
  closed,
);
const asyncApi = Type.Object(
  {
    asyncapi: Type.Literal('3.0.0'),
    info: Type.Object({ title: text, version: text, description: text, license }, closed),
    defaultContentType: text,
    servers: record(
      Type.Object(
        {
          host: text,
          pathname: Type.Optional(Type.String({ pattern: '^/' })),
          protocol: text,
          description: text,
          variables: record(Type.Object({ default: text, description: text }, closed)),
        },
        closed,
      ),
    ),
    channels: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]+$' }), channel),
    operations: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]+$' }), asyncOperation),
    components: Type.Object({ messages: record(asyncMessage), schemas: record(schema) }, closed),
  },
  closed,
);

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters?: readonly Json[];
}

/** What is wrong with an OpenAPI document. */
export function openApiFaults(document: Json): string[] {
  const faults = [...formFaults(openApi, document), ...referenceFaults(document)];
  if (faults.length > 0) return faults;
  const paths = Object.entries(document['paths'] as Readonly<Record<string, Readonly<Record<string, Described>>>>);
  const operations = paths.flatMap(([path, item]) => Object.values(item).map((one) => ({ path, ...one })));
  const ids = operations.map(({ operationId }) => operationId);
  const tags = new Set((document['tags'] as readonly Json[]).map(({ name }) => name));
  const schemes = (document['components'] as Json)['securitySchemes'] as Json;
  for (const { path, operationId, tags: own, security, parameters = [] } of operations) {
    if (ids.filter((id) => id === operationId).length > 1) faults.push(`${operationId} is given twice`);
    for (const tag of own) if (!tags.has(tag)) faults.push(`${operationId} has an unknown tag`);
    for (const name of security.flatMap((one) => Object.keys(one))) {
      if (!Object.hasOwn(schemes, name)) faults.push(`${operationId} has an unknown security scheme`);
    }
    const resolved = parameters.map((one) =>
      one['$ref'] === undefined ? one : (follow(document, String(one['$ref'])) as Json),
    );
    const places = resolved.map((one) => `${one['in']} ${one['name']}`);
    if (new Set(places).size < places.length) faults.push(`${operationId} has a parameter twice`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`);
    if (inPath.join() !== places.filter((place) => place.startsWith('path ')).join()) {
      faults.push(`${path} does not declare what its path holds`);
    }
    for (const one of resolved) if (one['in'] === 'path' && one['required'] !== true) faults.push(`${path} optional`);
  }
  return faults;
}

interface Channel {
  readonly address: string;
  readonly parameters?: Json;
  readonly messages: Json;
}

/** What is wrong with an AsyncAPI document. */
export function asyncApiFaults(document: Json): string[] {
  const faults = [...formFaults(asyncApi, document), ...referenceFaults(document)];
  if (faults.length > 0) return faults;
  for (const [id, { address, parameters = {} }] of Object.entries(
    document['channels'] as Readonly<Record<string, Channel>>,
  )) {
    const inAddress = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    if (inAddress.join() !== Object.keys(parameters).join())
      faults.push(`${id} does not declare what its address holds`);
  }
  const operations = Object.entries(document['operations'] as Readonly<Record<string, Json>>);
  for (const [id, one] of operations) {
    const { channel, messages, reply } = one as {
      channel: Json;
      messages: readonly Json[];
      reply?: { messages: readonly Json[] };
    };
    // An operation's messages are its channel's, by reference to the channel.
    const own = `${channel['$ref']}/messages/`;
    for (const { $ref } of [...messages, ...(reply?.messages ?? [])]) {
      if (!String($ref).startsWith(own)) faults.push(`${id} has a message of another channel`);
    }
  }
  return faults;
}

function formFaults(form: TSchema, document: Json): string[] {
  return [...Value.Errors(form, document)].slice(0, 5).map(({ path, message }) => `${path}: ${message}`);
}

function referenceFaults(document: Json): string[] {
  const faults: string[] = [];
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, field] of Object.entries(value)) {
      if (name === '$ref' && follow(document, String(field)) === undefined) faults.push(`${field} leads nowhere`);
      look(field);
    }
  };
  look(document);
  return faults;
}

/** What a reference leads to. */
export function follow(document: Json, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, name) => (value as Json | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    );
}
