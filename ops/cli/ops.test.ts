import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { processBegun, takeLock } from '../plan/engine/lock.ts';
import { runOps } from './ops.ts';
import { opsExitCode } from './ops-context.ts';
import { opsReference } from './reference.ts';
import { holderOf } from './workplace.ts';

async function ops(...words: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-ops-'));
  try {
    const code = await runOps(words, {
      answer: (text) => {
        stdout += `${text}\n`;
      },
      talk: (line) => {
        stderr += `${line}\n`;
      },
      environment: { HOME: directory },
      workingDirectory: directory,
      root: directory,
    });
    return { code, stdout, stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('help goes to stdout and starts with an example', async () => {
  const { code, stdout, stderr } = await ops('--help');
  assert.equal(code, opsExitCode.done);
  assert.match(stdout, /^Example: paperfloor ops lab up\n/);
  assert.equal(stderr, '');
  assert.match((await ops('lab', 'status', '--help')).stdout, /^Example: paperfloor ops lab status/);
});

for (const [what, words, said] of [
  ['an unknown noun', ['lap', 'up'], /unknown command 'lap'/],
  ['an unknown verb', ['lab', 'start'], /unknown command 'start'/],
  ['a host that no lab has', ['lab', 'up', 'db9'], /expected a host of the lab \(lb1, .*\), found "db9"/],
  [
    'a Debian without a recipe',
    ['lab', 'up', '--suite', 'buster'],
    /--suite: expected trixie or bookworm, found "buster"/,
  ],
  ['a lab name with a slash', ['lab', 'status', '--lab', '../x'], /--lab: expected up to 16 small letters.*"\.\.\/x"/],
] as const) {
  test(`${what} is refused by name before anything is touched`, async () => {
    const { code, stdout, stderr } = await ops(...words);
    assert.equal(code, opsExitCode.usage);
    assert.match(stderr, said);
    assert.match(stderr, /\ntry: /);
    assert.equal(stdout, '');
  });
}

test('a verb on a lab that is not there says how to make one', async () => {
  for (const words of [
    ['poweroff', 'db1'],
    ['destroy', 'db1'],
    ['cut', 'db1'],
    ['exec', 'db1', '--', 'true'],
  ]) {
    assert.deepEqual(await ops('lab', ...words), {
      code: opsExitCode.failed,
      stdout: '',
      stderr: 'error: there is no lab staging\ntry: paperfloor ops lab up --lab staging\n',
    });
  }
});

test('a lab that was never there is told, not an error', async () => {
  assert.deepEqual(await ops('lab', 'status'), {
    code: opsExitCode.done,
    stdout: 'there is no lab staging\n',
    stderr: '',
  });
});

test('the reference page is what the commands say', async () => {
  const page = readFileSync(new URL('../../docs/reference/operations.md', import.meta.url), 'utf8');
  assert.equal(page, await opsReference(), 'run: node ops/cli/reference.ts > docs/reference/operations.md');
});

test('an environment that somebody works on is not provisioned, and may be looked at', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-ops-'));
  const talk: string[] = [];
  const context = {
    ...{
      answer: () => {},
      talk: (line: string) => void talk.push(line),
      environment: { HOME: directory, USER: 'bob' },
    },
    ...{ workingDirectory: directory, root: directory },
  };
  const inventory = join(directory, 'inventory');
  const evidence = join(directory, 'state/environments/production/evidence');
  const words = ['provision', 'production', '--inventory', inventory, '--state', join(directory, 'state')];
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  const alice = { pid: other.pid ?? 0, begun: processBegun(other.pid ?? 0) };
  const release = takeLock(evidence, 'production', { ...holderOf('alice', 'deploy 0.2.0'), ...alice });
  try {
    assert.equal(await runOps(words, context), opsExitCode.failed);
    assert.match(talk.join('\n'), /production is locked by alice .*: deploy 0\.2\.0/);
    assert.ok(!existsSync(join(directory, 'state/environments/production/secrets.json')), 'nothing is made for it');
    // A look goes on, to what is wrong with this one.
    talk.length = 0;
    assert.equal(await runOps([...words, '--check'], context), opsExitCode.usage);
    assert.match(talk.join('\n'), /there is no environment production/);
  } finally {
    release();
    other.kill();
    rmSync(directory, { recursive: true, force: true });
  }
});
