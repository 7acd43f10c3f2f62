/**
 * The disk of the database's primary is full. Somebody must be told; then room is made, as the runbook says. What was acknowledged must
 * be there, whether PostgreSQL went on, stood still or gave up and the standby took over. The standby is set on a small disk and made the
 * primary before, so that nothing else on the machine runs out of room.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../../command/problem.ts';
import { answerOf } from '../../verify/check.ts';
import type { Act, Drill, DrillParts } from '../drill.ts';
import { askPair } from '../looks.ts';
import { wholePair } from './database-pair.ts';

const cluster = '/var/lib/postgresql';
const small = '/run/paperfloor-drill';
const filler = `${cluster}/drill-filler`;

/** What is written goes to memory of a bounded size; the disk beneath stays as it was. */
const standSmall = `systemctl stop patroni.service
mkdir ${small}
mount -t tmpfs -o size=1G,mode=0755 drill ${small}
install --directory --owner=postgres --group=postgres --mode=0755 ${small}/upper
mkdir ${small}/work
mount -t overlay -o lowerdir=${cluster},upperdir=${small}/upper,workdir=${small}/work drill ${cluster}
systemctl start patroni.service`;

const standAsBefore = `systemctl stop patroni.service
if mountpoint --quiet ${cluster}; then umount ${cluster}; fi
if mountpoint --quiet ${small}; then umount ${small}; fi
rmdir ${small}
systemctl start patroni.service`;

const fill = `dd if=/dev/zero of=${filler} bs=1M || true
dd if=/dev/zero of=${filler} bs=4k oflag=append conv=notrunc || true`;

export const diskFull: Drill = {
  name: 'disk-full',
  sentence: 'the disk of the database’s primary is full; somebody is told and makes room',
  goal: { secondsMax: 120, lostMax: 0, alertSecondsMax: 90, healSecondsMax: 15 },
  async prepare(parts) {
    const { primary, standby } = await wholePair(parts);
    return {
      subject: `the disk of ${standby}, which becomes the primary for it`,
      readies: [
        { says: `${standby} stands on a small disk`, do: () => onHost(parts, standby, standSmall) },
        { says: `${standby} follows on it`, do: () => untilPair(parts, primary) },
        { says: `${standby} is the primary`, do: () => switchTo(parts, standby) },
      ],
      breaks: [{ says: `the disk of ${standby} is full`, do: () => onHost(parts, standby, fill) }],
      alert: { name: 'HostDiskFull', host: standby },
      responds: [makeRoom(parts, standby)],
      heals: [
        makeRoom(parts, standby),
        { says: `${primary} is the primary`, do: () => switchTo(parts, primary) },
        { says: `${standby} stands on its own disk again`, do: () => onHost(parts, standby, standAsBefore) },
      ],
      holdMs: 0,
      whole: async () => askPair(parts),
    };
  },
};

function makeRoom(parts: DrillParts, host: string): Act {
  return { says: `there is room on ${host}`, do: () => onHost(parts, host, `rm --force ${filler}`) };
}

function onHost(parts: DrillParts, host: string, script: string): Promise<string> {
  return answerOf(parts, parts.on(host, ['sudo', 'sh', '-euc', script]));
}

/** Unless it is the primary already. */
async function switchTo(parts: DrillParts, host: string): Promise<void> {
  if ((await untilPair(parts)).primary === host) return;
  const config = '/etc/patroni/config.yml';
  const words = ['patronictl', '--config-file', config, 'switchover', '--force', '--candidate', host];
  await answerOf(parts, parts.on(host, ['sudo', 'timeout', '60', ...words]));
  await untilPair(parts, host);
}

const pairMsMax = 120_000;
const lookMs = 500;

/** Until there is a primary, this one if it is named, with a synchronous standby. */
async function untilPair(parts: DrillParts, primary?: string) {
  for (const until = Date.now() + pairMsMax; ; await sleep(lookMs)) {
    const pair = await askPair(parts);
    if (pair !== undefined && (primary === undefined || pair.primary === primary)) return pair;
    if (Date.now() > until) {
      throw new OpsProblem(
        `there was no primary${primary === undefined ? '' : ` ${primary}`} with a synchronous standby for ${pairMsMax / 1000} s`,
        'see docs/runbooks/database-takeover.md',
      );
    }
  }
}
