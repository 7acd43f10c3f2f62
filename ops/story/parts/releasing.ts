/** The releases that the story deploys: made before a host is waited for, and kept for the next time. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeBadRelease } from '../deploying/bad-release.ts';
import { workOf } from '../deploying/deployment.ts';
import { firstRelease, nextRelease } from '../deploying/releases.ts';
import type { Story } from '../story.ts';

/** The one that every run is told of. */
export const usualFault = 'fails 30 % of its requests';

export function releasing(story: Story): void {
  story.promise('releases are built from the commit, packed and signed', async () => {
    const made = await makeReleases(story);
    for (const version of made)
      assert.ok(existsSync(join(workOf(story), 'releases', version, 'SHA256SUMS.sig')), version);
  });
}

/** Those that are there already are left as they are. */
export async function makeReleases(story: Story): Promise<readonly string[]> {
  const work = workOf(story);
  await firstRelease(work, '0.1.0');
  await nextRelease(work, '0.1.0', '0.1.1');
  return ['0.1.0', '0.1.1', await makeBadRelease(story, usualFault)];
}
