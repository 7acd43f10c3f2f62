/**
 * Writes src/gateway/api-docs/facts.json from the running program: `node test/api-docs/collect.ts`. One gateway is walked through
 * for the answers, another one probed for parameters and errors.
 */
import { writeFileSync } from 'node:fs';
import ccxt from 'ccxt';
import type { ApiFacts, OperationFact, Told } from '../../src/gateway/api-docs/facts.ts';
import { mountedOperations } from '../../src/gateway/mounted-operations.ts';
import type { Operation } from '../../src/gateway/operations/operation.ts';
import { MemorySession } from '../support/memory-session.ts';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { type Heard, listenToStreams, listenToUsers, talkSession } from './listen.ts';
import { probe } from './probe.ts';
import { Shape } from './shape.ts';
import { firstOrderId, limit, type Visit, Walk, walkApi, walkFloor } from './walk.ts';

const paces = { quickMs: 5, slowMs: 20, checkMs: 20 };
/** Wall time, ahead of the real one at the end of a walk. */
const clock = { aheadMs: 0 };
/** A listen key is looked up again after a minute. */
const keysReadAgainMs = 61_000;

export interface Collected {
  readonly facts: ApiFacts;
  readonly visits: readonly Visit[];
  readonly heard: readonly Heard[];
}

export async function collect(): Promise<Collected> {
  const gateway = await walkGateway();
  const url = (await gateway.gateway.listen('127.0.0.1', 0)).replace('http', 'ws');
  const users = listenToUsers(gateway);
  const streams = await listenToStreams(gateway, url);
  const walk = new Walk(gateway);
  await walkApi(walk, gateway);
  users.stop();
  const heard = await streams.stop();
  const talk = await talkSession(gateway, url, () => {
    clock.aheadMs = keysReadAgainMs;
  });
  for (const [name, events] of talk.events) for (const event of events) users.hear(name, event);
  users.hear('serverShutdown', await talk.shutdown());
  clock.aheadMs = 0;
  return {
    facts: {
      operations: await operationFacts(walk.visits),
      streams: toldOf(heard),
      userEvents: toldOf(users.heard),
      session: toldOf(talk.results),
    },
    visits: walk.visits,
    heard: [heard, users.heard, talk.results],
  };
}

function walkGateway(): Promise<TestGateway> {
  const session = new MemorySession({ definition: walkFloor(), frozen: true });
  return createTestGateway({
    session,
    limits: false,
    company: true,
    sockets: paces,
    wallClock: () => (Date.now() + clock.aheadMs) * 1000,
  });
}

async function operationFacts(visits: readonly Visit[]): Promise<Record<string, OperationFact>> {
  const gateway = await walkGateway();
  const walk = new Walk(gateway);
  await walkApi(walk, gateway);
  const trader = await gateway.client({ USDT: '150000', BTC: '10', ETH: '100' });
  const clear = async () => {
    await trader.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    await trader.call('POST', '/api/v3/order', { ...limit, newClientOrderId: firstOrderId });
  };
  await clear();
  const facts: Record<string, OperationFact> = {};
  const { context } = gateway.gateway;
  const flags = { demo: true, clockControl: true };
  const mounted = mountedOperations(context.floors, gateway.identity, flags, Date.now);
  const byPlace = Map.groupBy(visits, ({ method, path }) => `${method} ${path}`);
  for (const operation of mounted) {
    const place = `${operation.rest.method} ${operation.rest.path}`;
    const own = byPlace.get(place) ?? [];
    byPlace.delete(place);
    const samples = own.map(({ parameters }) => textsOf(parameters));
    const answeredSamples = samples.filter((_, index) => own[index]?.status === 200);
    const probed = await probe(operation, samples, answeredSamples, gateway, trader.apiKey, clear);
    facts[place] = { ...probed, ...answered(own), ...ccxtOf(operation) };
  }
  for (const [place, own] of byPlace) facts[place] = { parameters: [], oneOf: [], errors: [], ...answered(own) };
  await gateway.close();
  return facts;
}

