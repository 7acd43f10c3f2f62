/**
 * From bare Debian to a working environment, and what is promised about it: a second run changes nothing, drift is found, the
 * firewall lets through what flows.yml says and nothing else, and connections are encrypted and proved on both ways.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { run, runAnyway } from '../command/run.ts';
import { ensureBase, MirrorSilent } from '../lab/base.ts';
import { addressOf, type HostName } from '../lab/hosts.ts';
import { labDown, labUp } from '../lab/lab.ts';
import { commandOn, powerOff } from '../lab/lab-hosts.ts';
import { defaultStateDirectory } from '../lab/lab-name.ts';
import { labsGroup, prepareMachine } from '../lab/machine.ts';
import { defaultSuite } from '../lab/suite.ts';

const around = { path: process.env['PATH'] ?? '', talk: (line: string) => console.error(line) };
const stateDirectory = mkdtempSync(join(tmpdir(), 'paperfloor-story-'));
const place = { name: `p${process.pid}`, stateDirectory };
const hosts: readonly HostName[] = ['lb1', 'lb2', 'app1', 'db1'];
const authority = join(stateDirectory, 'environments/lab-staging/authority.crt');
const serviceAddress = '10.77.1.10';

const cannot = await whyNot();

async function whyNot(): Promise<string | undefined> {
  try {
    await prepareMachine(stateDirectory, around);
    const cache = join(defaultStateDirectory(process.env), 'cache');
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    symlinkSync(cache, join(stateDirectory, 'cache'));
    await ensureBase(stateDirectory, { suite: defaultSuite, group: labsGroup(), ...around });
    return undefined;
  } catch (error) {
    if (error instanceof MirrorSilent || (error instanceof OpsProblem && error.name === 'OpsProblem'))
      return error.message;
    throw error;
  }
}

after(async () => {
  if (cannot === undefined) await labDown(place);
  rmSync(stateDirectory, { recursive: true, force: true });
});

const story = (name: string, body: () => Promise<void>) => test(name, { skip: cannot ?? false }, body);

story('bare hosts become an environment, and a second run changes nothing', async () => {
  await labUp(place, { ...around, hosts, suite: defaultSuite });
  assert.equal((await provision()).code, 0);
  const again = await provision();
  assert.equal(again.code, 0);
  const recaps = [...again.stdout.matchAll(/^(\w+) +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=0/gm)];
  assert.deepEqual(
    recaps.map(([, host, changed]) => [host, changed]).sort(),
    [...hosts].sort().map((host) => [host, '0']),
  );
  for (const host of hosts) assert.equal(await on(host, 'systemctl', '--failed', '--no-legend'), '');
});

story('drift is found and shown, a check changes nothing, and the next run puts it right', async () => {
  await on('lb1', 'sudo', 'sh', '-c', 'echo "# by hand" >> /etc/haproxy/haproxy.cfg');
  const check = await provision('--check', '--tags', 'lb', '--limit', 'lb1');
  assert.match(check.stdout, /^-# by hand$/m);
  assert.match(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
  assert.equal((await provision('--tags', 'lb', '--limit', 'lb1')).code, 0);
  assert.doesNotMatch(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
});

story('the firewall lets through what the flows say, and nothing else', async () => {
  const expected: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
    controller: { lb1: [22, 80, 443], app1: [22], db1: [22] },
    lb1: { app1: [8081, 8082], db1: [] },
    app1: { lb1: [80, 443], db1: [5432] },
    db1: { lb1: [80, 443], app1: [] },
  };
  const found: Record<string, Record<string, number[]>> = {};
  for (const [source, targets] of Object.entries(expected)) {
    const answers = await Promise.all(Object.keys(targets).map((target) => openPorts(source, target as HostName)));
    found[source] = Object.fromEntries(Object.keys(targets).map((target, index) => [target, answers[index] ?? []]));
  }
  assert.deepEqual(found, expected);
});

story('the service speaks TLS 1.2 and 1.3 only, HTTP/2, and keeps its figures to itself', async () => {
  for (const [version, code] of [
    ['-tls1_1', 1],
    ['-tls1_2', 0],
    ['-tls1_3', 0],
  ] as const) {
    const options = [
      '-connect',
      `${serviceAddress}:443`,
      '-servername',
      'paperfloor.test',
      '-cipher',
      'DEFAULT@SECLEVEL=0',
    ];
    const proof = ['-CAfile', authority, '-verify_return_error', '-verify_hostname', 'paperfloor.test', version];
    const outcome = await controller('openssl', 's_client', ...options, ...proof);
    assert.equal(outcome.code, code, version + outcome.stderr);
  }
  const answer = await curl('https://paperfloor.test/api/v3/ping');
  assert.match(answer, /^HTTP\/2 503/);
  assert.match(answer, /^strict-transport-security: max-age=63072000/m);
  assert.match(await curl('https://paperfloor.test/metrics'), /^HTTP\/2 404/);
  assert.match(
    await curl('http://paperfloor.test/api'),
    /^HTTP\/1\.1 308.*\nlocation: https:\/\/paperfloor\.test\/api/ims,
  );
});

story(
  'the service address leaves a load balancer that does not work, does not come back with it, and survives a lost host',
  async () => {
    const first = await holderOfService();
    const second = first === 'lb1' ? 'lb2' : 'lb1';
    await on(first, 'sudo', 'systemctl', 'stop', 'haproxy');
    await waitForService(second);
    assert.match(await curl('https://paperfloor.test/'), /^HTTP\/2 503/);
    await on(first, 'sudo', 'systemctl', 'start', 'haproxy');
    await sleep(5_000);
    assert.equal(await holderOfService(), second);
    const begunMs = Date.now();
    await powerOff(place, second);
    await waitForService(first);
    console.error(`the service address moved ${Date.now() - begunMs} ms after its host was lost`);
    assert.match(await curl('https://paperfloor.test/'), /^HTTP\/2 503/);
  },
);

story('the database lets its roles in over TLS that proves the server, and each does its own work only', async () => {
  await on('app1', 'sudo', 'apt-get', '--quiet=2', '--yes', 'install', 'postgresql-client-17');
  const ask = 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  assert.equal((await psql('application', ask)).stdout.trim(), 'TLSv1.3');
  assert.match((await psql('application', ask, 'sslmode=disable')).stderr, /pg_hba\.conf rejects connection/);
  assert.match(
    (await psql('application', ask, 'host=10.77.1.31 hostaddr=10.77.1.31 host=app1')).stderr,
    /does not match host name/,
  );
  assert.match((await psql('application', ask, 'password=wrong')).stderr, /password authentication failed/);
  assert.match((await psql('monitor', ask)).stderr, /no pg_hba\.conf entry|pg_hba\.conf rejects/);
  assert.equal((await psql('migration', 'CREATE TABLE paperfloor.story (id int)')).code, 0);
  assert.equal((await psql('application', 'INSERT INTO paperfloor.story VALUES (1)')).code, 0);
  assert.match((await psql('application', 'DROP TABLE paperfloor.story')).stderr, /must be owner/);
  assert.match((await psql('application', 'CREATE TABLE public.x (id int)')).stderr, /permission denied/);
  assert.equal((await psql('migration', 'DROP TABLE paperfloor.story')).code, 0);
});

/** The load balancer that has the service address; it may be moving. */
async function holderOfService(): Promise<HostName> {
  const untilMs = Date.now() + 20_000;
  while (Date.now() < untilMs) {
    for (const host of ['lb1', 'lb2'] as const) if (await hasService(host)) return host;
  }
  assert.fail('no load balancer has the service address');
}

