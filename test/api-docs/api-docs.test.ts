/** The API's documents are well formed, say what the program does and nothing else, and are served where they say. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Floor } from '../../src/core/floor/floor.ts';
import { chapters } from '../../src/gateway/api-docs/chapters.ts';
import { type ApiFacts, apiFacts, type Schema } from '../../src/gateway/api-docs/facts.ts';
import { describeParameter } from '../../src/gateway/api-docs/parameter-words.ts';
import { mountedOperations } from '../../src/gateway/mounted-operations.ts';
import { paperActions } from '../../src/gateway/paper/paper-routes.ts';
import { streamForms } from '../../src/gateway/streams/stream-forms.ts';
import { readStreamName } from '../../src/gateway/streams/stream-name.ts';
import { userEvent } from '../../src/gateway/ws-api/execution-report.ts';
import { composers } from '../golden/compose-journals.ts';
import { SocketFriend } from '../sockets/socket-friend.ts';
import { flowDefinition } from '../support/flow-floor.ts';
import { MemorySession } from '../support/memory-session.ts';
import { createTestGateway, type Method, type TestGateway } from '../support/test-gateway.ts';
import { type Collected, collect, parsed } from './collect.ts';
import { asyncApiFaults, openApiFaults } from './document-rules.ts';
import { sampleName } from './listen.ts';
import { misfits } from './shape.ts';
import { type Sent, Walk, walkApi, walkFloor } from './walk.ts';

interface Described {
  readonly operationId: string;
  readonly 'x-ws-method'?: string;
  readonly 'x-codeSamples'?: readonly { readonly label: string; readonly source: string }[];
  readonly parameters: readonly { readonly name?: string; readonly required?: boolean }[];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content: Readonly<Record<string, { readonly schema: Schema; readonly examples?: object }>>;
      }
    >
  >;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;

const openapi = '/api-docs/openapi.json';
const asyncapi = '/api-docs/asyncapi.json';
let gateway: TestGateway;
let collected: Collected;
let paths: Paths;

before(async () => {
  const session = new MemorySession({ definition: walkFloor(), frozen: true });
  const other = new MemorySession({ definition: { ...walkFloor(), name: 'class' }, frozen: true });
  gateway = await createTestGateway({ session, others: [other], limits: false });
  paths = (await gateway.get(openapi)).body.paths;
  collected = await collect();
});
after(() => gateway.close());

const documented = () =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => ({ path, method: method.toUpperCase() as Method, one })),
  );

test('the collected facts are what the program does now', () => {
  const command = 'run: node test/api-docs/collect.ts';
  assert.deepEqual(withoutExamples(apiFacts()), withoutExamples(collected.facts), command);
});

/** Values change from run to run; what holds does not. */
function withoutExamples({ operations, ...told }: ApiFacts) {
  const bare = Object.entries(operations).map(([place, { request: _request, answer, ...fact }]) => [
    place,
    { ...fact, schema: answer?.schema },
  ]);
  const others = Object.entries(told).map(([group, rows]) => [
    group,
    Object.fromEntries(Object.entries(rows).map(([name, { schema }]) => [name, schema])),
  ]);
  return { operations: Object.fromEntries(bare), ...Object.fromEntries(others) };
}

test('both documents have the form that OpenAPI 3.1 and AsyncAPI 3 ask for, on every floor', async () => {
  for (const base of ['', '/floors/class']) {
    assert.deepEqual(openApiFaults((await gateway.get(base + openapi)).body), []);
    assert.deepEqual(asyncApiFaults((await gateway.get(base + asyncapi)).body), []);
  }
});

