/** What is said of an environment, and to whom: names, logs, and the routes of alerts. */
import assert from 'node:assert/strict';
import type { Story } from '../story.ts';

export function watching(story: Story): void {
  const { on, watch } = story;

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
}
