/** Every way in which a release of the story is bad, one after the other; minutes of load, so told only when it is named. */
import { badRelease } from '../deploying/bad-release.ts';
import { faults } from '../deploying/faults.ts';
import type { Story } from '../story.ts';

export function badReleases(story: Story): void {
  for (const fault of Object.keys(faults)) badRelease(story, fault);
}
