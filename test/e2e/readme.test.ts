/** The bot that README.md shows, run as it stands there against a real server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startServer } from '../support/start-server.ts';

const root = join(import.meta.dirname, '../..');
const address = 'http://127.0.0.1:8080';

test('the bot on the first page buys', async () => {
  const program = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  assert.ok(program.includes(address), 'README.md shows a program for the default address');
  const server = await startServer();
  try {
    await server.cli(['account', 'create', 'alice', '--fund', 'USDT=1000000,BTC=100', '--json']);
    const key = await server.cli<{ apiKey: string; secretKey: string }>(['key', 'create', 'alice', '--json']);
    const words = `const apiKey = '${key.apiKey}', secret = '${key.secretKey}';\n${program.replace(address, server.url)}`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', words], { cwd: root });
    assert.match((await run).stdout, /status: 'closed'/);
  } finally {
    await server.stop();
  }
});
