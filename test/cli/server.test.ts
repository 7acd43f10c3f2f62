/** The whole program as a person runs it: started, asked through its command line, stopped, killed, started again. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CommandFailed,
  cleanEnvironment,
  type RunningServer,
  runCommand,
  startServer,
} from '../support/start-server.ts';

interface Key {
  readonly apiKey: string;
  readonly secretKey: string;
}

interface AccountView {
  readonly name: string;
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[];
}

let server: RunningServer;
let key: Key;

before(async () => {
  server = await startServer({ args: ['--seed', 'cli-test'] });
});

after(async () => {
  await server.stop();
});

/** The last line of an answer on the admin socket. */
function askSocket(
  path: string,
  body: string,
  method = 'POST',
): Promise<{ problem?: { reason: string }; value?: unknown }> {
  const socketPath = join(server.dataDir, 'admin.sock');
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text.trim().split('\n').at(-1) ?? '')));
    });
    call.on('error', reject);
    call.end(body);
  });
}

async function refusal(work: Promise<unknown>): Promise<CommandFailed> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
  return assert.fail('expected the command to fail');
}

function signedQuery(query: string, secretKey: string): string {
  return `${query}&signature=${createHmac('sha256', secretKey).update(query).digest('hex')}`;
}

function balancesOf(url: string, { apiKey, secretKey }: Key): Promise<Response> {
  const query = signedQuery(`omitZeroBalances=true&timestamp=${Date.now()}`, secretKey);
  return fetch(`${url}/api/v3/account?${query}`, { headers: { 'x-mbx-apikey': apiKey } });
}

test('the process id stands in server.pid, and only the owner may open the admin socket', () => {
  assert.equal(readFileSync(join(server.dataDir, 'server.pid'), 'utf8').trim(), String(server.pid));
  assert.equal(statSync(join(server.dataDir, 'admin.sock')).mode & 0o777, 0o600);
  assert.equal(statSync(join(server.dataDir, 'secret.key')).mode & 0o777, 0o600);
});

test('an account made while the server runs trades at once with its key', async () => {
  const account = await server.cli<AccountView>([
    'account',
    'create',
    'alice',
    '--fund',
    'USDT=1000000,BTC=2',
    '--json',
  ]);
  assert.deepEqual(
    account.balances.map(({ asset, free }) => [asset, free]),
    [
      ['USDT', '1000000.00000000'],
      ['BTC', '2.00000000'],
    ],
  );
  key = await server.cli<Key>(['key', 'create', 'alice', '--json']);
  assert.deepEqual(Object.keys(key).sort(), ['apiKey', 'secretKey']);
  const order = signedQuery(
    `symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=1000&timestamp=${Date.now()}`,
    key.secretKey,
  );
  const headers = { 'x-mbx-apikey': key.apiKey };
  const placed = await fetch(`${server.url}/api/v3/order?${order}`, { method: 'POST', headers });
  assert.equal(placed.status, 200, await placed.clone().text());
  assert.equal(((await placed.json()) as { status: string }).status, 'FILLED');
});

test('an Ed25519 key is made from a public key file, has no secret, and its signatures count', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const file = join(server.dataDir, 'public.pem');
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  const made = await server.cli<Key>(['key', 'create', 'alice', '--type', 'ed25519', '--public-key', file, '--json']);
  assert.deepEqual(Object.keys(made), ['apiKey']);
  const query = `timestamp=${Date.now()}`;
  const signature = encodeURIComponent(sign(null, Buffer.from(query), privateKey).toString('base64'));
  const answer = await fetch(`${server.url}/api/v3/account?${query}&signature=${signature}`, {
    headers: { 'x-mbx-apikey': made.apiKey },
  });
  assert.equal(answer.status, 200, await answer.clone().text());
});

test('a revoked key is refused with the next request', async () => {
  const made = await server.cli<Key>(['key', 'create', 'alice', '--permissions', 'read', '--json']);
  assert.equal((await balancesOf(server.url, made)).status, 200);
  await server.cli(['key', 'revoke', made.apiKey, '--json']);
  assert.notEqual((await balancesOf(server.url, made)).status, 200);
});

