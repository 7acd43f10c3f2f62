/** Puts a cluster back on a host and lets it recover to its target; resolves when it can be written. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { askHost, type Place } from './place.ts';
import { askDatabase, controlCluster, type Restore, recoveryStatement, restoreFiles } from './restore-plan.ts';

const pollMs = 200;

export interface RestoreTimes {
  /** Bringing files back, and applying WAL up to the target. */
  readonly filesMs: number;
  readonly recoveryMs: number;
}

/** Rejects with `OpsProblem` when the files can't be brought back, or PostgreSQL does not reach the target. */
export async function restoreCluster(
  place: Place,
  host: string,
  restore: Restore,
  withinMs: number,
): Promise<RestoreTimes> {
  const begunMs = Date.now();
  await askHost(place, host, controlCluster(place.postgresqlMajor, 'stop'));
  await askHost(place, host, restoreFiles(restore));
  const filesMs = Date.now() - begunMs;
  const { code } = await runAnyway(place.on(host, controlCluster(place.postgresqlMajor, 'start')));
  if (code !== 0) throw await notRecovered(place, host);
  const ask = place.on(host, askDatabase('postgres', recoveryStatement));
  for (const untilMs = Date.now() + withinMs; ; await sleep(pollMs)) {
    const { code: answered, stdout } = await runAnyway(ask);
    if (answered === 0 && stdout.trim() === 'f') break;
    const runs =
      (await runAnyway(place.on(host, ['systemctl', 'is-active', `postgresql@${place.postgresqlMajor}-main.service`])))
        .code === 0;
    if (!runs || Date.now() > untilMs) throw await notRecovered(place, host);
  }
  return { filesMs, recoveryMs: Date.now() - begunMs - filesMs };
}

/** With PostgreSQL's own reason: it ends by itself when the target isn't in the WAL. */
async function notRecovered(place: Place, host: string): Promise<OpsProblem> {
  const log = `/var/log/postgresql/postgresql-${place.postgresqlMajor}-main.log`;
  const { stdout } = await runAnyway(place.on(host, ['sudo', 'grep', '--extended-regexp', 'FATAL|PANIC', log]));
  const said = stdout
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^.*?(FATAL|PANIC): +/, '');
  return new OpsProblem(
    `PostgreSQL on ${host} did not recover${said === undefined || said === '' ? '' : `: ${said}`}`,
    `paperfloor ops backup verify --env ${place.environment}; the log is ${log} on ${host}`,
  );
}
