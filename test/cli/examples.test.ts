/** The shell examples, run as they are written against a real server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { cleanEnvironment, type RunningServer, startServer } from '../support/start-server.ts';

const examples = new URL('../../examples/', import.meta.url).pathname;
let server: RunningServer;

before(async () => {
  server = await startServer();
});

after(async () => {
  await server.stop();
});

async function run(name: string, args: readonly string[]): Promise<string> {
  const env = { ...cleanEnvironment(), PAPERFLOOR_DATA: server.dataDir };
  const { stdout } = await promisify(execFile)(join(examples, name), args, { env });
  return stdout;
}

test('02: a shell script opens an account and buys with it', async () => {
  const text = await run('02-account-and-key.sh', [server.url]);
  assert.match(text, /"status":"FILLED"/);
  assert.match(text, /shell-\d+ +\d+ +BTC +0\.\d+/);
});

test('03: a floor stands, steps ten minutes and runs on', async () => {
  const text = await run('03-clock.sh', [server.url]);
  const prices = [...text.matchAll(/"price":"([0-9.]+)"/g)].map(([, price]) => price);
  assert.equal(prices.length, 2);
  assert.notEqual(prices[0], prices[1]);
  assert.match(text, /x10 /);
});

test('04: recorded trades become a floor', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-example-'));
  try {
    const file = join(directory, 'BTCUSDT-trades-2024-01-01.csv');
    const rows = Array.from({ length: 200 }, (_, i) => {
      const price = (42_000 + (i % 7)).toFixed(2);
      return `${i + 1},${price},0.01000000,${(Number(price) / 100).toFixed(8)},${1_704_067_200_000 + i * 500},${i % 2 === 0},true`;
    });
    writeFileSync(file, `${rows.join('\n')}\n`);
    const text = await run('04-replay.sh', [file, '10']);
    assert.match(text, /replay +x10 +2024-01-01T00:00/);
    assert.match(text, /bot-\d+/);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
