/** `npm start` itself: what scripts outside rely on when they start and stop the program through npm. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { cleanEnvironment } from '../support/start-server.ts';

const root = new URL('../..', import.meta.url).pathname;

test('npm start serves, and a SIGTERM to npm drains the server and ends with 0', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperfloor-npm-'));
  const args = ['start', '--', '--port', '0', '--data', dataDir];
  const npm = spawn('npm', args, { cwd: root, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let talk = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    talk += text;
  });
  const ended = once(npm, 'exit') as Promise<[number | null]>;
  try {
    let url: string | undefined;
    for await (const line of createInterface(npm.stdout)) {
      url = /^Paperfloor is open at (http:\S+)$/.exec(line)?.[1];
      if (url !== undefined) break;
    }
    assert.ok(url !== undefined, talk);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    const pid = Number(readFileSync(join(dataDir, 'server.pid'), 'utf8'));
    npm.kill('SIGTERM');
    assert.deepEqual((await ended)[0], 0, talk);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal(existsSync(join(dataDir, 'server.pid')), false);
  } finally {
    if (existsSync(join(dataDir, 'server.pid')))
      process.kill(Number(readFileSync(join(dataDir, 'server.pid'), 'utf8')));
    await ended;
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});
