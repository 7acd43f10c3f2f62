import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import { hostFiles } from './host-files.ts';
import { bootHost, onHost } from './host-plan.ts';
import { hostNames } from './hosts.ts';

test('a host boots inside its group, in the lab’s network, on mounts of its own', () => {
  const lower = ['/c/layers/app', '/c/root'];
  const places = { group: '/g/app1', lower, mirror: '/c/mirror', upper: '/l/upper', work: '/l/work' };
  const { program, args } = bootHost(7, 'app1', places);
  const script = args.find((word) => word.includes('\n')) ?? '';
  assert.deepEqual(script.split('\n'), [
    'mount -t tmpfs -o mode=0755 tmpfs /run',
    'mkdir /run/root /run/mirror',
    'mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay /run/root',
    'mount --bind "$4" /run/mirror',
    'mount -t tmpfs tmpfs /tmp',
    'shift 4',
    'exec "$@"',
  ]);
  const words = [program, ...args].filter((word) => word !== script);
  assert.equal(
    words.slice(3).join(' '),
    'inside /g/app1 nsenter --net=/proc/7/ns/net unshare --mount --propagation private sh -euc ' +
      'boot /c/layers/app:/c/root /l/upper /l/work /c/mirror env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --boot ' +
      '--directory=/run/root --machine=app1 --network-bridge=br0 --bind-ro=/run/mirror:/srv/apt --register=no --keep-unit ' +
      '--link-journal=no --resolv-conf=off --timezone=off --console=pipe',
  );
});

test('a host is reached over ssh with the lab’s keys only, and its shell gets each word as it is', () => {
  const reach = { holder: 7, key: '/l/operator_key', knownHosts: '/l/known_hosts' };
  assert.equal(
    shellText(onHost('10.77.1.21', reach, ['sh', '-c', 'echo $HOME'])),
    'nsenter --net=/proc/7/ns/net ssh -i /l/operator_key -o UserKnownHostsFile=/l/known_hosts ' +
      '-o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o LogLevel=ERROR -o BatchMode=yes -o ConnectTimeout=10 ' +
      '-o ServerAliveInterval=5 -o ServerAliveCountMax=3 ' +
      `ops@10.77.1.21 -- sh -c ''\\''echo $HOME'\\'''`,
  );
});

test('a host knows its name, its address and everybody else’s, and no way out', () => {
  const files = hostFiles('staging', 'db1', { hostKey: 'HOST KEY', operatorKey: 'OPERATOR KEY' });
  const text = (path: string) => files.find((file) => file.path === path)?.text ?? '';
  assert.equal(text('etc/hostname'), 'db1\n');
  for (const name of hostNames)
    assert.match(text('etc/hosts'), new RegExp(`^[\\d.]+ ${name}\\.paperfloor\\.test ${name}$`, 'm'));
  assert.match(text('etc/hosts'), /^127\.0\.1\.1 db1\./m);
  assert.match(text('etc/hosts'), /^10\.77\.1\.21 app1\./m);
  assert.match(text('etc/systemd/network/10-host0.network'), /^Address=10\.77\.1\.31\/24$/m);
  assert.doesNotMatch(text('etc/systemd/network/10-host0.network'), /Gateway|DNS/);
  const key = files.find((file) => file.text === 'HOST KEY');
  assert.deepEqual([key?.mode, key?.owner], [0o600, 'root']);
});
