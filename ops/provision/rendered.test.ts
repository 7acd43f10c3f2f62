/** What the roles write onto hosts, rendered by Ansible itself and tried with the programs that read it. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const ansible = join(import.meta.dirname, '../ansible');
const work = mkdtempSync(join(tmpdir(), 'paperfloor-rendered-'));
after(() => rmSync(work, { recursive: true, force: true }));

const isHere = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
const noAnsible = isHere('ansible') ? false : 'ansible is not here';
const noBalancer = noAnsible || (spawnSync('haproxy', ['-v']).error === undefined ? false : 'haproxy is not here');

/** The template as a host of the lab gets it. */
function render(host: string, template: string, variables: Readonly<Record<string, unknown>>): string {
  const target = join(work, 'rendered');
  execFileSync(
    'ansible',
    [
      ...[
        host,
        '--inventory',
        join(ansible, 'inventories/lab-staging'),
        '--playbook-dir',
        ansible,
        '--connection',
        'local',
      ],
      ...['--extra-vars', `@${join(ansible, 'flows.yml')}`, '--extra-vars', JSON.stringify(variables)],
      ...['--module-name', 'ansible.builtin.template'],
      ...['--args', `src=${join(ansible, template)} dest=${target}`],
    ],
    { cwd: ansible, stdio: 'ignore', env: { ...process.env, ANSIBLE_CONFIG: join(ansible, 'ansible.cfg') } },
  );
  return readFileSync(target, 'utf8');
}

const balancer = 'roles/lb/templates/haproxy.cfg.j2';

test('the Operations page is shown to the networks that are named, and to nobody where none is', {
  skip: noAnsible,
}, () => {
  const page = '  acl operations path,url_dec -m beg -i /operations /operator\n';
  const named = render('lb1', balancer, { operations_networks: ['192.0.2.0/24', '198.51.100.7'] });
  const denied = '  http-request deny deny_status 404 if operations';
  assert.ok(named.includes(`${page}${denied} !{ src 192.0.2.0/24 198.51.100.7 }\n`));
  assert.ok(render('lb1', balancer, { operations_networks: [] }).includes(`${page}${denied}\n`));
  assert.ok(
    render('lb1', balancer, {}).includes(`${denied} !{ src 10.77.1.1/32 }\n`),
    'operators, unless others are named',
  );
});

test('HAProxy itself lets only those to the page, however its path is written', { skip: noBalancer }, async () => {
  const slot = createServer((_, answer) => answer.end('page')).listen(0, '127.0.0.1');
  await new Promise((resolve) => slot.once('listening', resolve));
  const port = await freePort();
  const config = join(work, 'haproxy.cfg');
  writeFileSync(
    config,
    onThisMachine(render('lb1', balancer, { operations_networks: ['127.0.0.2'] }), port, portOf(slot)),
  );
  const checked = spawnSync('haproxy', ['-c', '-f', config], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  const running = spawn('haproxy', ['-db', '-f', config], { stdio: 'ignore' });
  try {
    await waitFor(async () => (await ask(port, '/', '127.0.0.1')) === 200);
    const paths = [
      '/operations',
      '/operations.html',
      '/Operations',
      '/%6fperations',
      '/operator/v1/status',
      '/oper%61tor/v1/status',
    ];
    for (const path of paths) {
      assert.equal(await ask(port, path, '127.0.0.2'), 200, path);
      assert.equal(await ask(port, path, '127.0.0.3'), 404, path);
      const forged = { 'X-Forwarded-For': '127.0.0.2', Forwarded: 'for=127.0.0.2' };
      assert.equal(await ask(port, path, '127.0.0.3', forged), 404, `${path}, said to be somebody else`);
    }
    for (const path of ['/', '/api/v3/ping', '/api-docs']) assert.equal(await ask(port, path, '127.0.0.3'), 200, path);
  } finally {
    running.kill('SIGKILL');
    slot.close();
    slot.closeAllConnections();
  }
});

/** Without what only a host has: certificates, the account, the admin socket. What is asked is asked as it stands. */
function onThisMachine(config: string, port: number, slot: number): string {
  writeFileSync(join(work, 'traffic.map'), 'active blue\ncandidate blue\ncanary_percent 0\n');
  return config
    .replace(/^ {2}(?:user|group|daemon|stats socket|stats timeout|log|ssl-default).*\n/gm, '')
    .replace(/^frontend (?:plain|figures)\n(?: .*\n|\n)+/gm, '')
    .replaceAll('/etc/haproxy/traffic.map', join(work, 'traffic.map'))
    .replace(/bind :443 .*/, `bind 127.0.0.1:${port}`)
    .replace(/^ {2}server (app\d) .*:8081 check$/gm, `  server $1 127.0.0.1:${slot} check`);
}

test('a slot’s unit hands the program the credentials that its settings name, and does not start without one', {
  skip: noAnsible,
}, () => {
  const credentials = join(work, 'credentials');
  mkdirSync(join(work, 'blue/bin'), { recursive: true });
  mkdirSync(credentials);
  writeFileSync(join(work, 'blue/bin/paperfloor'), '#!/bin/sh\nenv | grep ^PAPERFLOOR_ | sort\n', { mode: 0o755 });
  writeFileSync(join(credentials, 'DATABASE'), 'postgres://a:b@db1/paperfloor?x=1&y=$HOME');
  writeFileSync(join(credentials, 'OPERATOR_TOKEN'), 'token');
  writeFileSync(join(credentials, 'ERROR_REPORTS'), 'https://k@errors/1');
  const unit = readFileSync(join(ansible, 'roles/app/templates/paperfloor@.service.j2'), 'utf8');
  const script =
    /^ExecStart=\/bin\/sh -euc '(.*)'$/m.exec(unit)?.[1]?.replace('/opt/paperfloor/slots/%i', join(work, 'blue')) ?? '';
  assert.doesNotMatch(script, /%|\$\{|\$\$/, 'nothing that systemd would read otherwise');
  const start = (error_reports: string) => {
    const settings = render('app1', 'roles/app/templates/slot.env.j2', {
      item: { key: 'blue', value: 8081 },
      error_reports,
    });
    const names = /^CREDENTIALS=(.*)$/m.exec(settings)?.[1] ?? '';
    assert.ok(!settings.includes('errors'), 'the settings hold no secret');
    const env = { PATH: process.env['PATH'], CREDENTIALS: names, CREDENTIALS_DIRECTORY: credentials };
    return spawnSync('/bin/sh', ['-euc', script], { env, encoding: 'utf8' });
  };
  const database = 'PAPERFLOOR_DATABASE=postgres://a:b@db1/paperfloor?x=1&y=$HOME\n';
  assert.equal(start('').stdout, `${database}PAPERFLOOR_OPERATOR_TOKEN=token\n`);
  const reporting = start('https://k@errors/1').stdout;
  assert.equal(reporting, `${database}PAPERFLOOR_ERROR_REPORTS=https://k@errors/1\nPAPERFLOOR_OPERATOR_TOKEN=token\n`);
  rmSync(join(credentials, 'DATABASE'));
  const { status, stdout } = start('');
  assert.deepEqual([status === 0, stdout], [false, '']);
});

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The status, asked from one of this machine's own addresses; 0 when nobody answers. */
function ask(port: number, path: string, localAddress: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, localAddress, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', () => resolve(0)).end();
  });
}

async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isTrue()) return;
    await sleep(50);
  }
  throw new Error('HAProxy serves nothing after 5 s');
}
