/** What is measured: every target and rule, and that nobody but the monitor host gets the figures. */
import assert from 'node:assert/strict';
import type { Story } from '../story.ts';

export function measuring(story: Story): void {
  const { onAnyway, watch } = story;

  story.promise(
    'hosts, balancers and databases give their figures to the monitor host, and nobody else gets them',
    async () => {
      const { stdout } = await watch('check', '--limit', story.hosts.join(','), '--json');
      const { findings } = JSON.parse(stdout) as { findings: { what: string; ok: boolean; says: string }[] };
      const targets = findings.filter(({ what }) =>
        /^(target (node|haproxy|postgres|prometheus|alertmanager) |rules|alertm)/.test(what),
      );
      assert.deepEqual(
        targets.filter(({ ok }) => !ok),
        [],
      );
      assert.ok(targets.length > story.hosts.length);
      const own = ['--cert', '/etc/paperfloor/pki/host.crt', '--key', '/etc/paperfloor/pki/host.key'];
      const asking = [
        'sudo',
        'curl',
        '--silent',
        '--show-error',
        '--cacert',
        '/etc/paperfloor/pki/authority.crt',
        ...own,
      ];
      const other = await onAnyway('db1', ...asking, 'https://db1.paperfloor.test:9100/metrics');
      assert.notEqual(other.code, 0);
    },
  );
}