test('a key is made with its limits, listed with them, and the audit knows who made and ended it', async () => {
  const made = await server.cli<Key>([
    ...['key', 'create', 'alice', '--permissions', 'trade', '--allow', '10.0.0.0/8,::1', '--expires', '90d', '--json'],
  ]);
  const listed = await server.cli<{ apiKey: string; allow: string[]; permissions: string[]; expiresAt: string }[]>([
    ...['key', 'list', 'alice', '--json'],
  ]);
  const key = listed.find(({ apiKey }) => apiKey === made.apiKey)!;
  assert.deepEqual([key.permissions, key.allow], [['trade'], ['10.0.0.0/8', '::1']]);
  const days = (Date.parse(key.expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 89.9 && days <= 90, key.expiresAt);
  assert.equal((await balancesOf(server.url, made)).status, 401);
  assert.match((await refusal(server.cli(['key', 'create', 'alice', '--allow', 'home']))).stderr, /found "home"/);
  await server.cli(['key', 'revoke', made.apiKey]);
  const text = await server.cli<string>(['key', 'audit', '--limit', '2']);
  assert.match(
    text,
    /administrator +key\.revoked +main[\s\S]*key\.created[\s\S]*may trade from 10\.0\.0\.0\/8, ::1, until/,
  );
});

test('the key that seals secrets is changed while a bot uses one of them', async () => {
  const file = join(server.dataDir, 'secret.key');
  const before = readFileSync(file, 'utf8');
  const key = await server.cli<Key>(['key', 'create', 'alice', '--json']);
  const { keys } = await server.cli<{ keys: { id: string; seals: boolean; secrets: number }[] }>([
    ...['secret', 'rotate', '--json'],
  ]);
  assert.deepEqual([keys.length, keys[0]?.seals], [1, true]);
  assert.ok((keys[0]?.secrets ?? 0) > 0);
  assert.notEqual(readFileSync(file, 'utf8'), before);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal((await balancesOf(server.url, key)).status, 200);
  assert.match(await server.cli<string>(['secret', 'status']), new RegExp(`${keys[0]?.id} +seals +\\d+`));
});

test('money is taken out, moved, given and set back, and every movement is shown', async () => {
  const usdt = (account: AccountView) => account.balances.find(({ asset }) => asset === 'USDT')?.free;
  await server.cli(['account', 'create', 'dora', '--fund', 'USDT=100', '--json']);
  await server.cli(['account', 'create', 'dora-bot', '--owner', 'dora', '--json']);
  const left = await server.cli<AccountView>(['account', 'withdraw', 'dora', '--amount', 'USDT=30', '--json']);
  assert.equal(usdt(left), '70.00000000');
  const words = ['account', 'transfer', 'dora', 'dora-bot', '--amount', 'USDT=50', '--json'];
  assert.deepEqual((await server.cli<AccountView[]>(words)).map(usdt), ['20.00000000', '50.00000000']);
  const given = await server.cli<AccountView>(['account', 'faucet', 'dora', 'USDT=7', '--json']);
  assert.equal(usdt(given), '27.00000000');
  assert.match((await refusal(server.cli(['account', 'reset', 'dora']))).stderr, /--yes/);
  assert.equal(usdt(await server.cli<AccountView>(['account', 'reset', 'dora', '--yes', '--json'])), '100.00000000');
  const shown = await server.cli<AccountView & { movements: { kind: string; amount: string }[]; sameUser: string[] }>([
    'account',
    'show',
    'dora',
    '--json',
  ]);
  assert.deepEqual(shown.sameUser, ['dora-bot']);
  assert.deepEqual(
    shown.movements.map(({ kind, amount }) => [kind, amount]),
    [
      ['grant', '100.00000000'],
      ['withdrawal', '-30.00000000'],
      ['transfer', '-50.00000000'],
      ['faucet', '7.00000000'],
      ['reset', '73.00000000'],
    ],
  );
});

test('fees are set by tier and discount, and shown', async () => {
  await server.cli(['account', 'fees', 'dora', '--tier', 'vip-3', '--discount', 'on', '--json']);
  const fees = await server.cli<{ tier: string; discount: boolean }>(['account', 'fees', 'dora', '--json']);
  assert.deepEqual([fees.tier, fees.discount], ['vip-3', true]);
});

for (const [what, words, said] of [
  ['a name that is taken', ['account', 'create', 'alice'], /alice exists/],
  ['more than there is', ['account', 'withdraw', 'dora', '--amount', 'BTC=1'], /insufficient balance/],
  ['a tier that is not there', ['account', 'fees', 'dora', '--tier', 'gold'], /there is none, vip-1, vip-2/],
  ['a transfer to nobody', ['account', 'transfer', 'dora', 'x', '--amount', 'USDT=1'], /no account named "x"/],
  ['an unknown owner', ['account', 'create', 'bob', '--owner', 'nobody'], /nobody/],
  ['an asset that is not there', ['account', 'create', 'bob', '--fund', 'XYZ=1'], /XYZ/],
  ['an unknown account', ['key', 'create', 'nobody'], /nobody/],
  ['an unknown floor', ['floor', 'show', 'nowhere'], /nowhere/],
  ['a speed out of range', ['floor', 'speed', 'main', '2000'], /0\.1 to 1000/],
  ['a step while the clock runs', ['floor', 'step', 'main'], /paused/],
  ['a floor named like a year', ['floor', 'create', '2021'], /begins with a letter, found "2021"/],
  ['money finer than the asset', ['account', 'fund', 'alice', '--fund', 'BTC=0.123456789'], /BTC: .* 8 decimals/],
] as const) {
  test(`${what} is refused with the reason and changes nothing`, async () => {
    const failed = await refusal(server.cli(words));
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, said);
    assert.doesNotMatch(failed.stderr, /^ +at /m);
  });
}

