/** Recorded data as a floor of a real server: made by the command line, seen through the REST API, traded on by an untouched client. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { referencePath, skipWithout } from '../support/reference-data.ts';
import { CommandFailed, type RunningServer, startServer } from '../support/start-server.ts';

const root = new URL('../..', import.meta.url).pathname;
const recording = join(root, 'test/fixtures/replay/BNBUSDT-1m.csv');
const crash = 'binance-spot-1m-2021-05-crash/BTCUSDT-1m.csv.gz';
const firstMs = 1_893_542_400_000;
const dataDir = mkdtempSync(join(tmpdir(), 'paperfloor-replay-'));
let server: RunningServer;

before(async () => {
  server = await startServer({ dataDir });
});

after(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function get<T>(floor: string, path: string): Promise<T> {
  const response = await fetch(`${server.url}/floors/${floor}/api/v3/${path}`);
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}

async function reached(floor: string, timeMs: number): Promise<void> {
  for (;;) {
    const { serverTime } = await get<{ serverTime: number }>(floor, 'time');
    if (serverTime >= timeMs) return;
    await sleep(100);
  }
}

type Kline = [openTime: number, open: string, high: string, low: string, close: string, volume: string];

/** Bars with volume, as numbers. */
function numbersOf(rows: readonly (readonly (string | number)[])[]): number[][] {
  return rows.map((row) => row.slice(0, 6).map(Number)).filter(([, , , , , volume]) => volume !== 0);
}

test('a recording of bars becomes a floor whose klines are the recorded ones, and goes on after a restart', async () => {
  await server.cli(['floor', 'create', 'bars', '--replay', recording, '--speed', '1000', '--json']);
  await reached('bars', firstMs + 60 * 60_000);
  await server.stop();
  server = await startServer({ dataDir });
  await reached('bars', firstMs + 181 * 60_000);
  const klines = await get<Kline[]>('bars', `klines?symbol=BNBUSDT&interval=1m&startTime=${firstMs}&limit=180`);
  const rows = readFileSync(recording, 'utf8').trim().split('\n').slice(1);
  assert.deepEqual(numbersOf(klines), numbersOf(rows.map((row) => row.split(','))));
});

test('a bad file is refused with its line, and no floor is made', async () => {
  const bad = join(dataDir, 'ETHUSDT-1m.csv');
  writeFileSync(bad, '1893542400000,1,1,1,1,5\n1893542460000,1,0x1,1,1,5\n');
  await assert.rejects(server.cli(['floor', 'create', 'bad', '--replay', bad]), (error) => {
    assert(error instanceof CommandFailed);
    assert.match(error.stderr, /ETHUSDT-1m\.csv:2: expected high as a plain decimal .*, found '0x1'/);
    return true;
  });
  assert.equal((await fetch(`${server.url}/floors/bad/api/v3/ping`)).status, 404);
});

async function example(...args: string[]): Promise<string> {
  const words = [join(root, 'examples/01-buy-a-crash.mjs'), '--url', server.url, '--data', dataDir, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return stdout;
}

test('the example buys into a made-up crash', async () => {
  const told = await example('--file', recording, '--speed', '1000', '--minutes', '110', '--name', 'made-up');
  assert.match(told, /closed: bought [\d.]+ BNB at/);
  assert.match(told, /lowest [\d.]+, now/);
});

const skip = skipWithout(crash);
test('the crash of 19 May 2021 replays at a hundred times its speed: a bot buys on the way down', {
  skip,
}, async () => {
  const told = await example(
    '--file',
    referencePath(crash),
    '--start',
    '2021-05-19T12:45:00Z',
    '--minutes',
    '26',
    '--name',
    'may-2021',
  );
  assert.match(told, /BTC\/USDT at 36433,/);
  assert.equal(told.match(/closed: bought [\d.]+ BTC at/g)?.length, 3, told);
  assert.match(told, /lowest 3[01][\d.]+,/);
});
