/**
 * The secrets of one environment: made once on the operator's machine, kept there for the owner alone, handed to Ansible as
 * a file of variables. What is there is never made anew; what a later version adds is added.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { OpsProblem } from '../command/problem.ts';
import { scramVerifier } from './scram.ts';

const databaseRoles = ['application', 'migration', 'backup', 'monitor'] as const;

type DatabaseRole = (typeof databaseRoles)[number];

/** The names are variables of roles/contract. */
export interface Secrets {
  readonly database_passwords: Readonly<Record<DatabaseRole, string>>;
  readonly database_verifiers: Readonly<Record<DatabaseRole, string>>;
  /** What members of the database's cluster know each other by. */
  readonly cluster_passwords: Readonly<Record<'replication' | 'rewind' | 'api', string>>;
  /** Seals API secrets: 64 hexadecimal digits. */
  readonly api_secret_key: string;
  /** Opens the Operations page. */
  readonly operator_token: string;
  /** Encrypts the repository of backups: without it no backup can be read. */
  readonly backup_cipher_pass: string;
}

const saltBytes = 16;
const passwordBytes = 24;

export function makeSecrets(random: (bytes: number) => Buffer = randomBytes): Secrets {
  const each = (make: (role: DatabaseRole) => string) =>
    Object.fromEntries(databaseRoles.map((role) => [role, make(role)])) as Record<DatabaseRole, string>;
  const password = () => random(passwordBytes).toString('hex');
  const passwords = each(password);
  return {
    database_passwords: passwords,
    database_verifiers: each((role) => scramVerifier(passwords[role], random(saltBytes))),
    cluster_passwords: { replication: password(), rewind: password(), api: password() },
    api_secret_key: random(32).toString('hex'),
    operator_token: random(32).toString('hex'),
    backup_cipher_pass: random(32).toString('hex'),
  };
}

/** Makes the file unless it is there. Rejects one that cannot be read, for new secrets would lock everybody out. */
export function ensureSecrets(file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    write(file, makeSecrets());
    return;
  }
  try {
    const found = JSON.parse(text) as Partial<Secrets>;
    const whole = { ...makeSecrets(), ...found };
    if (Object.keys(whole).length > Object.keys(found).length) write(file, whole);
  } catch (error) {
    throw new OpsProblem(`${file} is damaged`, 'put it back from a backup; without it hosts have to be made anew', {
      cause: error,
    });
  }
}

function write(file: string, secrets: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
