/**
 * The REST API of a floor as an OpenAPI 3.1 document, made from the mounted operations, the error table and what was collected
 * from the running program. What OpenAPI has no word for stands in fields that begin with `x-`: the method on the WebSocket API,
 * the permission a key needs, the weight, the errors by name.
 */

import type { Operation } from '../operations/operation.ts';
import { operationByName } from '../operations/table.ts';
import { operatorStatusPath } from '../operator/operator-routes.ts';
import { paperActions } from '../paper/paper-routes.ts';
import { receiveWindowDefaultUs, receiveWindowMaxMs } from '../request-time.ts';
import { type ErrorName, errorTable } from '../wire/errors.ts';
import { legalDecimal } from '../wire/parameter-reader.ts';
import { chapters, describeOperation } from './chapters.ts';
import { actionErrors, errorsOf, operatorErrors } from './error-groups.ts';
import { type ApiFacts, apiFacts, type OperationFact, type ParameterFact, type Schema, type Told } from './facts.ts';
import { describeParameter } from './parameter-words.ts';
import { actionSample, samplesOf } from './samples.ts';
import { apiVersion, type DocsSubject, type Json, placeOf, simulation, title } from './subject.ts';
import { weightOf } from './weights.ts';

/** Routes of the whole server that are not operations, and what they answer with. */
const serverRoutes: readonly (readonly [path: string, type: string])[] = [
  ['/healthz', 'application/json'],
  ['/readyz', 'application/json'],
  ['/metrics', 'text/plain'],
  ['/', 'text/html'],
  ['/f/{floor}', 'text/html'],
  ['/operations', 'text/html'],
  ['/api-docs', 'text/html'],
  ['/api-docs/openapi.json', 'application/json'],
  ['/api-docs/asyncapi.json', 'application/json'],
];

const nothing: OperationFact = { parameters: [], oneOf: [], errors: [], request: {} };
const jsonType = 'application/json';
/** Read before the operation, not by it. */
const checkedBefore = new Set(['timestamp', 'recvWindow']);

export function openApiDocument(subject: DocsSubject): Json {
  const { floor, operations, standing } = subject;
  const facts = apiFacts();
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (path: string, method: string, content: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: content };
  };
  for (const operation of operations) {
    const { kind } = standing(operation.name);
    if (kind === 'not_yet') continue;
    const fact = facts.operations[placeOf(operation)] ?? nothing;
    const word = kind === 'kept' || kind === 'removed' ? { deprecated: true } : {};
    const errors = kind === 'removed' ? (['operation_removed'] as const) : fact.errors;
    add(operation.rest.path, operation.rest.method, { ...describe(operation, { ...fact, errors }), ...word });
  }
  for (const action of paperActions) add(action.path, 'POST', describeAction(action, facts));
  if (floor.base === '') {
    for (const [path, type] of serverRoutes) add(path, 'GET', describeRoute(path, type, facts));
    add(operatorStatusPath, 'GET', describeOperatorStatus());
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${title} · ${floor.name}`,
      version: apiVersion,
      summary: 'A crypto exchange that is only paper, behind the Binance Spot API.',
      description: `${simulation} Parameters of POST, PUT and DELETE may be sent as a form body as well. Every path stands also under /floors/NAME for the floor of that name.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: floor.base === '' ? '/' : floor.base, description: `the floor ${floor.name}` }],
    tags: chapters.map(({ title: name, tells: description }) => ({ name, description })),
    paths,
    components: components(floor.symbols),
    'x-errors': Object.fromEntries(
      Object.entries(errorTable).map(([name, [status, code, message]]) => [name, { status, code, message }]),
    ),
  };
}

