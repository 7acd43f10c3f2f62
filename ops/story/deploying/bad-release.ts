/** A release with one fault, deployed under load: pulled back by itself, with its time, and no order lost. */
import assert from 'node:assert/strict';
import type { Story } from '../story.ts';
import { activeSlot, deploy, nothingLost, tell, underLoad, type Verdict, workOf } from './deployment.ts';
import { faults } from './faults.ts';
import { nextRelease } from './releases.ts';

export function badRelease(story: Story, fault: string): void {
  const { promise, on, onAnyway } = story;
  const { reason } = faults[fault] ?? assert.fail(`no fault ${fault}`);
  promise(`a release that ${fault} is pulled back by itself`, async () => {
    const version = await makeBadRelease(story, fault);
    const before = await activeSlot(story);
    let bad: Verdict | undefined;
    let seconds = Number.NaN;
    const report = await underLoad(story, async () => {
      const began = Date.now();
      bad = await deploy(story, version, '--canary', '20,100', '--window', '15', '--watch', '4');
      seconds = (Date.now() - began) / 1000;
    });
    assert.ok(bad !== undefined);
    tell(bad);
    console.error(`  ${fault}: ${seconds.toFixed(1)} s in all; ${report.failed} of ${report.requests} requests failed`);
    assert.equal(bad.verdict, 'fail', bad.reason);
    assert.match(bad.reason, reason);
    assert.equal(bad.active, before);
    assert.equal(await activeSlot(story), before);
    assert.match(await on('app1', 'systemctl', 'is-active', `paperfloor@${before}`), /^active$/);
    const other = before === 'blue' ? 'green' : 'blue';
    const { stdout } = await onAnyway('app1', 'systemctl', 'is-active', `paperfloor@${other}`);
    assert.match(stdout, /^(inactive|failed)$/m);
    if (bad.steps.some(({ step }) => step === 'install')) assert.equal(bad.logs.length, 2);
    // Of the share that the candidate had, and no more.
    assert.ok(report.failed <= report.requests * 0.1, report.failures.slice(0, 5).join('\n'));
    await nothingLost(story, report);
  });
}

/** Resolves to its version. */
export async function makeBadRelease(story: Story, fault: string): Promise<string> {
  const version = `0.1.${2 + Object.keys(faults).indexOf(fault)}`;
  await nextRelease(workOf(story), '0.1.0', version, faults[fault]?.change);
  return version;
}