test('a document that breaks a rule is found out', async () => {
  const good = (await gateway.get(openapi)).body;
  assert.deepEqual(openApiFaults({ ...good, paths: { '/x/{y}': good.paths['/api/v3/ping'] } }).length, 1);
  assert.match(openApiFaults({ ...good, openapi: '3.0.0' }).join(), /openapi/);
  assert.match(openApiFaults({ ...good, components: { ...good.components, parameters: {} } }).join(), /leads nowhere/);
  const socket = (await gateway.get(asyncapi)).body;
  assert.match(asyncApiFaults({ ...socket, channels: {} }).join(), /leads nowhere/);
});

test('what is served is documented, and what is documented is served', () => {
  const mounted = mountedOperations(
    gateway.gateway.context.floors,
    gateway.identity,
    { demo: true, clockControl: true },
    Date.now,
  );
  const served = routesOf(gateway.gateway.app.printRoutes({ commonPrefix: false }));
  const told = documented().map(({ path, method }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
  assert.deepEqual(told.toSorted(), served.filter((route) => !route.includes('/floors/:floor')).toSorted());
  for (const { rest } of mounted) assert.ok(told.includes(`${rest.method} ${rest.path}`));
});

/** Of a printed tree of routes. */
function routesOf(tree: string): string[] {
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent, part = '', methods = ''] = /^([│ ]*)[├└]── (\S*) ?(?:\((.*)\))?$/.exec(line) ?? [];
    if (indent === undefined) continue;
    const depth = indent.length / 4;
    stack.length = depth;
    stack[depth] = part;
    for (const method of methods.split(', ')) {
      if (method !== '' && method !== 'HEAD') found.push(`${method} ${stack.join('')}`);
    }
  }
  return found;
}

test('every documented path answers, with nothing that is not documented for it', async () => {
  const client = await gateway.client();
  for (const { path, method, one } of documented()) {
    const answer = await client.call(method, path.replace('{floor}', 'paper'));
    assert.ok(Object.hasOwn(one.responses, answer.status), `${method} ${path} answers ${answer.status}`);
    assert.notEqual(answer.status, 404, path);
  }
});

test('refusals are documented where they happen', () => {
  for (const { path, method, one } of documented()) {
    const told = Object.values(one.responses).flatMap(({ content }) =>
      Object.keys(content['application/json']?.examples ?? {}),
    );
    const seen = apiFacts().operations[`${method} ${path}`]?.errors ?? [];
    assert.deepEqual(
      seen.filter((name) => !told.includes(name)),
      [],
      path,
    );
  }
});

test('a refusal is documented wherever a real request earns it', async () => {
  const client = await gateway.client();
  for (const { method, path, parameters, status } of collected.visits) {
    if (status !== 200 || !path.startsWith('/api/v3/') || path.endsWith('userDataStream')) continue;
    const answer = await client.call(method, path, { ...(parameters as Sent), nobodyAsksForThis: 1 });
    const told = paths[path]?.[method.toLowerCase()]?.responses[answer.status];
    assert.ok(told?.description.includes(`${answer.body.code} `), `${method} ${path}: ${answer.text}`);
  }
});

test('what no request of a kind can do without is a required parameter', () => {
  const required = (path: string, method = 'post') =>
    paths[path]?.[method]?.parameters.flatMap(({ name, required }) => (required === true ? [name] : [])) ?? [];
  const list = '/api/v3/orderList';
  const working = ['symbol', 'workingType', 'workingSide', 'workingQuantity'];
  assert.deepEqual(
    required(`${list}/oco`).toSorted(),
    ['symbol', 'side', 'quantity', 'aboveType', 'belowType'].toSorted(),
  );
  assert.deepEqual(
    required(`${list}/oto`).toSorted(),
    [...working, 'pendingType', 'pendingSide', 'pendingQuantity'].toSorted(),
  );
  const pair = ['pendingSide', 'pendingAboveType', 'pendingBelowType'];
  assert.deepEqual(required(`${list}/otoco`).toSorted(), [...working, ...pair, 'pendingQuantity'].toSorted());
  assert.deepEqual(required(`${list}/opo`).toSorted(), [...working, 'pendingType', 'pendingSide'].toSorted());
  assert.deepEqual(required(`${list}/opoco`).toSorted(), [...working, ...pair].toSorted());
  assert.deepEqual(required('/api/v3/order/oco').toSorted(), ['symbol', 'side', 'quantity', 'price'].toSorted());
  assert.deepEqual(required('/api/v3/order').toSorted(), ['symbol', 'side', 'type'].toSorted());
  const replace = ['symbol', 'side', 'type', 'cancelReplaceMode'];
  assert.deepEqual(required('/api/v3/order/cancelReplace').toSorted(), replace.toSorted());
});

