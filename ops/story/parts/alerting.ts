/** Whether somebody is told: a minute of waiting, in which other parts are told. */
import { drilled } from '../drilled.ts';
import type { Story } from '../story.ts';

export function alerting(story: Story): void {
  story.promise('an alert reaches webhook and mailbox with its runbook, and so does the all-clear', async () => {
    await drilled(story, 'alert');
  });
}
