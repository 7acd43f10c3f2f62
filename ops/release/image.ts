/** Packs a release as an OCI image, after verifying it. The file appears when it is whole; layers go with the work. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { runAll } from '../command/run.ts';
import { imageCommands } from './image-plan.ts';
import type { VerifiedRelease } from './verify.ts';

export interface BuiltImage {
  readonly file: string;
  /** Of the image's manifest, as registries name it: `sha256:…`. */
  readonly digest: string;
}

/** Rejects with `OpsProblem` when the base lacks what Node is linked against, or buildah fails or is not there. */
export async function buildImage(release: VerifiedRelease, base: string, target: string): Promise<BuiltImage> {
  checkBase(base, release);
  const work = mkdtempSync(join(tmpdir(), 'paperfloor-image-'));
  const unfinished = `${target}.new`;
  try {
    const empty = join(work, 'empty');
    mkdirSync(empty);
    const digestFile = join(work, 'digest');
    const { version, commit, platform, committedAt } = release.manifest;
    rmSync(unfinished, { force: true });
    await runAll(
      imageCommands({
        ...{ version, commit, platform, base, empty, storage: work, target: unfinished, digestFile },
        timeSeconds: Date.parse(committedAt) / 1000,
        artifact: join(release.directory, release.artifact),
      }),
    );
    renameSync(unfinished, target);
    return { file: target, digest: readFileSync(digestFile, 'utf8').trim() };
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(unfinished, { force: true });
  }
}

/** The first library that a minimal Debian lacks tells whether the base was made for this. */
function checkBase(base: string, { manifest }: VerifiedRelease): void {
  const hint = `debootstrap --variant=minbase --include=${manifest.systemPackages.join(',')},ca-certificates trixie ${base}`;
  if (!existsSync(base)) throw new OpsProblem(`expected a root file system at ${base}, found none`, hint);
  const folders = ['lib', 'usr/lib'].flatMap((folder) => [
    folder,
    `${folder}/x86_64-linux-gnu`,
    `${folder}/aarch64-linux-gnu`,
  ]);
  if (base.endsWith('.tar') || folders.some((folder) => existsSync(join(base, folder, 'libatomic.so.1')))) return;
  throw new OpsProblem(`${base} has no libatomic.so.1, which the release's Node is linked against`, hint);
}
