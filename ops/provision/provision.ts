/** Prepares the operator's machine for an environment: Ansible, secrets, authority. Touches no host. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Command, command } from '../command/command.ts';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { run, runAll } from '../command/run.ts';
import { makeAuthority, type PlaybookRun, runPlaybook } from './provision-plan.ts';
import { ensureSecrets } from './secrets.ts';

export interface ProvisionOptions {
  readonly root: string;
  readonly stateDirectory: string;
  readonly environment: string;
  /** A directory of the operator's own; otherwise one of ops/ansible/inventories. */
  readonly inventory?: string;
  readonly path: string;
  readonly talk: (line: string) => void;
}

/** Makes what is missing, then has the playbook started by `start`; resolves to its exit code. */
export async function provision(
  { root, stateDirectory, environment, path, talk, ...given }: ProvisionOptions,
  how: Pick<PlaybookRun, 'ssh' | 'check' | 'limit' | 'tags' | 'variables'>,
  start: (playbook: Command) => Promise<number>,
): Promise<number> {
  const ansible = join(root, 'ops/ansible');
  const inventory = given.inventory ?? inventoryOf(root, stateDirectory, environment);
  if (!existsSync(join(inventory, 'hosts.yml'))) {
    const hint = 'copy ops/ansible/inventories/example, put your hosts in, and give it as --inventory';
    throw new OpsUsageError(`there is no environment ${environment}: no ${join(inventory, 'hosts.yml')}`, hint);
  }
  await ensureAnsible(path, talk);
  const secrets = join(stateDirectory, 'environments', environment);
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  ensureSecrets(join(secrets, 'secrets.json'));
  if (given.inventory !== undefined) writeFileSync(join(secrets, inventoryFile), `${given.inventory}\n`);
  if (!existsSync(join(secrets, 'authority.crt'))) await runAll(makeAuthority(secrets, environment));
  const sockets = mkdtempSync(join(tmpdir(), 'paperfloor-ssh-'));
  try {
    return await start(runPlaybook({ ansible, inventory, secrets, sockets, ...how }));
  } finally {
    rmSync(sockets, { recursive: true, force: true });
  }
}

const inventoryFile = 'inventory';

/** The inventory an environment was provisioned from last; before that, the one of its name among ours. */
export function inventoryOf(root: string, stateDirectory: string, environment: string): string {
  const known = join(stateDirectory, 'environments', environment, inventoryFile);
  if (existsSync(known)) return readFileSync(known, 'utf8').trim();
  return join(root, 'ops/ansible/inventories', environment);
}

async function ensureAnsible(path: string, talk: (line: string) => void): Promise<void> {
  const has = (program: string) => path.split(delimiter).some((folder) => existsSync(join(folder, program)));
  if (has('ansible-playbook')) return;
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    throw new OpsProblem('ansible-playbook is not installed', 'apt-get install --no-install-recommends ansible-core');
  }
  talk('installing what provisioning needs: ansible-core');
  const apt = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet=2'];
  await run(command('env', ...apt, 'update'));
  await run(command('env', ...apt, 'install', '--yes', '--no-install-recommends', 'ansible-core'));
}
