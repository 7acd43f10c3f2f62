/** `paperfloor ops release …`: the artifact, its proofs, and what it says of itself. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { type BuiltRelease, buildRelease } from '../release/build.ts';
import { buildImage } from '../release/image.ts';
import type { Platform } from '../release/lockfile.ts';
import { notesOf } from '../release/notes.ts';
import { signatureFile } from '../release/signature.ts';
import { signRelease, type VerifiedRelease, verifyRelease } from '../release/verify.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';

interface BuildFlags {
  readonly out: string;
  readonly key?: string;
  readonly platform: Platform;
  readonly withEmbeddedPostgresql?: boolean;
  readonly json?: boolean;
}

interface VerifyFlags {
  readonly allowedSigners: string;
  readonly identity?: string;
  readonly digest?: string;
  readonly json?: boolean;
}

export function releaseCommands(context: OpsContext): Command {
  return new Command('release')
    .description('what is deployed: built, signed, verified')
    .addCommand(buildCommand(context))
    .addCommand(signCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(notesCommand(context))
    .addCommand(imageCommand(context));
}

function buildCommand(context: OpsContext): Command {
  return opsCommand('build', 'build the release of this commit', 'release build --out ./releases --key ~/.ssh/release')
    .argument('[VERSION]', 'its version (default: the one in package.json)')
    .requiredOption('--out <DIR>', 'where to make a folder named after the version')
    .option('--key <FILE>', 'the SSH key to sign with; without it the release is unsigned')
    .option('--platform <OS-CPU>', 'for which machines', readPlatform, readPlatform('linux-x64'))
    .option('--with-embedded-postgresql', 'pack the embedded PostgreSQL too (60 MB)')
    .option('--json', 'answer as JSON')
    .action(async (version: string | undefined, flags: BuildFlags) => {
      const built = await buildRelease({
        root: context.root,
        out: resolve(context.workingDirectory, flags.out),
        version,
        key: flags.key === undefined ? undefined : resolve(context.workingDirectory, flags.key),
        platform: flags.platform,
        embeddedPostgresql: flags.withEmbeddedPostgresql === true,
        progress: (line) => context.talk(line),
      });
      context.answer(flags.json === true ? JSON.stringify(built) : builtText(built));
    });
}

function signCommand(context: OpsContext): Command {
  return opsCommand('sign', 'sign a release that was built without a key', 'release sign ./releases/0.1.0 --key KEY')
    .argument('<DIR>', 'the release')
    .requiredOption('--key <FILE>', 'the SSH key to sign with')
    .action(async (directory: string, { key }: { key: string }) => {
      const target = resolve(context.workingDirectory, directory);
      const signature = await signRelease(target, resolve(context.workingDirectory, key));
      writeFileSync(join(target, signatureFile), signature);
      context.answer(`signed: ${join(target, signatureFile)}`);
    });
}

function verifyCommand(context: OpsContext): Command {
  const example = 'release verify ./releases/0.1.0 --allowed-signers ./allowed_signers';
  return opsCommand('verify', 'check signature, checksums and manifest of a release', example)
    .argument('<DIR>', 'the release')
    .requiredOption('--allowed-signers <FILE>', 'whose signatures count, as in ssh-keygen(1)')
    .option('--identity <NAME>', 'who must have signed (default: anybody in the file)')
    .option('--digest <SHA256>', 'the digest the artifact must have', readDigest)
    .option('--json', 'answer as JSON')
    .action(async (directory: string, flags: VerifyFlags) => {
      const signers = { file: resolve(context.workingDirectory, flags.allowedSigners), identity: flags.identity };
      const verified = await verifyRelease(resolve(context.workingDirectory, directory), signers, flags.digest);
      context.answer(flags.json === true ? JSON.stringify(verified) : verifiedText(verified));
    });
}

function notesCommand(context: OpsContext): Command {
  return opsCommand('notes', 'the release notes, from changelog and migrations', 'release notes 0.1.0')
    .argument('[VERSION]', 'which version (default: the one in package.json)')
    .action(async (version: string | undefined) => context.answer((await notesOf(context.root, version)).trimEnd()));
}

function imageCommand(context: OpsContext): Command {
  const example =
    'release image ./releases/0.1.0 --allowed-signers ./allowed_signers --base ./debian --out paperfloor.tar';
  return opsCommand('image', 'pack a verified release as an OCI image, with buildah', example)
    .argument('<DIR>', 'the release')
    .requiredOption('--allowed-signers <FILE>', 'whose signatures count, as in ssh-keygen(1)')
    .option('--identity <NAME>', 'who must have signed (default: anybody in the file)')
    .requiredOption('--base <DIR>', 'the root file system under it, as debootstrap makes it')
    .requiredOption('--out <FILE>', 'the image, as an OCI archive')
    .option('--json', 'answer as JSON')
    .action(async (directory: string, flags: ImageFlags) => {
      const at = (path: string) => resolve(context.workingDirectory, path);
      const signers = { file: at(flags.allowedSigners), identity: flags.identity };
      const release = await verifyRelease(at(directory), signers);
      const image = await buildImage(release, at(flags.base), at(flags.out));
      context.answer(flags.json === true ? JSON.stringify(image) : `${image.file}\n${image.digest}`);
    });
}

interface ImageFlags extends VerifyFlags {
  readonly base: string;
  readonly out: string;
}

function readPlatform(text: string): Platform {
  const [, os, cpu] = /^(linux)-(x64|arm64)$/.exec(text) ?? [];
  if (os !== undefined && cpu !== undefined) return { os, cpu };
  throw new OpsUsageError(
    `--platform: expected linux-x64 or linux-arm64, found ${JSON.stringify(text)}`,
    'paperfloor ops release build --platform linux-x64',
  );
}

function readDigest(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new OpsUsageError(
    `--digest: expected 64 hexadecimal digits in small letters, found ${JSON.stringify(text)}`,
    'paperfloor ops release verify DIR --json',
  );
}

function builtText({ directory, artifact, digest, bytes, manifest, signed }: BuiltRelease): string {
  const lines = [
    `${artifact}  ${megabytes(bytes)}, ${manifest.files} files`,
    `sha256      ${digest}`,
    `commit      ${manifest.commit}`,
    `in          ${directory}`,
  ];
  if (!signed) lines.push(`not signed; next: paperfloor ops release sign ${directory} --key FILE`);
  return lines.join('\n');
}

function verifiedText({ artifact, digest, bytes, signer, manifest }: VerifiedRelease): string {
  const back = manifest.rollForwardOnly
    ? `no: ${manifest.rollForwardReasons.join('; ')}`
    : (manifest.previous ?? 'none');
  return [
    `${artifact}  ${megabytes(bytes)}, sound`,
    `sha256      ${digest}`,
    `signed by   ${signer}`,
    `commit      ${manifest.commit}`,
    `upgrades    from ${manifest.oldestUpgradeFrom} or later`,
    `way back    ${back}`,
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
