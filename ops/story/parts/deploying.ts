/**
 * A release into production under load and back, and a bad one that is pulled back by itself: seen by traders outside, who write down every
 * answer. Leaves a release serving. The other bad releases are a part of their own.
 */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { badRelease } from '../deploying/bad-release.ts';
import {
  activeSlot,
  deploy,
  isRunning,
  nothingLost,
  run,
  tell,
  underLoad,
  type Verdict,
  workOf,
} from '../deploying/deployment.ts';
import { signersOf } from '../deploying/releases.ts';
import type { Story } from '../story.ts';
import { makeReleases, usualFault } from './releasing.ts';

export function deploying(story: Story): void {
  const { promise, secretsDirectory, on } = story;
  const work = workOf(story);

  promise('the first release is verified by the hosts themselves, and serves', async () => {
    await makeReleases(story);
    copyFileSync(signersOf(work), join(secretsDirectory, 'allowed_signers'));
    if (!(await isRunning(story))) {
      const first = await deploy(story, '0.1.0');
      assert.equal(first.verdict, 'pass', first.reason);
    }
    assert.match(await story.curl('https://paperfloor.test/api/v3/ping'), /^HTTP\/2 200/);
  });

  promise(
    'under load: canary, switch, way back, reload of the load balancers: no failed request, no lost order',
    async () => {
      const before = await activeSlot(story);
      const report = await underLoad(story, async () => {
        await sleep(3_000);
        const forth = await deploy(story, '0.1.1', '--canary', '20,100', '--window', '6', '--watch', '4');
        tell(forth);
        assert.equal(forth.verdict, 'pass', forth.reason);
        assert.notEqual(forth.active, before);
        for (const host of ['lb1', 'lb2'] as const) await on(host, 'sudo', 'systemctl', 'reload', 'haproxy');
        await sleep(1_000);
        assert.equal(await activeSlot(story), forth.active);
        const back = JSON.parse((await run(story, 'rollback', '--reason', 'rehearsal')).stdout) as Verdict;
        tell(back);
        assert.equal(back.verdict, 'pass', back.reason);
        assert.equal(back.active, before);
        const trafficMs = back.steps.find(({ step }) => step === 'traffic back')?.measured['trafficMs'] ?? Number.NaN;
        assert.ok(trafficMs < 2_000, `the traffic went back in ${trafficMs} ms`);
        await sleep(1_000);
      });
      console.error(
        `  ${report.requests} requests, ${report.failed} failed, p99 ${report.p99Ms} ms, worst ${report.worstMs} ms; ${report.trades} trades over ${report.streams} streams`,
      );
      assert.deepEqual(report.failures, []);
      assert.deepEqual([report.tradesMissing, report.tradesTwice], [0, 0]);
      await nothingLost(story, report);
    },
  );

  badRelease(story, usualFault);
}
