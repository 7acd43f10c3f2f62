/** What the load balancers speak, and what they keep to themselves. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Story, serviceAddress } from '../story.ts';

export function speaking(story: Story): void {
  const { promise, controller, curl, secretsDirectory } = story;
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
}
