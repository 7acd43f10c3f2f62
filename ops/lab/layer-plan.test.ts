import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostNames, kindOf } from './hosts.ts';
import { installLayer, layerKey, layersOf } from './layer-plan.ts';
import { type HostKind, hostKinds, packagesByKind, postgresqlMajorOf, type Suite } from './suite.ts';

const places = { lower: ['/c/every', '/c/root'], upper: '/b/upper', work: '/b/work', root: '/b/root', mirror: '/m' };

test('a layer is installed from the mirror, on what is below it, in mounts of its own', () => {
  const { program, args } = installLayer('trixie', 'lb', places);
  const [mount = '', install = ''] = args.filter((word) => word.includes('\n'));
  assert.deepEqual(mount.split('\n'), [
    'mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3,volatile" overlay "$4"',
    'mount --bind "$5" "$4/srv/apt"',
    'mount -t proc proc "$4/proc"',
    'mount -t tmpfs -o mode=0755 tmpfs "$4/run"',
    'mount -t tmpfs tmpfs "$4/tmp"',
    'root=$4',
    'shift 5',
    'exec chroot "$root" "$@"',
  ]);
  const words = [program, ...args].filter((word) => word !== mount && word !== install);
  assert.equal(
    words.join(' '),
    'unshare --mount --propagation private sh -euc layer /c/every:/c/root /b/upper /b/work /b/root /m ' +
      'sh -euc install haproxy keepalived socat',
  );
});

test('packages start nothing, make no cluster, and leave no key that every host would share', () => {
  const script = installLayer('trixie', 'db', places).args.find((word) => word.includes('apt-get')) ?? '';
  const at = (text: string) => {
    assert.ok(script.includes(text), text);
    return script.indexOf(text);
  };
  const installed = at('install "$@"');
  assert.ok(at("printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d") < installed);
  assert.ok(at("echo 'create_main_cluster = false'") < installed);
  assert.ok(at('xargs --no-run-if-empty systemctl --quiet disable') > installed);
  assert.ok(at('/etc/ssl/private/ssl-cert-snakeoil.key') > installed);
  assert.ok(at('/etc/bind/rndc.key') > installed);
  assert.ok(at('rm -f /usr/sbin/policy-rc.d') > installed);
});

test('a host stands on what all share and on what its own roles need', () => {
  assert.deepEqual(layersOf(kindOf('db2')), ['every', 'db']);
  assert.deepEqual([...new Set(hostNames.map(kindOf))].sort(), hostKinds.filter((kind) => kind !== 'every').sort());
  assert.ok(!layersOf('db').some((kind) => packagesByKind('trixie')[kind].includes('haproxy')));
});

test('other packages are another layer', () => {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const key = (suite: Suite, kind: HostKind) => layerKey(suite, kind, digest);
  assert.equal(new Set(hostKinds.map((kind) => key('trixie', kind))).size, hostKinds.length);
  assert.notEqual(key('trixie', 'db'), key('bookworm', 'db'));
  assert.match(key('trixie', 'db'), /^db-[\da-f]{12}$/);
});

/** Which kinds of hosts run the tasks of a role. */
const kindsOfTasks: Readonly<Record<string, readonly HostKind[]>> = {
  'base/tasks/main.yml': ['every'],
  'app/tasks/main.yml': ['app'],
  'lb/tasks/main.yml': ['lb'],
  'etcd/tasks/main.yml': ['db', 'backup'],
  'db/tasks/main.yml': ['db'],
  'backup/tasks/main.yml': ['db', 'backup', 'scratch'],
  'backup/tasks/scratch.yml': ['scratch'],
  'monitor/tasks/server.yml': ['monitor'],
  'dns/tasks/server.yml': ['monitor'],
};

for (const suite of ['trixie', 'bookworm'] as const) {
  test(`layers of ${suite} have the packages that the roles ask for, and no others`, () => {
    const roles = join(import.meta.dirname, '../ansible/roles');
    const asked = Object.fromEntries(hostKinds.map((kind) => [kind, new Set<string>()]));
    for (const file of globSync('*/tasks/*.yml', { cwd: roles })) {
      const text = readFileSync(join(roles, file), 'utf8');
      for (const [, task = ''] of text.matchAll(
        / {2}paperfloor_host:\n( {4}packages: .*\n(?: {4}.*\n| {2}vars:\n)*)/g,
      )) {
        const lists = [...task.matchAll(/(?:packages|monitor_programs): (\[.*\])/g)].map(([, list = '']) => list);
        const found = lists.flatMap((list) => [...list.matchAll(/[\w+-]+(?:\{\{ \w+ \}\})?/g)].map(([name]) => name));
        const promtool = suite === 'trixie' && task.includes("['promtool']") ? ['promtool'] : [];
        assert.notEqual(kindsOfTasks[file], undefined, `${file} installs packages: on which kind of host?`);
        for (const name of [...found, ...promtool])
          for (const kind of kindsOfTasks[file] ?? [])
            asked[kind]?.add(name.replace(/\{\{.*\}\}/, String(postgresqlMajorOf(suite))));
      }
    }
    for (const kind of hostKinds)
      assert.deepEqual([...packagesByKind(suite)[kind]].sort(), [...(asked[kind] ?? [])].sort(), kind);
  });
}
