/** From bare Debian to a working environment; a second run changes nothing. */
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
}
