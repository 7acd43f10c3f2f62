/** The load balancers: what they speak, and that the service address survives the loss of one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostName } from '../../lab/hosts.ts';
import { powerOff } from '../../lab/lab-hosts.ts';
import { type Story, serviceAddress } from '../story.ts';

export function balancing(story: Story): void {
  const { promise, place, on, controller, curl, secretsDirectory } = story;
  const authority = join(secretsDirectory, 'authority.crt');

  promise('the service speaks TLS 1.2 and 1.3 only, HTTP/2, and keeps its figures to itself', async () => {
    for (const [version, code] of [
      ['-tls1_1', 1],
      ['-tls1_2', 0],
      ['-tls1_3', 0],
    ] as const) {
      const options = [
        '-connect',
        `${serviceAddress}:443`,
        '-servername',
        'paperfloor.test',
        '-cipher',
        'DEFAULT@SECLEVEL=0',
      ];
      const proof = ['-CAfile', authority, '-verify_return_error', '-verify_hostname', 'paperfloor.test', version];
      const outcome = await controller('openssl', 's_client', ...options, ...proof);
      assert.equal(outcome.code, code, version + outcome.stderr);
    }
    const answer = await curl('https://paperfloor.test/api/v3/ping');
    assert.match(answer, /^HTTP\/2 503/);
    assert.match(answer, /^strict-transport-security: max-age=63072000/m);
    assert.match(await curl('https://paperfloor.test/metrics'), /^HTTP\/2 404/);
    assert.match(
      await curl('http://paperfloor.test/api'),
      /^HTTP\/1\.1 308.*\nlocation: https:\/\/paperfloor\.test\/api/ims,
    );
  });

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