async function waitForService(host: HostName): Promise<void> {
  const untilMs = Date.now() + 20_000;
  while (!(await hasService(host))) assert.ok(Date.now() < untilMs, `${host} has not taken the service address`);
}

async function hasService(host: HostName): Promise<boolean> {
  return (await on(host, 'ip', '-brief', 'address')).includes(`${serviceAddress}/`);
}

async function on(host: HostName, ...words: string[]): Promise<string> {
  return (await run(commandOn(place, host, words))).stdout.trim();
}

function controller(...words: string[]) {
  return runAnyway(commandOn(place, 'controller', words));
}

function provision(...words: string[]) {
  const main = join(import.meta.dirname, '../cli/main.ts');
  const limit = words.includes('--limit') ? [] : ['--limit', hosts.join(',')];
  const lab = ['--lab', place.name, '--state', stateDirectory];
  return runAnyway(command(process.execPath, main, 'provision', 'lab-staging', ...lab, ...limit, ...words));
}

async function curl(url: string): Promise<string> {
  const resolve = ['80', '443'].flatMap((port) => ['--resolve', `paperfloor.test:${port}:${serviceAddress}`]);
  return (await controller('curl', '--silent', '--include', '--max-time', '10', '--cacert', authority, ...resolve, url))
    .stdout;
}

/** Ports that answer at all: something listens, or the host itself says that nothing does. */
async function openPorts(source: string, target: HostName): Promise<number[]> {
  const ports = [22, 25, 80, 111, 443, 5432, 8081, 8082, 8404, 9100];
  const probe = [
    'import socket, sys',
    'from concurrent.futures import ThreadPoolExecutor',
    'def answers(port):',
    '    s = socket.socket(); s.settimeout(1.5)',
    '    try: s.connect((sys.argv[1], port)); return True',
    '    except ConnectionRefusedError: return True',
    '    except OSError: return False',
    '    finally: s.close()',
    'ports = [int(word) for word in sys.argv[2:]]',
    'with ThreadPoolExecutor(16) as pool:',
    '    print(*[p for p, a in zip(ports, pool.map(answers, ports)) if a])',
  ].join('\n');
  const words = ['python3', '-c', probe, addressOf(place.name, target), ...ports.map(String)];
  const { stdout } = await run(commandOn(place, source as HostName | 'controller', words));
  return stdout.split(' ').map(Number).filter(Boolean);
}

async function psql(role: string, statement: string, ...changes: string[]) {
  const secrets = JSON.parse(
    (await run(command('cat', join(stateDirectory, 'environments/lab-staging/secrets.json')))).stdout,
  ) as { database_passwords: Record<string, string> };
  const settings = [
    'host=db1.paperfloor.test dbname=paperfloor sslmode=verify-full sslrootcert=/etc/paperfloor/pki/authority.crt',
    `user=${role} password=${secrets.database_passwords[role]}`,
  ];
  const words = ['psql', '-XAtc', statement, [...settings, ...changes].join(' ')];
  return runAnyway(commandOn(place, 'app1', words));
}
