/** What pgBackRest says when it fails, as what is wrong and what to try. Told apart by its error code, then by who wasn't reached. */
import { OpsProblem } from '../command/problem.ts';

interface Where {
  readonly environment: string;
  readonly host: string;
}

/** Undefined for a failure that isn't known here. */
export function explainFailure(text: string, { environment, host }: Where): OpsProblem | undefined {
  const [, code, message] = /ERROR: \[(\d{3})\]: ([^\n]*)/.exec(text) ?? [];
  if (code === undefined || message === undefined) return undefined;
  const provision = `paperfloor ops provision ${environment} --tags db,backup`;
  const unreached = /unable to connect to '([\w.-]+):\d+/.exec(text)?.[1];
  if (unreached !== undefined) {
    return new OpsProblem(
      `${host} does not reach pgBackRest on ${unreached}`,
      `see whether ${unreached} runs, then: systemctl status pgbackrest there, or ${provision}`,
    );
  }
  if (
    /key\/value found outside of section|unable to flush|cipher|decrypt/i.test(text) &&
    /unable to load info file/.test(text)
  ) {
    return new OpsProblem(
      `the repository on ${host} was encrypted with another pass, or its list of backups is damaged`,
      `${provision} writes the pass of the secrets again; paperfloor ops backup verify --env ${environment}`,
    );
  }
  switch (code) {
    case '064':
      return new OpsProblem(
        `${message}: no space left on ${host}, or its disk is failing`,
        `df -h /var/lib/pgbackrest on ${host}; make room, then again`,
      );
    case '050':
      return new OpsProblem(`another backup is under way on ${host}`, 'wait for it: paperfloor ops backup list');
    case '055':
      return new OpsProblem(`the repository on ${host} has no stanza`, `${provision} makes it`);
    case '056':
      return new OpsProblem('no primary database was found', 'see whether PostgreSQL runs on the hosts of db');
    case '082':
      return new OpsProblem(
        'WAL does not arrive at the repository',
        `look at pg_stat_archiver and the log of PostgreSQL; ${provision}`,
      );
    default:
      return new OpsProblem(
        `pgBackRest on ${host}: ${message} (error ${code})`,
        'its log is in /var/log/pgbackrest on the host',
      );
  }
}
