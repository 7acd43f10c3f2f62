/** What is measured, said and told: targets and rules, names, logs, routes of alerts, and an alert that reaches its receivers. */
import assert from 'node:assert/strict';
import { drilled } from '../drilled.ts';
import type { Story } from '../story.ts';

export function watching(story: Story): void {
  const { on, onAnyway } = story;
  const watch = (verb: string, ...words: string[]) => {
    const lab = ['--lab', story.place.name, '--state', story.place.stateDirectory];
    return story.ops('watch', verb, '--env', story.environment, ...lab, ...words);
  };

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

  story.promise('names of the zone lead to the addresses of the inventory', async () => {
    assert.equal(await on('mon1', 'dig', '+short', '@10.77.1.51', 'paperfloor.test', 'A'), '10.77.1.10');
    assert.equal(await on('mon1', 'dig', '+short', '@10.77.1.51', 'db1.paperfloor.test', 'A'), '10.77.1.31');
    assert.equal(await on('mon1', 'dig', '+short', '@10.77.1.51', 'paperfloor.test', 'CAA'), '0 issue ";"');
    assert.match(await on('lb1', 'getent', 'hosts', 'paperfloor.test'), /^10\.77\.1\.10 /);
  });

  story.promise('a line of every host arrives centrally, and a sender without a certificate is refused', async () => {
    const { code, stdout } = await watch('logs', '--limit', story.hosts.join(','));
    assert.equal(code, 0, stdout);
    await on('mon1', 'sudo', 'logrotate', '--debug', '/etc/logrotate.d/paperfloor');
  });

  story.promise('each alert goes to whom it concerns, by Alertmanager’s own word', async () => {
    const routed = (...labels: string[]) =>
      on(
        'mon1',
        'sudo',
        'amtool',
        'config',
        'routes',
        'test',
        '--config.file=/etc/prometheus/alertmanager.yml',
        ...labels,
      );
    assert.equal(await routed('alertname=HostDown', 'severity=page'), 'pager');
    assert.equal(await routed('alertname=HostDiskFilling', 'severity=ticket'), 'tickets');
    assert.equal(await routed('alertname=Watchdog', 'severity=none'), 'watchdog');
  });

  story.promise('an alert reaches webhook and mailbox with its runbook, and so does the all-clear', async () => {
    await drilled(story, 'alert');
  });
}
