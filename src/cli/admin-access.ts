/**
 * An administrator's call on a data directory: by the socket of the server that runs there, else by opening the exchange in
 * this process. A server that is just starting is waited for; so is another command that has the directory for a moment. No
 * exchange is made here: a directory without one was mistyped.
 */

import { existsSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config/read-config.ts';
import { connectAdmin, NoServer } from '../gateway/admin/admin-client.ts';
import type { Admin, OperationAnswer, OperationInput, OperationName } from '../gateway/admin/operations.ts';
import type { Progress } from '../gateway/admin/parts.ts';
import { AdminProblem } from '../gateway/admin/problem.ts';
import { holdsCluster } from '../storage/embedded/cluster-path.ts';
import { claimDataDirectory, DataDirectoryBusy, DataDirectoryUnusable, findHolder } from './data-directory.ts';
import { checkSecretKeyFile } from './named-key-file.ts';

const pollMs = 50;
const patienceMs = 60_000;

/** Opens the exchange of a configuration in this process, without a gateway; `close` lets everything go. */
export type OpenExchange = (config: Config, progress: Progress) => Promise<Admin>;

/** One operation. Rejects with `AdminProblem` when refused, or when the holder does not answer in a minute. */
export async function callAdmin<Name extends OperationName>(
  config: Config,
  openExchange: OpenExchange,
  name: Name,
  input: OperationInput<Name>,
  progress: Progress,
): Promise<OperationAnswer<Name>> {
  try {
    return await callHolder(config, openExchange, name, input, progress);
  } catch (error) {
    throw foreignProblem(config.data, error) ?? error;
  }
}

async function callHolder<Name extends OperationName>(
  config: Config,
  openExchange: OpenExchange,
  name: Name,
  input: OperationInput<Name>,
  progress: Progress,
): Promise<OperationAnswer<Name>> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const holder = findHolder(config.data);
    const done =
      holder === undefined
        ? await inProcess(config, openExchange, name, input, progress)
        : await bySocket(config.data, name, input, progress);
    if (done !== undefined) return done.answer;
    if (waitedMs >= patienceMs) {
      throw new AdminProblem(
        'not_answering',
        `process ${holder} has ${config.data} and does not answer on its admin socket`,
        `look into its log, or stop it: kill ${holder}`,
      );
    }
    progress(`waiting for process ${holder ?? ''} that has ${config.data}…`);
    await wait(pollMs);
  }
}

interface Done<Name extends OperationName> {
  readonly answer: OperationAnswer<Name>;
}

/** Undefined when nobody listens: nothing was asked, so it is safe to try again. */
async function bySocket<Name extends OperationName>(
  dataDirectory: string,
  name: Name,
  input: OperationInput<Name>,
  progress: Progress,
): Promise<Done<Name> | undefined> {
  const admin = connectAdmin(dataDirectory);
  try {
    return { answer: await admin.call(name, input, progress) };
  } catch (error) {
    if (error instanceof NoServer) return undefined;
    throw error;
  } finally {
    await admin.close();
  }
}

/** Undefined when somebody else took the directory in the meantime. */
async function inProcess<Name extends OperationName>(
  config: Config,
  openExchange: OpenExchange,
  name: Name,
  input: OperationInput<Name>,
  progress: Progress,
): Promise<Done<Name> | undefined> {
  checkSecretKeyFile(config);
  checkExchange(config);
  let directory: ReturnType<typeof claimDataDirectory>;
  try {
    directory = claimDataDirectory(config.data);
  } catch (error) {
    if (error instanceof DataDirectoryBusy) return undefined;
    throw error;
  }
  try {
    const admin = await openExchange(config, progress);
    try {
      return { answer: await admin.call(name, input, progress) };
    } finally {
      await admin.close();
    }
  } finally {
    directory.release();
  }
}

/** What this user was denied in a data directory that belongs to somebody else; undefined for every other error. */
function foreignProblem(data: string, error: unknown): AdminProblem | undefined {
  const denied = error instanceof DataDirectoryUnusable ? error.cause : error;
  if (!(denied instanceof Error) || !('code' in denied) || denied.code !== 'EACCES') return undefined;
  const [owner, own] = [ownerOf(data), process.getuid?.()];
  if (owner === undefined || own === undefined || owner === own) return undefined;
  return new AdminProblem(
    'not_the_owner',
    `the exchange at ${data} belongs to the user with the id ${owner}, and this is ${own}`,
    `sudo -u '#${owner}' paperfloor …`,
  );
}

/** Undefined where this user may not even look. */
function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** Without a database of its own an exchange is in its data directory. Throws `AdminProblem`, with nothing made. */
function checkExchange({ data, database }: Config): void {
  if (database !== undefined || holdsCluster(data)) return;
  const found = existsSync(data) ? 'a directory without one' : 'no such directory';
  throw new AdminProblem(
    'no_exchange',
    `expected the data of an exchange at ${data}, found ${found}`,
    `name it with --data, or start an exchange there: paperfloor serve --data ${data}`,
  );
}
