/** From bare Debian to a working environment: a second run changes nothing, and drift is found. */
import assert from 'node:assert/strict';
import type { Story } from '../story.ts';

export function provisioning({ promise, hosts, provision, on }: Story): void {
  promise('bare hosts become an environment, and a second run changes nothing', async () => {
    const first = await provision();
    assert.equal(first.code, 0, first.stdout.slice(-3000) + first.stderr);
    const again = await provision();
    assert.equal(again.code, 0);
    const recaps = [...again.stdout.matchAll(/^(\w+) +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=0/gm)];
    assert.deepEqual(
      recaps.map(([, host, changed]) => [host, changed]).sort(),
      [...hosts].sort().map((host) => [host, '0']),
    );
    for (const host of hosts) assert.equal(await on(host, 'systemctl', '--failed', '--no-legend'), '');
  });

  promise('drift is found and shown, a check changes nothing, and the next run puts it right', async () => {
    await on('lb1', 'sudo', 'sh', '-c', 'echo "# by hand" >> /etc/haproxy/haproxy.cfg');
    const check = await provision('--check', '--tags', 'lb', '--limit', 'lb1');
    assert.match(check.stdout, /^-# by hand$/m);
    assert.match(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
    assert.equal((await provision('--tags', 'lb', '--limit', 'lb1')).code, 0);
    assert.doesNotMatch(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
  });
}