test('sentences about a list keep the names of what they speak of', () => {
  assert.match(describeParameter('aboveTimeInForce') ?? '', /^Of the order above: GTC rests/);
  assert.match(describeParameter('workingPrice') ?? '', /^Of the working order: the limit/);
});

test('real answers fit their schemas', () => {
  let held = 0;
  for (const { method, path, status, text } of collected.visits) {
    const content = paths[path]?.[method.toLowerCase()]?.responses[status]?.content['application/json'];
    if (status !== 200 || content === undefined) continue;
    assert.deepEqual(misfits(content.schema, parsed(text)), [], `${method} ${path}`);
    held++;
  }
  assert.ok(held > 100);
  for (const [index, told] of [apiFacts().streams, apiFacts().userEvents, apiFacts().session].entries()) {
    for (const [name, values] of collected.heard[index] ?? []) {
      for (const value of values) assert.deepEqual(misfits(told[name]?.schema ?? {}, value), [], name);
    }
  }
});

test('so do those of another floor, with ten markets that trade', async () => {
  const session = new MemorySession({ definition: flowDefinition() });
  const busy = await createTestGateway({ session, limits: false });
  try {
    await session.step(60_000_000);
    const walk = new Walk(busy);
    await walkApi(walk, busy);
    for (const { method, path, status, text } of walk.visits) {
      const content = paths[path]?.[method.toLowerCase()]?.responses[status]?.content['application/json'];
      if (status === 200 && content !== undefined) assert.deepEqual(misfits(content.schema, parsed(text)), [], path);
    }
  } finally {
    await busy.close();
  }
});

test('user data of every command there is fits its schema', () => {
  const journal = composers['every-command']!();
  const floor = Floor.create(journal.definition, undefined);
  const seen = new Set<string>();
  for (const stamped of journal.commands) {
    floor.apply(stamped);
    if (stamped.command.type === 'grant_time') floor.advance(stamped.time);
    for (const event of floor.takeAccountEvents()) {
      const told = parsed(userEvent(floor.instruments, event, floor.time, 'ms') ?? 'null') as { e: string } | null;
      if (told === null) continue;
      seen.add(told.e);
      assert.deepEqual(misfits(apiFacts().userEvents[told.e]?.schema ?? {}, told), [], JSON.stringify(told));
    }
  }
  assert.equal(seen.size, 4);
});

