/** What it takes to provision an environment, as commands: its certificate authority, and Ansible. Pure. */
import { join } from 'node:path';
import { type Command, command } from '../command/command.ts';

const authorityDays = 3650;

/** The authority's key and certificate; `openssl` writes the certificate last, so one that is there is whole. */
export function makeAuthority(directory: string, environment: string): Command[] {
  const key = join(directory, 'authority.key');
  const certificate = join(directory, 'authority.crt');
  return [
    command('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key),
    command('chmod', '0600', key),
    command(
      ...(['openssl', 'req', '-x509', '-new', '-sha256', '-days', String(authorityDays)] as const),
      ...['-key', key, '-subj', `/CN=Paperfloor ${environment}`, '-out', `${certificate}.new`],
      ...['-addext', 'basicConstraints=critical,CA:true,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ),
    command('mv', `${certificate}.new`, certificate),
  ];
}

export interface PlaybookRun {
  /** ops/ansible. */
  readonly ansible: string;
  readonly inventory: string;
  /** Where the environment's secrets and authority are. */
  readonly secrets: string;
  /** Control sockets of this run alone: those of a host that was rebuilt meanwhile would hang. */
  readonly sockets: string;
  /** How a lab's hosts are reached; elsewhere the operator's own ssh settings say. */
  readonly ssh?: { readonly key: string; readonly knownHosts: string };
  readonly check: boolean;
  readonly limit?: string;
  readonly tags?: string;
  /** Said for this run alone, above everything the environment says. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export function runPlaybook(given: PlaybookRun): Command {
  const { ansible, inventory, secrets, sockets, ssh, check, limit, tags, variables = {} } = given;
  const options = [
    ...['--inventory', inventory, '--extra-vars', `@${join(secrets, 'secrets.json')}`],
    ...['--extra-vars', JSON.stringify({ secrets_directory: secrets, ...variables })],
    ...(ssh === undefined
      ? []
      : [
          '--private-key',
          ssh.key,
          '--ssh-common-args',
          `-o UserKnownHostsFile=${ssh.knownHosts} -o IdentitiesOnly=yes`,
        ]),
    ...(check ? ['--check', '--diff'] : []),
    ...(limit === undefined ? [] : ['--limit', limit]),
    ...(tags === undefined ? [] : ['--tags', tags]),
  ];
  const settings = [`ANSIBLE_CONFIG=${join(ansible, 'ansible.cfg')}`, `ANSIBLE_SSH_CONTROL_PATH_DIR=${sockets}`];
  return command('env', ...settings, 'ansible-playbook', ...options, join(ansible, 'site.yml'));
}
