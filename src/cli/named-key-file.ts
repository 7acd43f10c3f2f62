/** The file of the key that seals API secrets, where its name was given: it must be there before anything is opened. */
import { statSync } from 'node:fs';
import { flagOf } from '../config/options.ts';
import type { Config } from '../config/read-config.ts';
import { UsageError } from './exit-code.ts';

/**
 * For who opens the exchange itself. A fresh key in a file of a mistyped name would open nothing that is sealed, and seal what the other
 * servers can't open. Throws `UsageError`, with nothing touched.
 */
export function checkSecretKeyFile({ secretKeyFile: path, secretKeyFileNamed }: Config): void {
  if (!secretKeyFileNamed) return;
  const found = secretKeyFileFound(path);
  if (found === undefined) return;
  throw new UsageError(
    `${flagOf('secretKeyFile')} ${path}: expected a file with the key that seals API secrets, found ${found}; ` +
      `for a first one: (umask 077 && openssl rand -hex 32 > ${path})`,
  );
}

/** What there is in place of a file; undefined where there is one. */
function secretKeyFileFound(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'no such file';
    return found.isDirectory() ? 'a directory' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