test('every operation has its sentence and every parameter too, and none is left over', () => {
  const { context } = gateway.gateway;
  const mounted = mountedOperations(context.floors, gateway.identity, { demo: true, clockControl: true }, Date.now);
  const pages = Object.keys(paths).filter((path) => !path.startsWith('/paper') && !/^\/([sfde]?api)\//.test(path));
  const names = [...mounted, ...paperActions].map(({ name }) => name);
  const told = chapters.flatMap(({ operations }) => Object.keys(operations));
  assert.deepEqual(told.toSorted(), [...names, ...pages].toSorted());
  const parameters = Object.values(apiFacts().operations).flatMap((fact) => fact.parameters.map(({ name }) => name));
  assert.deepEqual(
    parameters.filter((name) => name !== 'timestamp' && describeParameter(name) === undefined && !isUnread(name)),
    [],
  );
});

/** Taken, and not looked at. */
function isUnread(name: string): boolean {
  const found = Object.values(apiFacts().operations).flatMap((fact) =>
    fact.parameters.filter((one) => one.name === name),
  );
  return found.every(({ kind }) => kind === 'unread');
}

test('the fields that calls with a body name are those they take', () => {
  for (const { path, fields } of paperActions) {
    assert.deepEqual(Object.keys(apiFacts().operations[`POST ${path}`]?.request ?? {}), [...fields]);
  }
});

test('stream names are read as the kind that their form says', () => {
  const { instruments } = gateway.session.floor;
  for (const [kind, { names }] of Object.entries(streamForms)) {
    for (const name of names) assert.equal(readStreamName(sampleName(name), instruments)?.kind, kind, name);
  }
});

test('an operation of both doors names its twin, in both documents', async () => {
  const { operations } = (await gateway.get(asyncapi)).body;
  const twins = documented().flatMap(({ one }) => one['x-ws-method'] ?? []);
  assert.ok(twins.length > 50);
  for (const method of twins) assert.equal(operations[`receive_${method.replaceAll('.', '_')}`]?.title, method);
});

test('answers and refusals of the WebSocket API fit, with the rate limits they carry and without', async () => {
  const { components } = (await gateway.get(asyncapi)).body;
  const meant = (schema: Schema & { $ref?: string }): Schema => {
    if (schema.$ref !== undefined) return meant(components.schemas[schema.$ref.split('/').at(-1) ?? '']);
    const { properties, ...rest } = schema;
    if (properties === undefined) return schema;
    return { ...rest, properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, meant(v)])) };
  };
  const server = await createTestGateway({ session: new MemorySession({ definition: walkFloor() }) });
  const url = (await server.gateway.listen('127.0.0.1', 0)).replace('http', 'ws');
  const friend = await SocketFriend.connect(`${url}/ws-api/v3`);
  const answers = [
    await friend.ask('time', {}),
    await friend.ask('time', { returnRateLimits: false }),
    await friend.ask('time', { nobodyAsksForThis: 1 }),
  ];
  friend.close();
  await server.close();
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 400],
  );
  for (const answer of answers) {
    const told = components.messages[answer['status'] === 200 ? 'told_time' : 'told_error'].payload;
    assert.deepEqual(misfits(meant(told), answer), [], JSON.stringify(answer));
  }
  const { properties } = components.messages.ask_time.payload.properties.params;
  assert.equal(properties.returnRateLimits?.type, 'boolean');
});

test('a floor has its own documents; one that is not there has none', async () => {
  const { body } = await gateway.get(`/floors/class${openapi}`);
  assert.deepEqual(body.servers[0].url, '/floors/class');
  assert.equal(body.paths['/healthz'], undefined);
  const none = await gateway.get(`/floors/nope${openapi}`);
  assert.deepEqual([none.status, none.body.code], [404, -1020]);
});

const shell = ['curl', 'openssl'].every((name) => has(name));

function has(program: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

test('the examples for the shell work as they stand', { skip: !shell && 'no curl or openssl here' }, async () => {
  const real = await createTestGateway({ session: new MemorySession({ definition: walkFloor() }), limits: false });
  const server = await real.gateway.listen('127.0.0.1', 0);
  const { apiKey, secretKey } = await real.client();
  const env = { ...process.env, SERVER: server, KEY: apiKey, SECRET: secretKey };
  const { promisify } = await import('node:util');
  const { execFile } = await import('node:child_process');
  for (const path of ['/api/v3/exchangeInfo', '/api/v3/order', '/api/v3/account', '/paper/v1/floor/clock']) {
    const item = paths[path] ?? {};
    const source = (item['post'] ?? item['get'])?.['x-codeSamples']?.[0]?.source ?? '';
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `${source.replace('curl ', 'curl -s ')}`], { env });
    const answer = JSON.parse(stdout);
    assert.equal(answer.code, undefined, `${source}\n${stdout}`);
  }
  await real.close();
});
