/**
 * The signature over SHA256SUMS, made and checked by `ssh-keygen -Y` (OpenSSH, PROTOCOL.sshsig): the key type operators have
 * already, and a tool every host has. The namespace keeps a signature made for something else from counting here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { checksumsFile } from './checksums.ts';

export const signatureFile = `${checksumsFile}.sig`;
export const signatureNamespace = 'paperfloor-release';

/** The signature as text. Rejects with `OpsProblem` when the key is missing or refuses. `key` is a private key file, or a public one whose private half an agent holds. */
export async function signText(text: string, key: string): Promise<string> {
  checkKey(key);
  const sign = command('ssh-keygen', '-Y', 'sign', '-f', key, '-n', signatureNamespace);
  const { code, stdout, stderr } = await runAnyway({ ...sign, input: text });
  if (code === 0) return stdout;
  throw new OpsProblem(`${key} did not sign: ${lastLine(stderr)}`, `ssh-keygen -y -f ${key}`);
}

/** Throws `OpsProblem` when there is no such file: to be asked before work is done that needs it. */
export function checkKey(key: string): void {
  if (existsSync(key)) return;
  throw new OpsProblem(`expected a key to sign with at ${key}, found none`, `ssh-keygen -t ed25519 -f ${key}`);
}

export interface Signers {
  /** `allowed_signers` of ssh-keygen(1). */
  readonly file: string;
  /** Who must have signed; without it, anybody in the file. */
  readonly identity: string | undefined;
}

/** Who signed. Rejects with `OpsProblem` when nobody did, when it was nobody the file allows, or when the text is not what was signed. */
export async function checkSignature(directory: string, signers: Signers): Promise<string> {
  const signature = join(directory, signatureFile);
  if (!existsSync(signers.file)) {
    throw new OpsProblem(
      `expected the keys that may sign releases in ${signers.file}, found no such file`,
      `echo "release@example.org $(cat release-key.pub)" > ${signers.file}`,
    );
  }
  if (!existsSync(signature)) {
    throw new OpsProblem(
      `the release in ${directory} is not signed: it has no ${signatureFile}`,
      `paperfloor ops release sign ${directory} --key FILE`,
    );
  }
  const principals = await principalsOf(signature, signers);
  const text = readFileSync(join(directory, checksumsFile), 'utf8');
  const failures: string[] = [];
  for (const principal of principals) {
    const as = ['-f', signers.file, '-I', principal, '-n', signatureNamespace, '-s', signature];
    const verify = command('ssh-keygen', '-Y', 'verify', ...as);
    const { code, stdout, stderr } = await runAnyway({ ...verify, input: text });
    if (code === 0) return principal;
    failures.push(lastLine(stderr) || lastLine(stdout));
  }
  throw new OpsProblem(
    `the signature of ${directory} does not stand under this ${checksumsFile}: ${failures[0]}`,
    'do not use it; copy the release again from where it was built',
  );
}

async function principalsOf(signature: string, { file, identity }: Signers): Promise<string[]> {
  const find = command('ssh-keygen', '-Y', 'find-principals', '-s', signature, '-f', file);
  const { code, stdout, stderr } = await runAnyway(find);
  const names = stdout.split('\n').filter((name) => name !== '');
  const hint = `do not use it; or, when its key is to be trusted, add the key to ${file}`;
  if (code !== 0 || names.length === 0) {
    const why = /no principal matched/i.test(stderr) || stderr === '' ? 'its key is not in the list' : lastLine(stderr);
    throw new OpsProblem(`nobody in ${file} signed ${signature}: ${why}`, hint);
  }
  if (identity === undefined) return names;
  if (names.includes(identity)) return [identity];
  throw new OpsProblem(`expected a signature of ${identity}, found one of ${names.join(', ')}`, hint);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
