/**
 * Every benchmark there is: where it is, what it tells, what it may be told. The help, the check of a command line and the benchmarks
 * themselves go by this one list.
 */
import {
  type BenchOptions,
  choice,
  choices,
  count,
  counts,
  file,
  readOptions,
  type ValuesOf,
} from './support/options.ts';

export interface Bench {
  /** From this folder. */
  readonly file: string;
  readonly tells: string;
  readonly options: BenchOptions;
}

const orders = { rounds: count(3), seconds: count(5), connections: count(64) };

export const benches = {
  engine: {
    file: 'engine/engine-bench.ts',
    tells: 'the core against everyday JavaScript and a public order book',
    options: { rounds: count(7), operations: count(1_000_000), profile: choices(['mixed', 'burst', 'deep']) },
  },
  latency: {
    file: 'latency/latency-bench.ts',
    tells: 'single operations, collections, memory per resting order',
    options: { rounds: count(7), operations: count(1_000_000), resting: count(1_000_000) },
  },
  scale: {
    file: 'scale/scale-bench.ts',
    tells: 'cost against symbols, accounts and resting orders',
    options: { rounds: count(5), operations: count(1_000_000), plot: file() },
  },
  durable: {
    file: 'durable/durable-bench.ts',
    tells: 'commands through the journal, recovery, restart with many orders',
    options: {
      rounds: count(3),
      flow: choices(['growing', 'mixed']),
      part: choices(['journal', 'history']),
      commands: count(300_000, 0),
      resting: counts([100_000, 1_000_000]),
    },
  },
  market: {
    file: 'market/facts.ts',
    tells: 'the simulated market beside measured facts of real ones',
    options: { minutes: count(12, 0), days: count(0, 0), seeds: count(8) },
  },
  http: {
    file: 'http/http-bench.ts',
    tells: 'signed durable orders against a bare HTTP server',
    options: { ...orders, door: choice(['http', 'sockets'], 'http') },
  },
  'ws-api': {
    file: 'ws-api/ws-api-bench.ts',
    tells: 'the same orders over the WebSocket API',
    options: orders,
  },
  requests: {
    file: 'requests/requests-bench.ts',
    tells: 'exchangeInfo, candles, and a history of a million orders',
    options: { orders: count(1_000_000), asked: count(200) },
  },
  sockets: {
    file: 'sockets/sockets-bench.ts',
    tells: 'a thousand sockets of five streams, ten thousand idle ones',
    options: { seconds: count(10), listeners: count(1000), idle: count(10_000) },
  },
  fanout: {
    file: 'fanout/fanout-bench.ts',
    tells: 'market data to a thousand clients',
    options: { rounds: count(3), seconds: count(3), clients: count(1000) },
  },
  replay: {
    file: 'replay/replay-bench.ts',
    tells: 'recorded data: import, stored form, play through the book',
    options: {},
  },
  start: {
    file: 'start/start-bench.ts',
    tells: 'first start to first order, and restart',
    options: { rounds: count(3) },
  },
} as const satisfies Record<string, Bench>;

export type BenchName = keyof typeof benches;

/** What the process of a benchmark was told; ends it when that is wrong. */
export function toldOptions<Name extends BenchName>(name: Name): ValuesOf<(typeof benches)[Name]['options']> {
  const reading = readOptions(benches[name].options, process.argv.slice(2));
  if (reading.ok) return reading.values as ValuesOf<(typeof benches)[Name]['options']>;
  console.error(`error: ${name}: ${reading.problem}`);
  return process.exit(2);
}
