/**
 * Releases for the story: one built from the commit as every release is, and others made of its bytes, each with one fault put in
 * before it is packed and signed again. The faults exist here only.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRelease } from '../../release/build.ts';
import { checksumsFile } from '../../release/checksums.ts';
import { type Manifest, manifestText } from '../../release/manifest.ts';
import { signatureFile, signText } from '../../release/signature.ts';

const root = join(import.meta.dirname, '../../..');

/** What another version does differently: source put in front of its `src/main.ts`, and migrations it brings. */
export interface Change {
  readonly prelude?: string;
  readonly migrations?: Readonly<Record<string, string>>;
}

/** The release of this commit as version `version`, signed; kept in `work` for the next time. */
export async function firstRelease(work: string, version: string): Promise<void> {
  mkdirSync(work, { recursive: true });
  const key = join(work, 'key');
  if (!existsSync(key)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'release', '-f', key]);
  writeFileSync(signersOf(work), `release@paperfloor ${readFileSync(`${key}.pub`, 'utf8')}`);
  const directory = join(work, 'releases');
  if (!existsSync(join(directory, version))) {
    const checkout = join(work, 'checkout');
    rmSync(checkout, { recursive: true, force: true });
    execFileSync('git', ['clone', '--quiet', root, checkout]);
    execFileSync('ln', ['-s', join(root, 'node_modules'), join(checkout, 'node_modules')]);
    const platform = { os: 'linux', cpu: 'x64' };
    const plain = { version, platform, embeddedPostgresql: false, progress: () => {} };
    await buildRelease({ ...plain, root: checkout, out: directory, key });
  }
}

/** Whose signature counts. */
export function signersOf(work: string): string {
  return join(work, 'allowed_signers');
}

/** Another version of a release that is there. */
export async function nextRelease(work: string, from: string, version: string, change: Change = {}): Promise<void> {
  const releases = join(work, 'releases');
  const target = join(releases, version);
  if (existsSync(target)) return;
  const unpacked = join(work, `unpacked-${version}`);
  const before = readManifest(join(releases, from));
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  const artifact = `paperfloor-${from}-${before.platform}.tar.gz`;
  execFileSync('tar', ['-xzf', join(releases, from, artifact), '-C', unpacked]);
  const folder = join(unpacked, `paperfloor-${version}`);
  renameSync(join(unpacked, `paperfloor-${from}`), folder);
  if (change.prelude !== undefined) {
    writeFileSync(join(folder, 'src/prelude.ts'), change.prelude);
    const main = join(folder, 'src/main.ts');
    writeFileSync(main, `import './prelude.ts';\n${readFileSync(main, 'utf8')}`);
  }
  const added = Object.entries(change.migrations ?? {});
  for (const [id, source] of added) writeFileSync(join(folder, `src/storage/migrations/${id}.ts`), source);
  const list = execFileSync(
    'sh',
    [
      '-c',
      'find . -type f ! -path ./files.sha256 ! -path ./manifest.json | sed "s|^./||" | LC_ALL=C sort | xargs -d "\\n" sha256sum',
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64e6,
    },
  );
  writeFileSync(join(folder, 'files.sha256'), list);
  const ids = added.map(([id]) => id);
  const manifest: Manifest = {
    ...before,
    ...{
      version,
      previous: from,
      newMigrations: ids,
      migrations: [...before.migrations, ...ids],
      rollForwardOnly: false,
      rollForwardReasons: [],
    },
    filesDigest: createHash('sha256').update(list).digest('hex'),
  };
  writeFileSync(join(folder, 'manifest.json'), manifestText(manifest));
  const packed = join(work, `packed-${version}`);
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed);
  const name = `paperfloor-${version}-${before.platform}.tar.gz`;
  execFileSync('bash', ['-euc', packScript, 'pack', version, unpacked, join(packed, name)]);
  writeFileSync(join(packed, 'manifest.json'), manifestText(manifest));
  cpSync(join(releases, from, 'release-notes.md'), join(packed, 'release-notes.md'));
  const sums = execFileSync('sha256sum', [name, 'manifest.json', 'release-notes.md'], {
    cwd: packed,
    encoding: 'utf8',
  });
  writeFileSync(join(packed, checksumsFile), sums);
  writeFileSync(join(packed, signatureFile), await signText(sums, join(work, 'key')));
  rmSync(unpacked, { recursive: true });
  renameSync(packed, target);
}

/** The manifest comes first, as in every release; compressed quickly, for these bytes travel once. */
const packScript = `cd "$2"
find "paperfloor-$1" -type f ! -path "paperfloor-$1/manifest.json" ! -path "paperfloor-$1/files.sha256" > ../list-$1
{ echo "paperfloor-$1/manifest.json"; echo "paperfloor-$1/files.sha256"; cat ../list-$1; } > ../files-$1
tar --owner=0 --group=0 --files-from=../files-$1 -cf - | gzip -1 > "$3"
rm ../list-$1 ../files-$1`;

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
}
