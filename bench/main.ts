/**
 * `npm run bench -- [NAME …] [--json]`: runs the named benchmarks, or all. Each one is a program of its own in its folder;
 * with --json it prints one JSON object per result. They run under the server's own engine flags,
 * with its compile cache.
 */
import { spawnSync } from 'node:child_process';
import { compileCachePath } from '../scripts/preflight/compile-cache.mjs';
import { nodeEnvironment, nodeFlags } from '../scripts/preflight/pinned-node.mjs';

const benches: Readonly<Record<string, { readonly file: string; readonly tells: string }>> = {
  engine: { file: 'engine/engine-bench.ts', tells: 'the core against everyday JavaScript and a public order book' },
  latency: { file: 'latency/latency-bench.ts', tells: 'single operations, collections, memory per resting order' },
  scale: { file: 'scale/scale-bench.ts', tells: 'cost against symbols, accounts and resting orders' },
  durable: {
    file: 'durable/durable-bench.ts',
    tells: 'commands through the journal, recovery, restart with many orders',
  },
  market: { file: 'market/facts.ts', tells: 'the simulated market beside measured facts of real ones' },
  http: { file: 'http/http-bench.ts', tells: 'signed durable orders against a bare HTTP server' },
  'ws-api': { file: 'ws-api/ws-api-bench.ts', tells: 'the same orders over the WebSocket API' },
  requests: { file: 'requests/requests-bench.ts', tells: 'exchangeInfo, candles, and a history of a million orders' },
  sockets: { file: 'sockets/sockets-bench.ts', tells: 'a thousand sockets of five streams, ten thousand idle ones' },
  fanout: { file: 'fanout/fanout-bench.ts', tells: 'market data to a thousand clients' },
  replay: { file: 'replay/replay-bench.ts', tells: 'recorded data: import, stored form, play through the book' },
  start: { file: 'start/start-bench.ts', tells: 'first start to first order, and restart' },
};

const words = process.argv.slice(2);
const optionsFrom = words.findIndex((word) => word.startsWith('-'));
const names = optionsFrom < 0 ? words : words.slice(0, optionsFrom);
const options = optionsFrom < 0 ? [] : words.slice(optionsFrom);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0 || options.includes('--help')) {
  console.error('Example: npm run bench -- engine --json\n');
  for (const [name, bench] of Object.entries(benches)) console.error(`  ${name.padEnd(8)} ${bench.tells}`);
  if (unknown.length > 0) console.error(`\nunknown benchmark: ${unknown.join(', ')}`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const root = new URL('..', import.meta.url).pathname;
const env = { ...nodeEnvironment, ...process.env, NODE_COMPILE_CACHE: compileCachePath(root) };
let failed = 0;
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = benches[name];
  if (bench === undefined) continue;
  if (!options.includes('--json')) console.log(`\n${name}: ${bench.tells}`);
  const file = new URL(bench.file, import.meta.url).pathname;
  const result = spawnSync(process.execPath, [...nodeFlags, file, ...options], { stdio: 'inherit', env });
  if (result.status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
