/**
 * The commit a release is built from. What is packed are the files git knows, with the modes git knows, so that neither the
 * time of the checkout nor its umask can be seen in the result. A checkout with changes of its own is refused: nobody could
 * build the same release from the commit it names.
 */
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';

export interface TrackedFile {
  readonly path: string;
  readonly executable: boolean;
}

export interface Checkout {
  readonly commit: string;
  /** Seconds since 1970 of the commit: the only time in the artifact. */
  readonly timeSeconds: number;
  readonly files: readonly TrackedFile[];
}

/** Rejects with `OpsProblem` for a directory that is no checkout, or one with changes that are not committed. */
export async function readCheckout(root: string): Promise<Checkout> {
  const changed = (await git(root, 'status', '--porcelain', '--untracked-files=no')).trim();
  if (changed !== '') {
    const [first = ''] = changed.split('\n');
    throw new OpsProblem(
      `expected a checkout without changes, found ${changed.split('\n').length} changed files (${first.slice(2).trim()} …)`,
      'git commit, or git stash; then build again',
    );
  }
  const [commit = '', seconds = ''] = (await git(root, 'log', '-1', '--format=%H %ct')).trim().split(' ');
  const files = readTracked(await git(root, 'ls-files', '--stage', '-z'));
  return { commit, timeSeconds: Number(seconds), files };
}

/** `100755 <blob> 0<TAB>path`, one after each NUL. Links and submodules have other modes and are not packed. */
export function readTracked(listing: string): TrackedFile[] {
  return listing
    .split('\0')
    .map((line) => /^(100644|100755) [0-9a-f]+ 0\t(.+)$/s.exec(line))
    .filter((match) => match !== null)
    .map(([, mode, path = '']) => ({ path, executable: mode === '100755' }));
}

async function git(root: string, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runAnyway(command('git', '-C', root, ...words));
  if (code === 0) return stdout;
  throw new OpsProblem(
    `expected a git checkout at ${root}: ${stderr.trim().split('\n')[0] ?? ''}`,
    'git clone the project and build there',
  );
}
