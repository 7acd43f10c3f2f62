/** An environment as the verbs of backups work on it, and the host that a backup is proved on. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Place } from '../backup/place.ts';
import type { Rebuild } from '../backup/restore-database.ts';
import { controlCluster } from '../backup/restore-plan.ts';
import type { Scratch } from '../backup/restore-test.ts';
import { command } from '../command/command.ts';
import { OpsUsageError } from '../command/problem.ts';
import { CommandFailed, runAnyway } from '../command/run.ts';
import { readHostName } from '../lab/hosts.ts';
import { labUp } from '../lab/lab.ts';
import { commandOn, destroyHost, labStatus } from '../lab/lab-hosts.ts';
import { labPaths } from '../lab/lab-name.ts';
import { defaultSuite, postgresqlMajorOf, readSuite } from '../lab/suite.ts';
import { provision } from '../provision/provision.ts';
import { hostsOf as hostsOfGroup, type Site } from '../verify/site.ts';
import { siteOf } from '../verify/verify.ts';
import { type EnvironmentHosts, type HostsFlags, hostsOf, inventoryFor, labOf } from './environment-hosts.ts';
import type { OpsContext } from './ops-context.ts';
import { stateDirectory } from './workplace.ts';

interface ProvingFlags extends HostsFlags {
  /** An unpacked release whose program proves copies. */
  readonly release?: string;
}

/** Asks the inventory; no host is reached yet. */
export async function openPlace(context: OpsContext, flags: ProvingFlags): Promise<Place> {
  const prover = proverOf(context, flags.release);
  const hosts = hostsOf(context, flags);
  // A lab that is not there is told before anything is asked.
  hosts.here(['true']);
  return { ...backupPlace(hosts, await siteOf({ ...hosts, only: undefined })), prover };
}

function proverOf(context: OpsContext, release: string | undefined): string {
  if (release === undefined) return ownProgram(context.root);
  const program = ownProgram(resolve(context.workingDirectory, release));
  if (existsSync(program)) return program;
  throw new OpsUsageError(
    `--release: expected the directory of an unpacked release, found no ${program}`,
    'tar --extract --file paperfloor-VERSION-linux-x64.tar.gz, after paperfloor ops release verify',
  );
}

function ownProgram(root: string): string {
  return join(root, 'bin/paperfloor');
}

export function backupPlace({ environment, root, secrets, on, here, talk }: EnvironmentHosts, site: Site): Place {
  return {
    ...{ environment, root, secrets, on, here, talk, prover: ownProgram(root) },
    hosts: (group) => hostsOfGroup(site, group).map(({ name }) => name),
    addressOf: (host) => site.hosts.find(({ name }) => name === host)?.address ?? host,
    ...{ databaseName: site.databaseName, postgresqlMajor: postgresqlMajorOf(readSuite(site.suite)) },
  };
}

/** Makes hosts what their roles say, without a word unless it fails. */
export async function provisionHosts(
  context: OpsContext,
  flags: HostsFlags,
  how: { readonly limit: string; readonly tags: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const lab = labOf(context, flags);
  const state = stateDirectory(context, flags);
  await provision(
    {
      ...{ root: context.root, stateDirectory: state, environment: flags.env, path: context.environment['PATH'] ?? '' },
      ...{ inventory: inventoryFor(context, flags), talk: context.talk },
    },
    { check: false, ...how, ...(lab === undefined ? {} : { ssh: labPaths(state, lab.name) }) },
    async ({ program, args }) => {
      const playbook = lab === undefined ? { program, args } : commandOn(lab, 'controller', [program, ...args]);
      const outcome = await runAnyway(playbook);
      if (outcome.code === 0) return 0;
      const hint = `paperfloor ops provision ${flags.env} --limit ${how.limit} --tags ${how.tags} shows all of it`;
      throw new CommandFailed(command('ansible-playbook', '--limit', how.limit, '--tags', how.tags), outcome, hint);
    },
  );
}

/** What a database host needs before it can serve, and what it gets when the exchange serves again. */
const rebuiltRoles = 'base,pki,etcd,backup,db';
const finishingRoles = 'dns,logs,monitor';

export function rebuildOf(context: OpsContext, flags: HostsFlags): Rebuild {
  return {
    fromBackup: (host, variables) => provisionHosts(context, flags, { limit: host, tags: rebuiltRoles, variables }),
    finish: (host) => provisionHosts(context, flags, { limit: host, tags: finishingRoles }),
  };
}

/** In a lab a host of its own, made and destroyed; elsewhere the inventory's, whose copy is removed afterwards. */
export function scratchOf(context: OpsContext, flags: HostsFlags, place: Place, host: string): Scratch {
  const lab = labOf(context, flags);
  return {
    prepare: async () => {
      if (lab !== undefined) {
        const suite = (await labStatus(lab))?.suite ?? defaultSuite;
        const around = { path: context.environment['PATH'] ?? '', talk: context.talk };
        await labUp(lab, { ...around, hosts: [readHostName(host)], suite });
      }
      place.talk(`making ${host} ready`);
      await provisionHosts(context, flags, { limit: host, tags: 'scratch' });
      return host;
    },
    discard: async () => {
      if (lab !== undefined) return destroyHost(lab, readHostName(host));
      await runAnyway(place.on(host, controlCluster(place.postgresqlMajor, 'stop')));
      await runAnyway(place.on(host, ['sudo', 'pg_dropcluster', String(place.postgresqlMajor), 'main']));
    },
  };
}