const ccxtClient = new ccxt.binance() as unknown as Readonly<Record<string, unknown>>;
const ccxtGroups: Readonly<Record<string, readonly string[]>> = {
  '/api/v3/': ['public', 'private'],
  '/sapi/v1/': ['sapi'],
  '/sapi/v3/': ['sapiV3'],
  '/fapi/v1/': ['fapiPublic'],
  '/dapi/v1/': ['dapiPublic'],
  '/eapi/v1/': ['eapiPublic'],
};

/** The function by which ccxt calls the operation, if it has one. */
function ccxtOf({ rest: { method, path } }: Operation): { readonly ccxt?: string } {
  const prefix = Object.keys(ccxtGroups).find((start) => path.startsWith(start)) ?? '';
  const words = `${method.toLowerCase()}/${path.slice(prefix.length)}`.split(/[/-]/);
  const tail = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const names = (ccxtGroups[prefix] ?? []).map((group) => group + tail);
  const ccxtName = names.find((name) => typeof ccxtClient[name] === 'function');
  return ccxtName === undefined ? {} : { ccxt: ccxtName };
}

function answered(visits: readonly Visit[]): Pick<OperationFact, 'request' | 'answer'> {
  const [first] = visits;
  const request = steadied(first?.parameters ?? {}) as OperationFact['request'];
  const answers = visits.filter(({ status }) => status === 200).map(({ text }) => parsed(text));
  return answers.length === 0 ? { request } : { request, answer: { ...told(answers), example: steadied(answers[0]) } };
}

function toldOf(heard: Heard): Record<string, Told> {
  const byName = [...heard].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(byName.map(([name, values]) => [name, told(values)]));
}

function told(values: readonly unknown[]): Told {
  const shape = new Shape();
  for (const value of values) shape.add(value);
  return { schema: shape.schema, example: steadied(values.find(isFull) ?? values[0]) };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Without empty lists. */
function isFull(value: unknown): boolean {
  return !JSON.stringify(value).includes('[]');
}

const textsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** Milliseconds of the walk's floor, for times of the day it was collected on. */
const steadyMs = 1_767_323_045_678;
const wallNearMs = 86_400_000;
/** Rows of an example at most. */
const rowsMax = 2;
const textMax = 400;

/** The same example every time: made-up keys, no time of today, short lists. */
function steadied(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, rowsMax).map(steadied);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, steadied(field)]));
  }
  if (typeof value === 'number' && Math.abs(value - Date.now()) < wallNearMs) return steadyMs;
  if (typeof value !== 'string') return value;
  if (/^[A-Za-z0-9]{60,64}$/.test(value)) return `${'Example0'.repeat(8)}`;
  if (/^[A-Za-z0-9]{22}$/.test(value)) return 'Made0by0the0exchange00';
  if (/^[A-Za-z0-9]{18}-\d+$/.test(value)) return 'Made0by0exchange00-1';
  if (/^[0-9a-f]{8}$/.test(value)) return '5f3a91c2';
  if (value.startsWith('# HELP')) return value.slice(0, value.indexOf('\n') + 1);
  if (value.startsWith('demo-')) return 'demo-0example00';
  if (value.startsWith('-----BEGIN')) return '-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n';
  return value.slice(0, textMax);
}

/** One line for each operation, stream and event. */
export function factsText(facts: ApiFacts): string {
  const groups = Object.entries(facts).map(([name, rows]) => {
    const lines = Object.entries(rows).map(([key, row]) => `    ${JSON.stringify(key)}: ${JSON.stringify(row)}`);
    return `  ${JSON.stringify(name)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${groups.join(',\n')}\n}\n`;
}

if (import.meta.main) {
  const { facts } = await collect();
  writeFileSync(new URL('../../src/gateway/api-docs/facts.json', import.meta.url), factsText(facts));
}
