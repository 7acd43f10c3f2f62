import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fires, untilTold } from './told.ts';

const wanted = { name: 'HostDiskFull', host: 'db2' };
const alertOf = (status: string, alertname: string, host: string) => ({ status, labels: { alertname, host } });
const posted = (atMs: number, to: string, ...alerts: object[]) => ({
  ...{ atMs, to, by: 'webhook', text: JSON.stringify({ alerts }) },
});

test('an alert is told when it fires, for its host, at the pager', () => {
  assert.equal(fires(posted(1, '/page', alertOf('firing', 'HostDiskFull', 'db2')), wanted), true);
  for (const other of [
    posted(1, '/watchdog', alertOf('firing', 'HostDiskFull', 'db2')),
    posted(1, '/page', alertOf('resolved', 'HostDiskFull', 'db2')),
    posted(1, '/page', alertOf('firing', 'HostDiskFull', 'db1')),
    posted(1, '/page', alertOf('firing', 'HostDiskFilling', 'db2')),
  ]) {
    assert.equal(fires(other, wanted), false, other.text);
  }
});

test('what was told before the break counts for nothing', async () => {
  const early = posted(100, '/page', alertOf('firing', 'HostDiskFull', 'db2'));
  const late = { ...early, atMs: 300 };
  assert.equal(await untilTold([early], wanted, 200, 0), undefined);
  assert.equal(await untilTold([early, late], wanted, 200, 0), 300);
});
