import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { benches } from './catalogue.ts';

const main = new URL('main.ts', import.meta.url).pathname;

function bench(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

for (const [what, words, said] of [
  ['an unknown benchmark', ['engine', 'speed'], /expected one of engine, latency.*, found "speed"/],
  ['an option that no benchmark has', ['--nope'], /engine: expected one of the options --json.*, found --nope/],
  [
    'an option of another benchmark',
    ['engine', '--seconds', '3'],
    /engine: expected one of the options.*--profile, found/,
  ],
  [
    'an option that the last one does not have',
    ['fanout', 'start', '--clients', '9'],
    /start: expected one of the options/,
  ],
  [
    'a number that is none',
    ['engine', '--rounds', 'few'],
    /engine: --rounds: expected a whole number from 1, found "few"/,
  ],
  ['a number that is missing', ['engine', '--rounds'], /engine: --rounds: expected a whole number from 1, found ""/],
  ['no rounds at all', ['start', '--rounds=0'], /start: --rounds: expected a whole number from 1, found "0"/],
  ['an unknown flow', ['engine', '--profile', 'calm'], /--profile: expected one of mixed, burst, deep/],
  ['a value for --json', ['engine', '--json=3'], /expected one of the options --json/],
  ['a word behind the options', ['engine', '--json', 'start'], /expected an option, found "start"/],
] as const) {
  test(`${what} is refused by name before anything is measured`, () => {
    const { status, stdout, stderr } = bench(...words);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, said);
    assert.match(stderr, /^try: npm run bench -- --help$/m);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });
}

test('the help lists every benchmark there is, with its options', () => {
  const { status, stdout } = bench('--help');
  assert.equal(status, 0);
  for (const [name, { options }] of Object.entries(benches)) {
    const line = stdout.split('\n').find((one) => one.startsWith(`  ${name} `));
    assert.ok(line !== undefined, name);
    for (const option of Object.keys(options)) assert.ok(stdout.includes(`--${option} `), `--${option} of ${name}`);
  }
});

test('a benchmark that is run by itself refuses in the same words', () => {
  const file = new URL(benches.start.file, import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, [file, '--nope'], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(status, 2);
  assert.match(stderr, /^error: start: expected one of the options --json, --rounds, found --nope$/m);
});
