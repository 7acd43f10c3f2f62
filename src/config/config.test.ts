import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { flagOf, optionNames, options, variableOf } from './options.ts';
import { ConfigError, type ConfigSources, readConfig } from './read-config.ts';
import { optionsReference } from './reference.ts';
import { Secret } from './secret.ts';

function read(sources: Partial<ConfigSources>) {
  return readConfig({ flags: {}, environment: {}, workingDirectory: '/here', root: '/paperfloor', ...sources });
}

function problemsOf(sources: Partial<ConfigSources>): readonly string[] {
  try {
    read(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('without flags and variables the server listens on loopback port 8080 with its own database', () => {
  const config = read({});
  assert.equal(config.port, 8080);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.data, '/paperfloor/.data');
  assert.deepEqual([config.secretKeyFile, config.secretKeyFileNamed], ['/paperfloor/.data/secret.key', false]);
  assert.equal(config.database, undefined);
  assert.equal(config.limits, true);
});

test('a flag wins over its variable, a variable over the default', () => {
  const environment = { PAPERFLOOR_PORT: '9000', PAPERFLOOR_LOG_LEVEL: 'debug' };
  const config = read({ flags: { port: '9001' }, environment });
  assert.equal(config.port, 9001);
  assert.equal(config.logLevel, 'debug');
});

test('an unknown PAPERFLOOR_ variable is refused by name', () => {
  assert.match(problemsOf({ environment: { PAPERFLOOR_PROT: '1' } })[0] ?? '', /PAPERFLOOR_PROT/);
  assert.deepEqual(problemsOf({ environment: { HOME: '/root' } }), []);
});

test('all faults are told at once, each with its source, what was expected and what was found', () => {
  const problems = problemsOf({ flags: { port: '080' }, environment: { PAPERFLOOR_LIMITS: 'no' } });
  assert.deepEqual(problems, [
    '--port: expected a whole number from 0 to 65535, found "080"',
    'PAPERFLOOR_LIMITS: expected one of on, off, found "no"',
  ]);
});

for (const port of ['', ' 80', '0x50', '1e3', '+80', '-1', '65536', '٨٠', '80.0', '9'.repeat(40)]) {
  test(`port ${JSON.stringify(port)} is refused`, () => {
    assert.equal(problemsOf({ flags: { port } }).length, 1);
  });
}

test("a day of the API's rules is one that the calendar has", () => {
  for (const apiRules of ['compatible', 'today', '2026-01-31', '2024-02-29'])
    assert.equal(read({ flags: { apiRules } }).apiRules, apiRules);
  for (const apiRules of ['2030-99-99', '2026-02-31', '2025-02-29', '2026-00-01', '2026-1-31', 'nonsense', '']) {
    const expected = 'expected compatible, today, or a day such as 2026-01-31';
    assert.deepEqual(problemsOf({ flags: { apiRules } }), [`--api-rules: ${expected}, found "${apiRules}"`]);
  }
});

test('a database URL never shows in errors, JSON or inspection', () => {
  const { database } = read({ flags: { database: 'postgres://me:hunter2@db/x' } });
  assert.equal(database?.reveal(), 'postgres://me:hunter2@db/x');
  assert.doesNotMatch(`${inspect({ database })}${JSON.stringify({ database })}${database}`, /hunter2/);
  assert.doesNotMatch(problemsOf({ flags: { database: 'mysql://me:hunter2@db/x' } }).join(), /hunter2/);
});

test('a database URL may name several servers', () => {
  const text = 'postgres://me:hunter2@db1:5432,db2:5432/x?target_session_attrs=read-write';
  assert.equal(read({ flags: { database: text } }).database?.reveal(), text);
  assert.equal(problemsOf({ flags: { database: 'postgres://me:hunter2@db1,/x' } }).length, 1);
});

test('the demo account is on by itself only with the embedded database on loopback', () => {
  assert.equal(read({}).demo, true);
  assert.equal(read({ flags: { host: '0.0.0.0' } }).demo, false);
  assert.equal(read({ flags: { database: 'postgres://db/x' } }).demo, false);
  assert.equal(read({ flags: { host: '0.0.0.0', demo: 'on' } }).demo, true);
  assert.equal(read({ flags: { demo: 'off' } }).demo, false);
  assert.equal(read({ flags: { host: '0.0.0.0', demo: 'on' } }).clockControl, false);
});

test('trusted proxies are addresses and networks, nothing else', () => {
  const wanted = ['10.0.0.0/8', '::1'];
  assert.deepEqual(read({ flags: { trustedProxies: '10.0.0.0/8,::1' } }).trustedProxies, wanted);
  for (const wrong of ['proxy', '10.0.0.0/33', '::1/129', '10.0.0.1/8/8', '10.0.0.0/08', '10.0.0.1,']) {
    assert.equal(problemsOf({ flags: { trustedProxies: wrong } }).length, 1, wrong);
  }
});

test('relative paths count from the working directory', () => {
  const config = read({ flags: { data: 'd', secretKeyFile: '../k' } });
  assert.equal(config.data, '/here/d');
  assert.deepEqual([config.secretKeyFile, config.secretKeyFileNamed], ['/k', true]);
});

test('every option has a sentence, and the default of an option is a value it would read', () => {
  for (const name of optionNames) {
    const option = options[name];
    assert.match(option.sentence, /^[A-Z].*\.$/, name);
    if (typeof option.default === 'string') assert.equal(option.read(option.default).ok, true, name);
  }
});

test('flag and variable names follow from the option name', () => {
  assert.equal(flagOf('secretKeyFile'), '--secret-key-file');
  assert.equal(variableOf('secretKeyFile'), 'PAPERFLOOR_SECRET_KEY_FILE');
});

test('the reference page is what the table says', () => {
  const page = readFileSync(new URL('../../docs/reference/options.md', import.meta.url), 'utf8');
  assert.equal(page, optionsReference(), 'run: node src/config/reference.ts > docs/reference/options.md');
});

test('a secret gives itself out only when asked', () => {
  assert.equal(`${new Secret('x')}`, '[redacted]');
  assert.equal(new Secret('x').reveal(), 'x');
});