function describe(operation: Operation, fact: OperationFact): Json {
  const names = new Set(fact.parameters.map(({ name }) => name));
  const isSigned = operation.access === 'read' || operation.access === 'trade';
  const own = fact.parameters.filter(({ name }) => operation.access === 'public' || !checkedBefore.has(name));
  const errors = errorsOf(operation, fact.errors);
  return {
    ...named(operation.name, operationId(operation)),
    ...(isSigned
      ? { security: [{ apiKey: [], signature: [] }] }
      : operation.access === 'key'
        ? { security: [{ apiKey: [] }] }
        : { security: [] }),
    parameters: [
      ...own.map(parameterOf),
      ...(isSigned ? ['recvWindow', 'timestamp'].map((name) => ref('parameters', name)) : []),
      ref('parameters', 'timeUnit'),
    ],
    ...(fact.oneOf.length === 0 ? {} : { 'x-one-of': fact.oneOf }),
    responses: {
      ...(fact.answer === undefined ? {} : { 200: success(fact.answer, jsonType) }),
      ...failures(errors),
    },
    ...(operationByName(operation.name) === undefined ? {} : { 'x-ws-method': operation.name }),
    'x-permission': operation.access === 'public' ? 'none' : operation.access,
    'x-weight': { ...weightOf(operation, names), free: isSigned && operation.freeOnSuccess },
    ...(isSigned && operation.orders > 0 ? { 'x-order-count': operation.orders } : {}),
    'x-codeSamples': samplesOf(operation, fact),
  };
}

function describeAction({ name, path, weight, flag }: (typeof paperActions)[number], facts: ApiFacts): Json {
  const fact = facts.operations[`POST ${path}`] ?? nothing;
  const fields = Object.entries(fact.request);
  const properties = Object.fromEntries(fields.map(([field, value]) => [field, { type: typeof value }]));
  return {
    ...named(name, name.replaceAll('.', '_')),
    security: [],
    requestBody: {
      required: true,
      content: {
        [jsonType]: { schema: { type: 'object', properties, additionalProperties: false }, example: fact.request },
      },
    },
    responses: {
      ...(fact.answer === undefined ? {} : { 200: success(fact.answer, jsonType) }),
      ...failures(actionErrors),
    },
    'x-permission': 'none',
    'x-allowed-by': flag,
    'x-weight': { usual: weight, least: weight, most: weight, free: false },
    'x-codeSamples': actionSample(path, fact.request),
  };
}

function describeRoute(path: string, type: string, facts: ApiFacts): Json {
  const floor = path.includes('{floor}')
    ? [{ ...parameterHead('floor', 'path', true), schema: { type: 'string' } }]
    : [];
  const answer = facts.operations[`GET ${path}`]?.answer ?? {
    schema: { type: type === jsonType ? 'object' : 'string' },
  };
  const body = type === jsonType ? answer : { schema: { type: 'string' } };
  const unready = path === '/readyz' ? { 503: success(body, type, 'Not ready.') } : {};
  return {
    ...named(path, `page_${path.replace(/\W+/g, '_')}`),
    security: [],
    ...(floor.length === 0 ? {} : { parameters: floor }),
    responses: { 200: success(body, type), ...unready },
    'x-permission': 'none',
  };
}

function describeOperatorStatus(): Json {
  return {
    ...named(operatorStatusPath, `page_${operatorStatusPath.replace(/\W+/g, '_')}`),
    security: [{ operator: [] }],
    responses: { 200: success({ schema: { type: 'object' } }, jsonType), ...failures(operatorErrors) },
    'x-permission': 'operator',
  };
}

function named(name: string, operationId: string): Json {
  const described = describeOperation(name);
  return { operationId, tags: [described?.chapter ?? 'General'], summary: described?.sentence ?? name };
}

function operationId({ name, rest }: Operation): string {
  const own = name.startsWith('/') ? `${rest.method.toLowerCase()}${name}` : name;
  return own.replace(/\W+/g, '_');
}

function parameterHead(name: string, place: 'query' | 'path' | 'header', required: boolean): Json {
  const description = describeParameter(name);
  return { name, in: place, required, ...(description === undefined ? {} : { description }) };
}

