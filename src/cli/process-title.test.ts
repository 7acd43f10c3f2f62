import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { titleWithoutSecrets } from './process-title.ts';

test('secrets are taken out of the command line, in either spelling, and nothing else is', () => {
  const words = [
    'serve',
    '--port',
    '1',
    '--operator-token',
    'hush',
    '--database=postgres://a:hush@b/c',
    '--demo',
    'on',
  ];
  assert.equal(
    titleWithoutSecrets(words),
    'paperfloor serve --port 1 --operator-token [redacted] --database=[redacted] --demo on',
  );
  assert.equal(titleWithoutSecrets(['account', 'list', '--data', 'x']), undefined);
});

test('the process list shows no secret of a running program', { skip: !existsSync('/proc/self/cmdline') }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-title-'));
  const program = new URL('../main.ts', import.meta.url).pathname;
  // A database that never says anything.
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const words = [
    'serve',
    '--data',
    directory,
    '--database',
    `postgres://someone:hushhush@127.0.0.1:${port}/paperfloor`,
  ];
  const child = spawn(process.execPath, [program, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const shown = () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
  try {
    for (let waited = 0; !shown().includes('[redacted]') && waited < 10_000; waited += 20) await sleep(20);
    assert.doesNotMatch(shown(), /hushhush/);
    assert.match(shown(), /^paperfloor serve --data \S+ --database \[redacted\]\0*$/);
  } finally {
    child.kill('SIGKILL');
    await ended;
    silent.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
