/** The load balancers: the service address survives the loss of one. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostName } from '../../lab/hosts.ts';
import { powerOff } from '../../lab/lab-hosts.ts';
import { type Story, serviceAddress } from '../story.ts';

export function balancing(story: Story): void {
  const { promise, place, on, curl } = story;

  promise(
    'the service address leaves a load balancer that does not work, does not come back with it, and survives a lost host',
    async () => {
      const first = await holderOfService(story);
      const second = first === 'lb1' ? 'lb2' : 'lb1';
      await on(first, 'sudo', 'systemctl', 'stop', 'haproxy');
      await waitForService(story, second);
      assert.match(await curl('https://paperfloor.test/'), /^HTTP\/2 503/);
      await on(first, 'sudo', 'systemctl', 'start', 'haproxy');
      await sleep(5_000);
      assert.equal(await holderOfService(story), second);
      const begunMs = Date.now();
      await powerOff(place, second);
      await waitForService(story, first);
      console.error(`the service address moved ${Date.now() - begunMs} ms after its host was lost`);
      assert.match(await curl('https://paperfloor.test/'), /^HTTP\/2 503/);
      await story.up();
    },
  );
}

/** The load balancer that has the service address; it may be moving. */
async function holderOfService(story: Story): Promise<HostName> {
  const untilMs = Date.now() + 20_000;
  while (Date.now() < untilMs) {
    for (const host of ['lb1', 'lb2'] as const) if (await hasService(story, host)) return host;
  }
  assert.fail('no load balancer has the service address');
}

async function waitForService(story: Story, host: HostName): Promise<void> {
  const untilMs = Date.now() + 20_000;
  while (!(await hasService(story, host))) assert.ok(Date.now() < untilMs, `${host} has not taken the service address`);
}

async function hasService({ on }: Story, host: HostName): Promise<boolean> {
  return (await on(host, 'ip', '-brief', 'address')).includes(`${serviceAddress}/`);
}
