/** The drills that take too long for every run; `STORY_PARTS=drills` on a lab that has been deployed to. */
import { drilled } from '../drilled.ts';
import type { Story } from '../story.ts';

const promises = {
  'db-isolate': 'the primary is cut off silently and joined again under load: nothing acknowledged is gone',
  'app-loss': 'the host that writes the floors loses its power: the other one takes them over',
  'lb-loss': 'the load balancer with the address loses its power: the other one has it within four seconds',
  'cert-expiry': 'a certificate that is about to end is told, renewed and taken without dropping a connection',
  'disk-full': 'the disk of the primary is full: somebody is told and makes room, and nothing acknowledged is gone',
  alert: 'page, mail and all-clear arrive',
};

export function drills(story: Story): void {
  for (const [name, promise] of Object.entries(promises)) {
    story.promise(promise, async () => {
      await drilled(story, name);
    });
  }
}