for (const [what, path, body, reason] of [
  ['an operation that is not there', '/account.destroy', '{}', 'unknown_operation'],
  ['a name from the prototype', '/constructor', '{}', 'unknown_operation'],
  ['what is no JSON', '/account.list', '{', 'invalid_input'],
  ['no object', '/account.list', '[]', 'invalid_input'],
  ['a key the operation does not know', '/account.list', '{"flor":"main"}', 'invalid_input'],
  ['a value of another type', '/account.create', '{"name":7,"fund":{}}', 'invalid_input'],
  ['a missing value', '/account.create', '{"name":"x"}', 'invalid_input'],
  ['a body without end', '/account.list', `{"floor":"${'x'.repeat(300_000)}"}`, 'too_large'],
] as const) {
  test(`the admin socket refuses ${what}`, async () => {
    assert.equal((await askSocket(path, body)).problem?.reason, reason);
  });
}

test('a symbol is halted and opened again by its name', async () => {
  const wish = signedQuery(
    `symbol=LTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100&timestamp=${Date.now()}`,
    key.secretKey,
  );
  const order = () =>
    fetch(`${server.url}/api/v3/order?${wish}`, { method: 'POST', headers: { 'x-mbx-apikey': key.apiKey } });
  await server.cli(['symbol', 'status', 'main', 'LTCUSDT', 'halt', '--json']);
  assert.match(await (await order()).text(), /"code":-1013,"msg":"Market is closed\."/);
  const symbols = await server.cli<readonly { symbol: string; status: string }[]>(['symbol', 'list', 'main', '--json']);
  assert.deepEqual(
    symbols.filter(({ status }) => status !== 'trading').map(({ symbol, status }) => [symbol, status]),
    [['LTCUSDT', 'halt']],
  );
  const unknown = await refusal(server.cli(['symbol', 'status', 'main', 'LTCUSDT', 'asleep', '--json']));
  assert.match(unknown.stderr, /expected a status of trading, halt, break, cancel-only, found "asleep"/);
  await server.cli(['symbol', 'status', 'main', 'LTCUSDT', 'trading', '--json']);
  assert.equal((await order()).status, 200);
});

test('a refused account is not there afterwards', async () => {
  const accounts = await server.cli<AccountView[]>(['account', 'list', '--json']);
  assert.deepEqual(
    accounts.map(({ name }) => name),
    ['alice', 'dora', 'dora-bot'],
  );
});