function parameterOf(fact: ParameterFact): Json {
  const description = ownWords(fact);
  const word = description === undefined ? {} : { description };
  return { ...parameterHead(fact.name, 'query', fact.required), ...word, schema: parameterSchema(fact) };
}

/** Where a name alone does not say what it stands for. */
function ownWords({ name, kind, values }: ParameterFact): string | undefined {
  if (kind === 'unread') return 'Taken as the exchange takes it, and not looked at.';
  return name === 'type' && values?.includes('MINI') === true ? describeParameter('tickerType') : undefined;
}

/** Of a parameter as it was asked for. */
export function parameterSchema({ kind, pattern, values, fallback, most }: ParameterFact): Schema | Json {
  switch (kind) {
    case 'symbol':
      return ref('schemas', 'Symbol');
    case 'symbols':
      return { type: 'string', format: 'json', ...(most === undefined ? {} : { 'x-most': most }) };
    case 'choice':
      return { type: 'string', enum: values ?? [] };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    case 'time':
      return { type: 'integer', format: 'timestamp', minimum: 0 };
    case 'limit':
      return { type: 'integer', minimum: 1, maximum: most, default: fallback };
    case 'text':
      if (pattern === legalDecimal.pattern.source) return { type: 'string', format: 'decimal', pattern };
      return { type: 'string', pattern };
    default:
      return { type: 'string' };
  }
}

function success({ schema, example }: Partial<Told>, type: string, description = 'Done.'): Json {
  const headers = type === jsonType ? { headers: { 'x-mbx-used-weight-1m': ref('headers', 'usedWeight') } } : {};
  return { description, ...headers, content: { [type]: { schema, ...(example === undefined ? {} : { example }) } } };
}

/** By HTTP status; each error of it as an example by its name. */
function failures(errors: readonly ErrorName[]): Json {
  const byStatus = Map.groupBy(errors, (name) => errorTable[name][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `${errorTable[name][1]} ${name.replaceAll('_', ' ')}`).join('; '),
        content: {
          [jsonType]: {
            schema: ref('schemas', 'Error'),
            examples: Object.fromEntries(names.map((name) => [name, ref('examples', name)])),
          },
        },
      },
    ]),
  );
}

function ref(kind: string, name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

function components(symbols: readonly string[]): Json {
  const header = (description: string) => ({ description, schema: { type: 'integer' } });
  return {
    schemas: {
      Symbol: { type: 'string', enum: symbols },
      Error: {
        type: 'object',
        required: ['code', 'msg'],
        properties: { code: { type: 'integer' }, msg: { type: 'string' }, data: { type: 'object' } },
      },
    },
    parameters: {
      timestamp: { ...parameterHead('timestamp', 'query', true), schema: { type: 'integer', format: 'timestamp' } },
      recvWindow: {
        ...parameterHead('recvWindow', 'query', false),
        schema: { type: 'number', minimum: 0, maximum: receiveWindowMaxMs, default: receiveWindowDefaultUs / 1000 },
      },
      timeUnit: {
        name: 'X-MBX-TIME-UNIT',
        in: 'header',
        required: false,
        description: 'The unit of times in the answer.',
        schema: { type: 'string', enum: ['MILLISECOND', 'MICROSECOND'], default: 'MILLISECOND' },
      },
    },
    headers: { usedWeight: header('Weight that the address has used in this minute.') },
    examples: Object.fromEntries(
      Object.entries(errorTable).map(([name, [, code, msg]]) => [name, { value: { code, msg } }]),
    ),
    securitySchemes: {
      operator: { type: 'http', scheme: 'bearer', description: 'The operator token of the server.' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-MBX-APIKEY', description: 'The key.' },
      signature: {
        type: 'apiKey',
        in: 'query',
        name: 'signature',
        description: describeParameter('signature') ?? '',
      },
    },
  };
}
