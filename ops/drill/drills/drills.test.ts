/** What each drill would do on an environment that is whole, and that it refuses one that is not. Nothing is broken here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { command, shellText } from '../../command/command.ts';
import { OpsProblem } from '../../command/problem.ts';
import type { Site } from '../../verify/site.ts';
import type { DrillParts } from '../drill.ts';
import { drills, rehearsals } from '../drills.ts';
import { signWords } from './cert-expiry.ts';

const hosts = [
  ...(['lb1', 'lb2', 'app1', 'app2', 'db1', 'db2'] as const).map((name, index) => ({
    ...{ name, address: `10.0.0.${index + 1}`, groups: [name.slice(0, -1)] },
  })),
];
const site: Site = {
  ...{
    environment: 'lab-staging',
    hosts,
    domain: 'x.test',
    serviceName: 'x.test',
    serviceAddress: '10.0.0.9',
    addresses: {},
  },
  ...{ operatorNetworks: [], slots: { blue: 8081, green: 8082 }, suite: 'trixie', databaseName: 'x', flows: [] },
};

const cluster = (standby: string) =>
  JSON.stringify({
    members: [
      { name: 'db1', role: 'leader', state: 'running' },
      { name: 'db2', role: standby, state: 'streaming' },
    ],
  });
const ready = (role: string) => JSON.stringify({ status: 'ready', floors: [{ name: 'main', role }] });

const whole: Readonly<Record<string, string>> = {
  'lb1 cat /etc/haproxy/traffic.map': 'active green\ncandidate green\ncanary_percent 0\n',
  'lb1 ip -brief address show': 'host0 UP 10.0.0.1/24',
  'lb2 ip -brief address show': 'host0 UP 10.0.0.2/24 10.0.0.9/24',
  'app1 curl --silent --max-time 3 http://10.0.0.3:8082/readyz': ready('follower'),
  'app2 curl --silent --max-time 3 http://10.0.0.4:8082/readyz': ready('writer'),
  ...Object.fromEntries(
    [1, 2].map((number) => [
      `db${number} sudo curl --silent --max-time 3 --cacert /etc/paperfloor/pki/authority.crt --cert ` +
        `/etc/paperfloor/pki/host.crt --key /etc/paperfloor/pki/host.key https://10.0.0.${4 + number}:8008/cluster`,
      cluster('sync_standby'),
    ]),
  ),
};

function partsOf(answers: Readonly<Record<string, string>>, only: Site = site): { parts: DrillParts; done: string[] } {
  const done: string[] = [];
  const hand = (verb: string) => async (host: string) => void done.push(`${verb} ${host}`);
  const refuse = () => Promise.reject(new Error('not in this test'));
  const parts = {
    ...{ site: only, authority: '/a.crt', slot: undefined, root: '/paperfloor', kind: 'lab' as const },
    on: (host: string, words: readonly string[]) => command(host, ...words),
    here: (words: readonly string[]) => command(words[0] ?? '', ...words.slice(1)),
    ask: async (asked: Parameters<DrillParts['ask']>[0]) => {
      const stdout = answers[shellText(asked)];
      return { code: stdout === undefined ? 255 : 0, stdout: stdout ?? '', stderr: '' };
    },
    probe: refuse,
    backups: { check: async () => {}, point: refuse, restore: refuse, openCopies: refuse },
    ...{ secrets: '/s', receivers: refuse },
    provision: async ({ limit, tags }: { limit: string; tags: string }) => void done.push(`provision ${limit} ${tags}`),
    hosts: {
      ...{ loseHost: hand('lose'), startHost: hand('start'), cutHost: hand('cut'), healHost: hand('heal') },
      destroyHost: hand('destroy'),
    },
  };
  return { parts, done };
}

const plans: Readonly<Record<string, readonly [subject: string, ...done: string[]]>> = {
  'lb-loss': ['lb2, which has the service address', 'lose lb2', 'start lb2'],
  'app-loss': ['app2, which writes main', 'lose app2', 'start app2'],
  'db-loss': ['db1, the primary (standby: db2)', 'lose db1', 'start db1'],
  'db-isolate': ['db1, the primary (standby: db2)', 'cut db1', 'heal db1'],
};

for (const [name, [subject, ...expected]] of Object.entries(plans)) {
  test(`${name} breaks ${subject}, and heals it`, async () => {
    const { parts, done } = partsOf(whole);
    const breakage = await drills.find((drill) => drill.name === name)?.prepare(parts);
    assert.equal(breakage?.subject, subject);
    assert.deepEqual(done, []);
    for (const act of [...(breakage?.breaks ?? []), ...(breakage?.heals ?? [])]) await act.do();
    assert.deepEqual(done, expected);
  });
}

const single = { ...site, hosts: hosts.filter((host) => host.name !== 'db2') };

test('db-host-loss destroys the only database host, and makes a new one out of the backups', async () => {
  const { parts, done } = partsOf(whole, single);
  const backups = {
    ...parts.backups,
    point: async (name: string) => void done.push(`point ${name.split('-')[0]}`),
    restore: async () => void done.push('restore'),
  } as unknown as DrillParts['backups'];
  const breakage = await drills.find(({ name }) => name === 'db-host-loss')?.prepare({ ...parts, backups });
  assert.equal(breakage?.subject, 'db1, the only database host');
  for (const act of [...(breakage?.readies?.slice(0, 1) ?? []), ...(breakage?.breaks ?? [])]) await act.do();
  for (const act of breakage?.responds ?? []) await act.do();
  assert.deepEqual(done, ['point drill', 'destroy db1', 'start db1', 'restore']);
});

test('db-host-loss is not begun where a standby would take over, nor without a backup', async () => {
  const drill = drills.find(({ name }) => name === 'db-host-loss');
  await assert.rejects(async () => drill?.prepare(partsOf(whole).parts), /lab-staging has a standby/);
  const { parts, done } = partsOf(whole, single);
  const check = () => Promise.reject(new OpsProblem('there is no backup yet'));
  await assert.rejects(
    async () => drill?.prepare({ ...parts, backups: { ...parts.backups, check } }),
    /there is no backup yet/,
  );
  assert.deepEqual(done, []);
});

test('cert-expiry renews by provisioning, and a short certificate is for the names of the usual one', async () => {
  const info = "lb2 sudo sh -euc 'echo show info | socat - UNIX-CONNECT:/run/haproxy/admin.sock'";
  const { parts, done } = partsOf({ ...whole, [info]: 'Name: HAProxy\nPid: 71\n' });
  const breakage = await drills.find(({ name }) => name === 'cert-expiry')?.prepare(parts);
  assert.equal(breakage?.subject, 'the certificate that lb2 presents');
  assert.deepEqual(breakage?.alert, { name: 'CertificateEndsNow', host: 'lb2' });
  for (const act of breakage?.heals ?? []) await act.do();
  assert.deepEqual(done, ['provision lb2 pki']);
  assert.match(signWords('/s', 'lb2').join(' '), /-days 2 -extfile \/s\/lb2\.cnf -CA \/s\/authority\.crt/);
});

test('disk-full fills the disk of the standby after it has become the primary, and makes room whatever happens', async () => {
  const breakage = await drills.find(({ name }) => name === 'disk-full')?.prepare(partsOf(whole).parts);
  assert.equal(breakage?.subject, 'the disk of db2, which becomes the primary for it');
  assert.deepEqual(breakage?.alert, { name: 'HostDiskFull', host: 'db2' });
  const room = 'there is room on db2';
  assert.equal(breakage?.responds?.[0]?.says, room);
  assert.equal(breakage?.heals[0]?.says, room);
});

test('what a rehearsal needs is looked at before', async () => {
  for (const { name, prepare } of rehearsals) {
    const { parts, done } = partsOf(whole);
    const check = () => Promise.reject(new OpsProblem('there is no backup yet'));
    await assert.rejects(prepare({ ...parts, backups: { ...parts.backups, check } }), { name: 'OpsProblem' }, name);
    assert.deepEqual(done, []);
  }
});

const degraded: Readonly<Record<string, readonly [what: RegExp, answers: Readonly<Record<string, string>>]>> = {
  'lb-loss': [/lb1 does not answer/, { ...whole, 'lb1 ip -brief address show': '' }],
  'app-loss': [/app1 is not ready/, { ...whole, 'app1 curl --silent --max-time 3 http://10.0.0.3:8082/readyz': '' }],
  'db-loss': [
    /no primary with a synchronous standby now/,
    Object.fromEntries(
      Object.entries(whole).map(([asked, text]) => [asked, asked.startsWith('db') ? cluster('replica') : text]),
    ),
  ],
};

for (const [name, [what, answers]] of Object.entries(degraded)) {
  test(`${name} is not begun on an environment that is degraded already`, async () => {
    const { parts, done } = partsOf(answers);
    await assert.rejects(
      async () => drills.find((drill) => drill.name === name)?.prepare(parts),
      (error: Error) => error instanceof OpsProblem && what.test(error.message) && error.hint !== undefined,
    );
    assert.deepEqual(done, []);
  });
}

test('without a standby there is no db-loss, and it is said what to do', async () => {
  const { parts } = partsOf(whole, single);
  await assert.rejects(async () => drills.find((drill) => drill.name === 'db-loss')?.prepare(parts), {
    message: 'lab-staging has no standby: its only database host is db1',
    hint: /name a second host in the groups db and consensus/,
  });
});

test('every drill exercises a runbook, which says so', () => {
  const folder = new URL('../../../docs/runbooks/', import.meta.url);
  const pages = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  for (const { name } of [...drills, ...rehearsals]) {
    const named = new RegExp(`ops drill ${name}\\b(?!-)`);
    assert.ok(
      pages.some((page) => named.test(page) || page.includes(`\n\`${name}\` pass`)),
      name,
    );
  }
});