test('a paused floor stands still, steps exactly, and runs again', async () => {
  const shown = async () => Date.parse((await server.cli<{ time: string }>(['floor', 'show', 'main', '--json'])).time);
  await server.cli(['floor', 'pause', 'main']);
  const before = await shown();
  assert.equal(await shown(), before);
  await server.cli(['floor', 'step', 'main', '--seconds', '5']);
  assert.equal(await shown(), before + 5_000);
  const tooFar = await refusal(server.cli(['floor', 'step', 'main', '--seconds', '999999999999']));
  assert.match(tooFar.stderr, /expected 0\.000001 to 86400 seconds, found 999999999999/);
  await server.cli(['floor', 'resume', 'main']);
  assert.notEqual(await shown(), before + 5_000);
});

test('floors made paused, with one seed and one start, stand in the same moment and live through the same', async () => {
  const start = '2026-01-05T09:00:00.000Z';
  const lives = ['lesson-a', 'lesson-b'].map(async (floor) => {
    const words = ['--seed', 'lesson', '--start', start, '--speed', '5', '--paused', '--json'];
    const made = await server.cli<{ time: string; paused: boolean; rate: number }>([
      'floor',
      'create',
      floor,
      ...words,
    ]);
    assert.deepEqual([made.time, made.paused, made.rate], [start, true, 5]);
    await server.cli(['floor', 'step', floor, '--seconds', '90', '--json']);
    const of = async (path: string) => (await fetch(`${server.url}/floors/${floor}/api/v3/${path}`)).json();
    return [await of('time'), await of('trades?symbol=BTCUSDT'), await of('depth?symbol=ETHBTC')];
  });
  const [one, other] = await Promise.all(lives);
  assert.deepEqual(one?.[0], { serverTime: Date.parse(start) + 90_000 });
  assert.deepEqual(one, other);
});

test('a second floor has a market and accounts of its own under its own address', async () => {
  await server.cli(['floor', 'create', 'class-a', '--seed', 'other', '--json']);
  const account = await server.cli<AccountView>(['account', 'create', 'alice', '--floor', 'class-a', '--json']);
  assert.deepEqual(account.balances, []);
  const prices = await fetch(`${server.url}/floors/class-a/api/v3/ticker/bookTicker?symbol=BTCUSDT`);
  assert.equal(prices.status, 200);
  const failed = await refusal(server.cli(['floor', 'create', 'class-a']));
  assert.match(failed.stderr, /class-a exists/);
});

test('accounts are put into a trade group and taken out of it', async () => {
  const group = async (...words: string[]) =>
    (await server.cli<{ group: number }>(['account', 'group', 'dora', ...words, '--json'])).group;
  assert.equal(await group(), 0);
  assert.equal(await group('7'), 7);
  assert.equal(await group(), 7);
  assert.equal(await group('none'), 0);
  for (const nonsense of ['0', '1e3', '99999999999', 'seven']) {
    const failed = await refusal(server.cli(['account', 'group', 'dora', nonsense]));
    assert.match(failed.stderr, /expected the number of a trade group, from 1, or none/);
  }
  const failed = await refusal(server.cli(['account', 'group', 'nobody', '7']));
  assert.match(failed.stderr, /no account named "nobody"/);
});

test('the journal of a running server is sound', async () => {
  const verdict = await server.cli<{ faults: string[]; commands: number }>(['journal', 'verify', '--json']);
  assert.deepEqual(verdict.faults, []);
  assert.ok(verdict.commands > 0);
  assert.match((await server.cli<{ hash: string }>(['journal', 'hash', '--json'])).hash, /^[0-9a-f]{16}$/);
});

test('a journal is looked back on and taken away, and what is wrong in the wish is named', async () => {
  const state = await server.cli<{ sequence: number; hash: string }>(['journal', 'replay', '--to', '3', '--json']);
  assert.equal(state.sequence, 3);
  assert.match(await server.cli<string>(['journal', 'replay', '--to', '3']), new RegExp(`hash +${state.hash}`));
  const file = join(server.dataDir, 'main.jsonl');
  const answer = await server.cli<{ commands: number }>(['journal', 'export', file, '--to', '3', '--json']);
  assert.equal(answer.commands, 3);
  assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, 5);
  for (const [words, said] of [
    [['journal', 'export', file], /main\.jsonl is there already/],
    [['journal', 'export', join(server.dataDir, 'no/such/place')], /cannot write .*ENOENT/],
    [['journal', 'export', `${file}.2`, '--from', '99999999'], /floor main ends at sequence \d+, there is no 99999999/],
    [['journal', 'replay', '--to', '99999999'], /floor main ends at sequence \d+, there is no 99999999/],
    [['journal', 'replay', '--floor', 'nowhere'], /no floor "nowhere"/],
  ] as const) {
    const failed = await refusal(server.cli(words));
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, said);
  }
  assert.equal(existsSync(`${file}.2`), false);
  assert.equal(existsSync(`${file}.2.partial`), false);
});

