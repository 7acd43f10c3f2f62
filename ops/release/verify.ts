/**
 * Whether a release is what was built and signed: signature, checksums, the manifest outside against the one inside. It changes
 * nothing and unpacks nothing. Hosts do the first two steps with `ssh-keygen` and `sha256sum` alone (docs/operations/releases.md).
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { OpsProblem } from '../command/problem.ts';
import { sha256 } from './artifact.ts';
import { artifactName } from './build.ts';
import { checksumsFile, readChecksums } from './checksums.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { checkSignature, type Signers, signatureFile, signText } from './signature.ts';

export interface VerifiedRelease {
  readonly directory: string;
  readonly artifact: string;
  readonly digest: string;
  readonly bytes: number;
  readonly signer: string;
  readonly manifest: Manifest;
}

const again = 'do not use it; copy the release again from where it was built';

/** Rejects with `OpsProblem` at the first thing that is not right. `expected` is a digest the artifact must have. */
export async function verifyRelease(directory: string, signers: Signers, expected?: string): Promise<VerifiedRelease> {
  const sums = readFile(directory, checksumsFile);
  const signer = await checkSignature(directory, signers);
  const listed = readChecksums(sums);
  for (const { name, digest } of listed) {
    readable(directory, name);
    const found = await sha256(join(directory, name));
    if (found !== digest) throw altered(name, digest, found);
  }
  const manifest = readManifest(readFile(directory, 'manifest.json'));
  const artifact = artifactName(manifest.version, manifest.platform);
  const digest = listed.find(({ name }) => name === artifact)?.digest;
  if (digest === undefined || !listed.some(({ name }) => name === 'manifest.json')) {
    throw new OpsProblem(`${checksumsFile} does not name ${artifact} and manifest.json, so they are not signed`, again);
  }
  if (expected !== undefined && expected !== digest) {
    throw new OpsProblem(
      `expected the artifact with digest ${expected}, found ${digest} (${manifest.version}, commit ${manifest.commit.slice(0, 12)})`,
      'check which release was meant; paperfloor ops release verify DIRECTORY --allowed-signers FILE names this one',
    );
  }
  const inside = await manifestInside(join(directory, artifact), manifest);
  if (inside !== readFile(directory, 'manifest.json')) {
    throw new OpsProblem(`the manifest inside ${artifact} is not the one beside it`, again);
  }
  return { directory, artifact, digest, bytes: statSync(join(directory, artifact)).size, signer, manifest };
}

/** The signature for a release that was built without a key, after comparing it with its own checksums. */
export async function signRelease(directory: string, key: string): Promise<string> {
  const sums = readFile(directory, checksumsFile);
  for (const { name, digest } of readChecksums(sums)) {
    readable(directory, name);
    const found = await sha256(join(directory, name));
    if (found !== digest) throw altered(name, digest, found);
  }
  return await signText(sums, key);
}

export function isSigned(directory: string): boolean {
  return existsSync(join(directory, signatureFile));
}

function altered(name: string, expected: string, found: string): OpsProblem {
  return new OpsProblem(
    `${name} was altered: expected digest ${expected.slice(0, 16)}…, found ${found.slice(0, 16)}…`,
    again,
  );
}

function readFile(directory: string, name: string): string {
  readable(directory, name);
  return readFileSync(join(directory, name), 'utf8');
}

function readable(directory: string, name: string): void {
  if (existsSync(join(directory, name))) return;
  throw new OpsProblem(`expected a release in ${directory}, found no ${name} there`, 'paperfloor ops release build');
}

/** The first file of the archive, up to the size the manifest outside leads one to expect. */
async function manifestInside(artifact: string, { version }: Manifest): Promise<string> {
  const wanted = `paperfloor-${version}/manifest.json`;
  const parts: Buffer[] = [];
  let gathered = 0;
  try {
    for await (const part of createReadStream(artifact).pipe(createGunzip()) as AsyncIterable<Buffer>) {
      parts.push(part);
      gathered += part.length;
      if (gathered > headBytes) break;
    }
  } catch (error) {
    throw new OpsProblem(`the artifact is no tar.gz: ${error instanceof Error ? error.message : String(error)}`, again);
  }
  const head = Buffer.concat(parts);
  const name = head.subarray(0, 100).toString('utf8').replace(/\0.*$/s, '');
  const size = Number.parseInt(head.subarray(124, 135).toString('latin1'), 8);
  return name === wanted ? head.subarray(512, 512 + size).toString('utf8') : '';
}

/** A manifest is about 1.5 KB. */
const headBytes = 64 * 1024;
