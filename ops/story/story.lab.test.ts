/**
 * The story of an environment, end to end: one lab, provisioned once, and everything that is promised about it, part after part.
 * Each part finds the environment serving as the one before left it, and leaves it serving.
 *
 * `STORY_PARTS=provision,deploy` tells these only; `STORY_LAB=NAME` and `STORY_STATE=DIR` tell it on a lab that is kept for the next
 * time (`paperfloor ops lab down` ends it).
 */
import { badReleases } from './parts/bad-releases.ts';
import { balancing } from './parts/balancing.ts';
import { database } from './parts/database.ts';
import { deploying } from './parts/deploying.ts';
import { drills } from './parts/drills.ts';
import { firewall } from './parts/firewall.ts';
import { provisioning } from './parts/provisioning.ts';
import { recovery } from './parts/recovery.ts';
import { watching } from './parts/watching.ts';
import { openStory } from './story.ts';

const story = await openStory({ hosts: ['lb1', 'lb2', 'app1', 'app2', 'db1', 'db2', 'bak1', 'mon1'] });

story.part('provisioning', provisioning);
story.part('firewall', firewall);
story.part('database', database);
story.part('watching', watching);
story.part('balancing', balancing);
story.part('deploying', deploying);
story.part('recovery', recovery);
// `STORY_PARTS=bad-releases npm test -- ops/story`, on a lab that is kept and has been deployed to.
story.partWhenNamed('bad-releases', badReleases);
// Each of them a minute or two.
story.partWhenNamed('drills', drills);