test('a second server on the same data is refused with the id of the first', async () => {
  const failed = await refusal(runCommand(['serve', '--port', '0'], server.dataDir));
  assert.equal(failed.exitCode, 4);
  assert.match(failed.stderr, new RegExp(`process ${server.pid}`));
});

test('SIGTERM ends with 0 and leaves neither server.pid nor admin.sock; commands work without a server', async () => {
  process.kill(server.pid, 'SIGTERM');
  assert.equal(await server.ended, 0, server.log());
  assert.equal(existsSync(join(server.dataDir, 'server.pid')), false);
  assert.equal(existsSync(join(server.dataDir, 'admin.sock')), false);
  const accounts = await server.cli<AccountView[]>(['account', 'list', '--json']);
  assert.deepEqual(
    accounts.map(({ name }) => name),
    ['alice', 'dora', 'dora-bot'],
  );
  await server.cli(['account', 'create', 'carol', '--fund', 'ETH=3', '--json']);
  assert.equal((await server.cli<{ sequence: number }>(['journal', 'replay', '--to', '2', '--json'])).sequence, 2);
});

test('another user of the machine is told whose exchange it is, and how to ask as that one', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can be somebody else');
  const program = join(import.meta.dirname, '../../src/main.ts');
  const words = [program, 'account', 'list', '--data', server.dataDir];
  const before = statSync(server.dataDir).mode;
  // Nobody may pass through, then everybody may: it is found out at server.pid, or at the socket.
  for (const mode of [0o700, 0o711]) {
    chmodSync(server.dataDir, mode);
    const asked = promisify(execFile)(process.execPath, words, { uid: 65_534, gid: 65_534, env: cleanEnvironment() });
    const { code, stderr } = await asked.then(
      () => assert.fail('expected to be refused'),
      (error: { code: number; stderr: string }) => error,
    );
    assert.equal(code, 1);
    assert.match(stderr, /^error: the exchange at .* belongs to the user with the id 0, and this is 65534$/m);
    assert.match(stderr, /^try: sudo -u '#0' paperfloor …$/m);
  }
  chmodSync(server.dataDir, before);
});

test('a server started again, and one started after a kill, know every account and key', async () => {
  const again = await startServer({ dataDir: server.dataDir });
  try {
    assert.equal((await balancesOf(again.url, key)).status, 200);
    await again.kill();
    assert.equal(existsSync(join(server.dataDir, 'server.pid')), true);
    const third = await startServer({ dataDir: server.dataDir });
    try {
      const answer = await balancesOf(third.url, key);
      const { balances } = (await answer.json()) as { balances: { asset: string; free: string }[] };
      const usdt = balances.find(({ asset }) => asset === 'USDT');
      assert.ok(Number(usdt?.free) > 998_000 && Number(usdt?.free) < 1_000_000, JSON.stringify(balances));
      const accounts = await third.cli<AccountView[]>(['account', 'list', '--json']);
      assert.deepEqual(accounts.map(({ name }) => name).sort(), ['alice', 'carol', 'dora', 'dora-bot']);
    } finally {
      await third.stop();
    }
  } finally {
    await again.stop();
  }
});

test('a command whose reader has read enough ends without a word', async () => {
  const program = join(import.meta.dirname, '../../bin/paperfloor');
  // The reader closes at once, so that the command's only write finds nobody.
  const script = `{ sleep 0.3; "${program}" --help; echo "ended with $?" >&2; } | true`;
  const { stderr } = await promisify(execFile)('sh', ['-c', script]);
  assert.equal(stderr, 'ended with 0\n');
});
