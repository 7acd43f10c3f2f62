/** Backups that count, a point in time, and the loss of the database's primary: each seen by a client outside, order by order. */
import assert from 'node:assert/strict';
import { run } from '../deploying/deployment.ts';
import { drilled } from '../drilled.ts';
import type { Story } from '../story.ts';

export function recovery(story: Story): void {
  story.promise(
    'a backup leads back to a named point and to a moment: every order before is there, none after',
    async () => {
      const { code, stderr } = await run(story, 'backup', 'run', '--type', 'full');
      assert.equal(code, 0, stderr);
      await drilled(story, 'pitr');
    },
  );

  story.promise(
    'the host of the primary loses its power: the standby takes over, and nothing acknowledged is gone',
    async () => {
      const { measured } = await drilled(story, 'db-loss');
      assert.ok(Number(measured['acknowledged']) > 100);
    },
  );
}
