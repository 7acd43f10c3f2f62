/** What somebody has changed by hand is found, and put right. */
import assert from 'node:assert/strict';
import type { Story } from '../story.ts';

export function drifting({ promise, provision, on }: Story): void {
  promise('drift is found and shown, a check changes nothing, and the next run puts it right', async () => {
    await on('lb1', 'sudo', 'sh', '-c', 'echo "# by hand" >> /etc/haproxy/haproxy.cfg');
    const check = await provision('--check', '--tags', 'lb', '--limit', 'lb1');
    assert.match(check.stdout, /^-# by hand$/m);
    assert.match(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
    assert.equal((await provision('--tags', 'lb', '--limit', 'lb1')).code, 0);
    assert.doesNotMatch(await on('lb1', 'tail', '-1', '/etc/haproxy/haproxy.cfg'), /by hand/);
  });
}
