/**
 * Builds a release from a commit: artifact, parts list, manifest, notes, checksums and, with a key, the signature. Everything is
 * made in a folder beside the target and appears there when it is whole. The same commit gives the same bytes, so building what is
 * there already changes nothing, and finding other bytes there is an error.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { sha256, writeArtifact } from './artifact.ts';
import { readCheckout } from './checkout.ts';
import { checksumsFile, makeChecksums } from './checksums.ts';
import { bytes, gatherContents, listDigests } from './contents.ts';
import { type Platform, pinnedNode, readLock, serverPackages, withNeeds } from './lockfile.ts';
import { type Manifest, manifestText } from './manifest.ts';
import { releaseNotes } from './notes.ts';
import { readProject } from './project.ts';
import { makeSbom } from './sbom.ts';
import { checkKey, signatureFile, signText } from './signature.ts';
import { buildTerminal, bundledPackages } from './terminal-build.ts';

export interface BuildOptions {
  /** The checkout. */
  readonly root: string;
  /** The folder that gets a folder named after the version. */
  readonly out: string;
  readonly version: string | undefined;
  readonly key: string | undefined;
  readonly platform: Platform;
  readonly embeddedPostgresql: boolean;
  readonly progress: (line: string) => void;
}

export interface BuiltRelease {
  readonly directory: string;
  readonly artifact: string;
  /** SHA-256 of the artifact. */
  readonly digest: string;
  readonly bytes: number;
  readonly manifest: Manifest;
  readonly signed: boolean;
}

/** Debian's names of what node-linux-* is linked against and a minimal system lacks. */
const systemPackages = ['libatomic1', 'libstdc++6'];

export function artifactName(version: string, platform: string): string {
  return `paperfloor-${version}-${platform}.tar.gz`;
}

/** Rejects with `OpsProblem` when the checkout, its packages, its changelog or the target are not as they must be. */
export async function buildRelease(options: BuildOptions): Promise<BuiltRelease> {
  const { root, out, progress } = options;
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(out, '.building-'));
  const terminal = mkdtempSync(join(tmpdir(), 'paperfloor-terminal-'));
  try {
    const facts = await readFacts(options);
    progress('building the terminal…');
    await buildTerminal(root, terminal);
    progress('packing…');
    const built = await writeRelease(options, facts, terminal, work);
    return await moveIntoPlace(built, work, join(out, facts.version));
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(terminal, { recursive: true, force: true });
  }
}

type Facts = Awaited<ReturnType<typeof readFacts>>;

/** Everything that is read from the checkout, before anything is made. */
async function readFacts({ root, version: asked, key, platform, embeddedPostgresql }: BuildOptions) {
  if (key !== undefined) checkKey(key);
  const checkout = await readCheckout(root);
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const lock = readLock(lockText);
  const platformName = `${platform.os}-${platform.cpu}`;
  const node = pinnedNode(lock, platformName);
  if (node.version !== process.versions.node) {
    throw new OpsProblem(
      `expected to be run by the pinned Node ${node.version}, whose compression makes the bytes; this is ${process.versions.node}`,
      `${node.path}/bin/node ops/cli/main.ts release build`,
    );
  }
  const project = readProject(root, asked);
  const packages = serverPackages(lock, platform, embeddedPostgresql);
  const committedAt = new Date(checkout.timeSeconds * 1000).toISOString();
  return { ...project, checkout, lock, lockText, platformName, node: node.version, packages, committedAt };
}

async function writeRelease(options: BuildOptions, facts: Facts, terminal: string, work: string): Promise<Written> {
  const { root, platform } = options;
  const { checkout, version, packages, lock, committedAt } = facts;
  const files = gatherContents({ root, version, checkout, packages, platform, terminal });
  const list = bytes('files.sha256', await listDigests(files));
  const lockfile = await sha256(Buffer.from(facts.lockText));
  const manifest: Manifest = {
    ...{
      format: 1,
      product: 'paperfloor',
      version,
      commit: checkout.commit,
      committedAt,
      platform: facts.platformName,
    },
    ...{ node: facts.node, lockfile, embeddedPostgresql: options.embeddedPostgresql, systemPackages },
    rulesVersion: facts.rulesVersion,
    migrations: facts.migrations.map(({ id }) => id),
    newMigrations: facts.path.newMigrations.map(({ id }) => id),
    previous: facts.path.previous ?? null,
    oldestUpgradeFrom: facts.path.oldestUpgradeFrom,
    rollForwardOnly: facts.path.rollForwardOnly.length > 0,
    rollForwardReasons: facts.path.rollForwardOnly,
    files: files.length,
    unpackedBytes: files.reduce((total, { size }) => total + size, 0),
    filesDigest: await sha256(list.source),
  };
  const text = manifestText(manifest);
  const artifact = artifactName(version, facts.platformName);
  await writeArtifact(
    join(work, artifact),
    `paperfloor-${version}`,
    [bytes('manifest.json', text), list, ...files],
    checkout.timeSeconds,
  );
  const digest = await sha256(join(work, artifact));
  const bundled = withNeeds(lock, bundledPackages(root));
  const sbomName = `paperfloor-${version}-${facts.platformName}.cdx.json`;
  const sbom = { version, commit: checkout.commit, committedAt, lockfile, artifact: digest, packages, bundled };
  writeFileSync(join(work, sbomName), makeSbom({ ...sbom, direct: facts.direct }));
  writeFileSync(join(work, 'manifest.json'), text);
  writeFileSync(join(work, 'release-notes.md'), releaseNotes({ ...facts, commit: checkout.commit }));
  const sums = await makeChecksums(work, [artifact, sbomName, 'manifest.json', 'release-notes.md']);
  writeFileSync(join(work, checksumsFile), sums);
  if (options.key !== undefined) writeFileSync(join(work, signatureFile), await signText(sums, options.key));
  return { artifact, digest, manifest, signed: options.key !== undefined };
}

type Written = Pick<BuiltRelease, 'artifact' | 'digest' | 'manifest' | 'signed'>;

/** The folder appears as a whole. What is there already stays when it is the same, and is never overwritten when it is not. */
export async function moveIntoPlace(built: Written, work: string, directory: string): Promise<BuiltRelease> {
  const size = statSync(join(work, built.artifact)).size;
  if (!existsSync(directory)) {
    chmodSync(work, 0o755);
    renameSync(work, directory);
    return { ...built, directory, bytes: size };
  }
  const there = join(directory, built.artifact);
  const digest = existsSync(there) ? await sha256(there) : undefined;
  if (digest !== built.digest) {
    throw new OpsProblem(
      `${directory} holds another ${built.manifest.version} already (${digest?.slice(0, 12) ?? 'no artifact'}, not ${built.digest.slice(0, 12)})`,
      'give the release another version, or move that directory away',
    );
  }
  if (built.signed) renameSync(join(work, signatureFile), join(directory, signatureFile));
  return { ...built, directory, bytes: size, signed: existsSync(join(directory, signatureFile)) };
}
