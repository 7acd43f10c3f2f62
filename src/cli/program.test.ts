import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createConsole } from './console.ts';
import { exitCode } from './exit-code.ts';
import { runProgram } from './program.ts';
import { commandLineReference } from './reference.ts';

/** Runs a command line in a world where opening the exchange or the server is a failure of the test. */
async function run(words: readonly string[], environment: Record<string, string> = {}) {
  let stdout = '';
  let stderr = '';
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-cli-'));
  try {
    const code = await runProgram(words, {
      console: createConsole({
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
      }),
      environment: { PAPERFLOOR_DATA: directory, ...environment },
      workingDirectory: directory,
      root: directory,
      version: '1.2.3',
      openExchange: () => assert.fail('the exchange was opened'),
      serve: () => assert.fail('the server was started'),
    });
    return { code, stdout, stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('help goes to stdout, starts with examples and ends with 0', async () => {
  const { code, stdout, stderr } = await run(['--help']);
  assert.equal(code, exitCode.done);
  assert.match(stdout, /^Examples:\n {2}paperfloor serve\n/);
  assert.match(stdout, /Exit codes: 0 done/);
  assert.equal(stderr, '');
});

for (const words of [['serve'], ['account', 'create'], ['key', 'create'], ['floor', 'create'], ['journal', 'verify']]) {
  test(`help of ${words.join(' ')} starts with an example`, async () => {
    const { code, stdout } = await run([...words, '--help']);
    assert.equal(code, exitCode.done);
    assert.match(stdout, new RegExp(`^Example: paperfloor ${words.join(' ')}`));
  });
}

test('any place in a journal is taken, however long it runs', async () => {
  const { stderr } = await run(['floor', 'reconcile', 'main', '--at', '123456789']);
  assert.doesNotMatch(stderr, /--at/);
  const { code, stderr: refused } = await run(['floor', 'reconcile', 'main', '--at', '0.5']);
  assert.equal(code, exitCode.usage);
  assert.match(refused, /--at: expected a sequence number from 1, found "0.5"/);
});

test('the version is one word on stdout', async () => {
  assert.equal((await run(['--version'])).stdout, '1.2.3\n');
});

for (const [what, words, said] of [
  ['an unknown option', ['serve', '--prot', '1'], /unknown option '--prot'/],
  ['an unknown command', ['acount', 'list'], /unknown command 'acount'/],
  ['an unknown verb', ['account', 'destroy'], /unknown command 'destroy'/],
  ['too many words', ['floor', 'show', 'a', 'b'], /too many arguments/],
  ['a missing name', ['account', 'create'], /missing required argument 'NAME'/],
  ['a bad option value', ['serve', '--port', '0x50'], /--port: expected a whole number/],
  ['a day of rules that does not exist', ['serve', '--api-rules', '2030-99-99'], /--api-rules: expected compatible/],
  ['an option given twice', ['serve', '--port', '1', '--port', '2'], /--port is there twice/],
  ['bad funds', ['account', 'create', 'a', '--fund', 'USDT=1e6'], /expected an amount of USDT/],
  ['a key type that is not there', ['key', 'create', 'a', '--type', 'dsa'], /'dsa' is invalid/],
  ['ed25519 without a public key', ['key', 'create', 'a', '--type', 'ed25519'], /needs --public-key FILE/],
  ['a public key for hmac', ['key', 'create', 'a', '--public-key', 'x'], /goes with --type ed25519/],
  [
    'a public key file that is not there',
    ['key', 'create', 'a', '--type', 'ed25519', '--public-key', 'x.pem'],
    /x\.pem/,
  ],
  ['a replay file that is not there', ['floor', 'create', 'a', '--replay', 'no.csv'], /there is no .*no\.csv/],
  ['a place that is no number', ['journal', 'replay', '--to', '-1'], /--to: expected a sequence number from 0/],
  [
    'a part that ends before it begins',
    ['journal', 'export', 'a', '--from', '9', '--to', '3'],
    /--from at or before --to/,
  ],
  [
    'a right that keys do not have',
    ['key', 'create', 'a', '--permissions', 'read,withdraw'],
    /read, trade or read,trade/,
  ],
  ['an end that is no time', ['key', 'create', 'a', '--expires', 'soon'], /--expires: expected 90d, 12h or a UTC time/],
  ['a kind of key without its file', ['key', 'create', 'a', '--type', 'rsa'], /--type rsa needs --public-key/],
  ['a day that does not exist', ['floor', 'create', 'a', '--start', '2021-02-31'], /--start: expected a UTC time/],
] as const) {
  test(`${what} is refused by name before anything is touched`, async () => {
    const { code, stdout, stderr } = await run(words);
    assert.equal(code, exitCode.usage);
    assert.match(stderr, said);
    assert.equal(stdout, '');
  });
}

for (const [words, hint] of [
  [['serve', '--prot', '1'], 'paperfloor serve --help'],
  [['account', 'destroy'], 'paperfloor account --help'],
  [['account', 'create'], 'paperfloor account create --help'],
  [['account', 'create', 'a', '--fnd', 'BTC=1'], 'paperfloor account create --help'],
  [['acount', 'list'], 'paperfloor --help'],
] as const) {
  test(`what is wrong with "${words.join(' ')}" is said beside the help that has the right words`, async () => {
    const { stderr } = await run(words);
    assert.match(stderr, new RegExp(`^try: ${hint}$`, 'm'));
  });
}

for (const [words, said] of [
  [['floor', 'create', 'a', '--start', '2300-01-01'], /--start: expected a time from 1970 to 2254, found "2300-01-01"/],
  [['floor', 'create', 'a', '--start', '1900-01-01'], /--start: expected a time from 1970 to 2254, found "1900-01-01"/],
  [['key', 'create', 'a', '--expires', 'soon'], /--expires: expected 90d, 12h or a UTC time such as/],
  [['floor', 'create', 'a', '--symbol', 'BTCUSDT'], /--symbol goes with --replay/],
] as const) {
  test(`"${words.join(' ')}" is told what would be right`, async () => {
    const { code, stderr } = await run(words);
    assert.equal(code, exitCode.usage);
    assert.match(stderr, said);
  });
}

for (const [what, directory, found] of [
  ['not there', 'mistyped/deep', 'no such directory'],
  ['not an exchange', '.', 'a directory without one'],
] as const) {
  for (const words of [
    ['account', 'list'],
    ['floor', 'list'],
    ['journal', 'verify'],
    ['symbol', 'list', 'main'],
  ]) {
    test(`${words.join(' ')} on a data directory that is ${what} says so, and makes nothing`, async () => {
      const place = mkdtempSync(join(tmpdir(), 'paperfloor-mistyped-'));
      const data = join(place, directory);
      const { code, stdout, stderr } = await run([...words, '--data', data]);
      assert.deepEqual([code, stdout], [exitCode.failed, '']);
      assert.ok(stderr.includes(`expected the data of an exchange at ${data}, found ${found}`), stderr);
      assert.ok(stderr.includes(`paperfloor serve --data ${data}`), stderr);
      assert.deepEqual(readdirSync(place), []);
      rmSync(place, { recursive: true, force: true });
    });
  }
}

for (const [what, words, environment] of [
  ['serve', ['serve', '--secret-key-file', 'mistyped.key'], {}],
  ['serve, by variable', ['serve'], { PAPERFLOOR_SECRET_KEY_FILE: 'mistyped.key' }],
  [
    'a command that opens the exchange itself',
    ['account', 'list', '--database', 'postgres://127.0.0.1:1/x', '--secret-key-file', 'mistyped.key'],
    {},
  ],
] as const) {
  test(`a key file that was named and is not there is not made anew: ${what}`, async () => {
    const place = mkdtempSync(join(tmpdir(), 'paperfloor-mistyped-'));
    const { code, stdout, stderr } = await run([...words, '--data', join(place, 'data')], environment);
    assert.deepEqual([code, stdout], [exitCode.usage, '']);
    const named = 'mistyped.key: expected a file with the key that seals API secrets, found no such file';
    assert.ok(stderr.includes(named), stderr);
    assert.match(stderr, /openssl rand -hex 32/);
    assert.deepEqual(readdirSync(place), []);
    rmSync(place, { recursive: true, force: true });
  });
}

test('an unknown PAPERFLOOR_ variable stops every command that would read it', async () => {
  const { code, stderr } = await run(['account', 'list'], { PAPERFLOOR_DATABSE: 'x' });
  assert.equal(code, exitCode.usage);
  assert.match(stderr, /PAPERFLOOR_DATABSE/);
});

test('the reference page is what the commands say', async () => {
  const page = readFileSync(new URL('../../docs/reference/command-line.md', import.meta.url), 'utf8');
  assert.equal(page, await commandLineReference(), 'run: node src/cli/reference.ts > docs/reference/command-line.md');
});
