/**
 * The story of an environment, end to end: one lab, provisioned once, and everything that is promised about it, part after part.
 * Each part finds the environment serving as the one before left it, and leaves it serving.
 *
 * `STORY_PARTS=provision,deploy` tells these only; `STORY_LAB=NAME` and `STORY_STATE=DIR` tell it on a lab that is kept for the next
 * time (`paperfloor ops lab down` ends it).
 */
import { alerting } from './parts/alerting.ts';
import { badReleases } from './parts/bad-releases.ts';
import { balancing } from './parts/balancing.ts';
import { database } from './parts/database.ts';
import { deploying } from './parts/deploying.ts';
import { drifting } from './parts/drifting.ts';
import { drills } from './parts/drills.ts';
import { firewall } from './parts/firewall.ts';
import { measuring } from './parts/measuring.ts';
import { provisioning } from './parts/provisioning.ts';
import { recovery } from './parts/recovery.ts';
import { releasing } from './parts/releasing.ts';
import { speaking } from './parts/speaking.ts';
import { watching } from './parts/watching.ts';
import { openStory } from './story.ts';

const story = await openStory({ hosts: ['lb1', 'lb2', 'app1', 'app2', 'db1', 'db2', 'bak1', 'mon1'] });

story.part('provisioning', provisioning);
story.part('drifting', drifting);
story.part('measuring', measuring);
// Who is told of one host's silence is a minute of waiting, and releases are made on this machine alone.
story.sideBySide({
  alerting,
  releasing,
  looking: (told) => {
    for (const part of [firewall, database, watching, speaking]) part(told);
  },
});
story.part('balancing', balancing);
story.part('deploying', deploying);
story.part('recovery', recovery);
// `STORY_PARTS=bad-releases npm test -- ops/story`, on a lab that is kept and has been deployed to.
story.partWhenNamed('bad-releases', badReleases);
// Each of them a minute or two.
story.partWhenNamed('drills', drills);
