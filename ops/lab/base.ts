/** The base image and the package mirror in the cache: made once, used by every lab, never written to again. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Command, command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { CommandFailed, run, runAnyway } from '../command/run.ts';
import {
  bareHost,
  baseFiles,
  baseKey,
  bootstrap,
  fetchingSources,
  fetchPackages,
  indexParagraph,
  listMirrors,
  readMirrors,
} from './base-plan.ts';
import { insideGroup } from './control-group.ts';
import { clearAttempt, makeOnce } from './made-once.ts';
import type { Suite } from './suite.ts';

export interface Base {
  /** The root of a bare host. */
  readonly root: string;
  /** Packages and their index, as hosts see them beneath /srv/apt. */
  readonly mirror: string;
}

/** The mirror of Debian that this machine's apt names does not answer, or it names none: nothing is wrong with the lab. */
export class MirrorSilent extends OpsProblem {
  override readonly name = 'MirrorSilent';
}

/** Makes the base unless it is there. Takes about a minute and 0.6 GB, once. */
export async function ensureBase(
  stateDirectory: string,
  { suite, group, talk }: { suite: Suite; group: string; talk: (line: string) => void },
): Promise<Base> {
  const directory = directoryOf(stateDirectory, suite);
  await makeOnce(directory, group, async (building, builders) => {
    const begunMs = Date.now();
    talk(`making the base image of Debian ${suite}; this is done once and takes about a minute`);
    await build(suite, partsOf(building), builders);
    talk(`the base image took ${((Date.now() - begunMs) / 1000).toFixed(1)} s`);
  });
  return partsOf(directory);
}

/** Ends and removes what an attempt left whose command was killed. One that is still under way is waited for. */
export async function clearBrokenBase(stateDirectory: string, suite: Suite, group: string): Promise<void> {
  await clearAttempt(directoryOf(stateDirectory, suite), group);
}

async function build(suite: Suite, { root, mirror }: Base, builders: string): Promise<void> {
  // debootstrap mounts /proc and /sys in the new root: only for itself, and nothing of it stays when it is ended.
  const alone = ({ program, args }: Command) =>
    insideGroup(builders, command('unshare', '--mount', '--propagation', 'private', program, ...args));
  const mirrors = readMirrors((await run(listMirrors)).stdout);
  if (mirrors === undefined) {
    throw new MirrorSilent(
      'expected a mirror of Debian in the sources of apt, found none',
      'add one, and run apt-get update',
    );
  }
  await debootstrap(alone(bootstrap(suite, mirrors, root)), mirrors.main);
  writeFileSync(join(root, 'etc/apt/sources.list'), fetchingSources(suite, mirrors));
  const archives = join(root, 'var/cache/apt/archives');
  for (const name of debsIn(archives)) rmSync(join(archives, name));
  for (const each of fetchPackages(suite, root)) await run(alone(each));
  mkdirSync(mirror);
  for (const name of debsIn(archives)) renameSync(join(archives, name), join(mirror, name));
  await writeIndex(mirror);
  for (const each of bareHost(root)) await run(alone(each));
  mkdirSync(join(root, 'srv/apt'), { recursive: true });
  for (const { path, text, mode } of baseFiles) {
    rmSync(join(root, path), { force: true });
    writeFileSync(join(root, path), text, { mode });
  }
}

async function debootstrap(command: Command, mirror: string): Promise<void> {
  const outcome = await runAnyway(command);
  if (outcome.code === 0) return;
  const failure = new CommandFailed(command, outcome);
  // What debootstrap says when it cannot fetch the first file.
  if (!/Failed getting release file/.test(failure.message)) throw failure;
  throw new MirrorSilent(`${mirror} does not answer`, "check this machine's network, or the mirror in its apt sources");
}

async function writeIndex(mirror: string): Promise<void> {
  const paragraphs: string[] = [];
  for (const name of debsIn(mirror)) {
    const file = join(mirror, name);
    const { stdout: fields } = await run(command('dpkg-deb', '--field', file));
    const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
    paragraphs.push(indexParagraph(fields, { name, bytes: statSync(file).size, sha256: sum }));
  }
  writeFileSync(join(mirror, 'Packages'), paragraphs.join(''));
}

/** Where the base of a suite is, or would be. Two ways to one cache are one place. */
function directoryOf(stateDirectory: string, suite: Suite): string {
  const cache = join(stateDirectory, 'cache');
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  return join(realpathSync(cache), baseKey(suite, sha256));
}

function partsOf(directory: string): Base {
  return { root: join(directory, 'root'), mirror: join(directory, 'mirror') };
}

function debsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.deb'))
    .sort();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
