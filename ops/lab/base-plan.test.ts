import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import {
  bareHost,
  baseKey,
  bootstrap,
  fetchingSources,
  fetchPackages,
  indexParagraph,
  readMirrors,
} from './base-plan.ts';

const mirrors = { main: 'http://mirror.test/debian', security: 'http://mirror.test/debian-security' };

test('the base is bootstrapped from the mirror of this machine', () => {
  assert.equal(
    shellText(bootstrap('trixie', mirrors, '/c/root')),
    'debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,openssh-server,sudo,python3,python3-apt,nftables,' +
      'iproute2,iputils-ping,netbase,ca-certificates,curl,procps trixie /c/root http://mirror.test/debian',
  );
  assert.equal(
    fetchingSources('trixie', mirrors),
    'deb http://mirror.test/debian trixie main\n' +
      'deb http://mirror.test/debian trixie-updates main\n' +
      'deb http://mirror.test/debian-security trixie-security main\n',
  );
});

test('mirrors are the machine’s own, security updates beside the rest unless apt says otherwise', () => {
  const own = 'http://mirror.test/debian/\nhttp://mirror.test/debian-security\nhttps://other.test/apt/\n';
  assert.deepEqual(readMirrors(own), mirrors);
  assert.deepEqual(readMirrors('http://mirror.test/debian/\n'), mirrors);
  assert.equal(readMirrors('https://other.test/apt/\n'), undefined);
});

test('packages are fetched in one go, PostgreSQL in the version of the suite', () => {
  const [update, fetch] = fetchPackages('trixie', '/c/root').map(shellText);
  assert.equal(update, 'chroot /c/root apt-get --quiet=2 --option Dpkg::Use-Pty=false update');
  assert.match(fetch ?? '', / install --yes --no-install-recommends --download-only nftables chrony .* postgresql-17 /);
  assert.match(fetchPackages('bookworm', '/c').map(shellText).join(), / postgresql-15 /);
});

test('another suite is another base', () => {
  const same = (text: string) => text;
  assert.notEqual(baseKey('trixie', same), baseKey('bookworm', same));
});

test('a bare host has a user for the operator and no identity of its own', () => {
  const lines = bareHost('/c/root').map(shellText);
  assert.equal(lines[0], 'chroot /c/root useradd --create-home --uid 1000 --shell /bin/bash ops');
  assert.ok(lines.includes("find /c/root/etc/ssh -name 'ssh_host_*' -delete"));
  assert.ok(lines.some((line) => line.startsWith('rm ') && line.includes(' /c/root/var/lib/dbus/machine-id')));
});

test('the index tells apt where a package is and how to prove it', () => {
  const file = { name: 'socat_1_amd64.deb', bytes: 12, sha256: 'ab' };
  assert.equal(
    indexParagraph('Package: socat\nVersion: 1\n', file),
    'Package: socat\nVersion: 1\nFilename: ./socat_1_amd64.deb\nSize: 12\nSHA256: ab\n\n',
  );
});
