/** `paperfloor ops deploy VERSION`: a release into production, pulled back by itself when it is no good. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { pointsOf } from '../backup/recorded-state.ts';
import { placePoint } from '../backup/set-point.ts';
import { OpsUsageError } from '../command/problem.ts';
import { type DeployVerdict, deploy, migrationTexts } from '../deploy/deploy.ts';
import { defaultLimits } from '../deploy/gate.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { verifyRelease } from '../release/verify.ts';
import { readVersion } from '../release/version.ts';
import { openPlace, type PlaceFlags, placeCommand, workOn } from './deploy-place.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { backupPlace } from './place.ts';
import { stateDirectory } from './workplace.ts';

interface DeployFlags extends PlaceFlags {
  readonly from: string;
  readonly allowedSigners?: string;
  readonly canary: readonly number[];
  readonly window: number;
  readonly watch: number;
  readonly withoutRestoredBackup?: string;
}

export function deployCommand(context: OpsContext): Command {
  const example = 'deploy 0.2.0 --env lab-staging --from ./releases --reason "quicker books"';
  return placeCommand('deploy', 'a release into production: tried, compared, switched to, or pulled back', example)
    .argument('<VERSION>', 'its folder in --from')
    .requiredOption('--from <DIR>', 'where `release build` has put releases')
    .option(
      '--allowed-signers <FILE>',
      'whose signature counts (default: allowed_signers beside the environment’s secrets)',
    )
    .option('--canary <PERCENT,…>', 'shares of the traffic that it gets, one after the other', readCanary, [5, 25, 100])
    .option('--window <SECONDS>', 'at least so long at each share', readSeconds, 60)
    .option('--watch <SECONDS>', 'and so long after the switch', readSeconds, 120)
    .option('--without-restored-backup <REASON>', 'although no backup was restored and compared lately')
    .action(async (version: string, flags: DeployFlags) => {
      const directory = join(resolve(context.workingDirectory, flags.from), readVersion(version));
      const own = join(stateDirectory(context, flags), 'environments', flags.env, 'allowed_signers');
      const signersFile =
        flags.allowedSigners === undefined ? own : resolve(context.workingDirectory, flags.allowedSigners);
      const release = await verifyRelease(directory, { file: signersFile, identity: undefined });
      const place = await openPlace(context, flags);
      const verdict = await workOn(context, flags, async ({ by, ledger, logsDirectory, write, ended, stopping }) => {
        const done = await deploy({
          ...{ place, release, logsDirectory, stopping, canary: flags.canary, limits: defaultLimits },
          newMigrations: await migrationTexts(release),
          signers: { file: signersFile, identity: release.signer },
          windowMs: flags.window * 1000,
          watchMs: flags.watch * 1000,
          restoredBackupAgeMs: restoredBackupAge(ledger.entries, Date.now()),
          withoutBackup:
            flags.withoutRestoredBackup === undefined ? undefined : `${by}: ${flags.withoutRestoredBackup}`,
          restorePoint: async (name) => {
            const point = await placePoint(backupPlace(place, place.site), name, by, pointsOf(ledger.entries));
            ledger.append(point);
            return `${name} at ${point.lsn}, in WAL ${point.wal}, which the archive has`;
          },
          write: write(version),
        });
        ended({ kind: 'deployment', ...done });
        return done;
      });
      context.answer(flags.json === true ? JSON.stringify(verdict) : deployText(verdict, flags.env));
      context.endWith(verdict.verdict === 'pass' ? opsExitCode.done : opsExitCode.failed);
    });
}

function deployText({ version, verdict, reason, active, logs }: DeployVerdict, environment: string): string {
  if (verdict === 'pass') return `deployed ${version}: ${reason}`;
  const kept = logs.length === 0 ? '' : `\nits logs are kept: ${logs.map(({ name }) => name).join(', ')}`;
  return `${version} ${verdict === 'fail' ? 'failed' : 'could not be judged'}: ${reason}\n${active} serves${kept}\nsee: paperfloor ops evidence show --env ${environment}`;
}

/** Of the newest backup that was restored, and whose state was the recorded one. */
function restoredBackupAge(entries: readonly Entry[], nowMs: number): number | undefined {
  const isTested = (entry: { readonly what: string; readonly verdict?: string }) =>
    entry.what === 'restore.tested' && entry.verdict === 'pass';
  const found = entries.findLast(isTested);
  return found === undefined ? undefined : nowMs - Date.parse(found.at);
}

function readCanary(text: string): readonly number[] {
  const shares = text.split(',').map(Number);
  const rising = shares.every(
    (share, index) => Number.isSafeInteger(share) && share > (shares[index - 1] ?? 0) && share <= 100,
  );
  // Without a share below 100 there would be nothing to compare the candidate with.
  if (rising && (shares[0] ?? 100) < 100) return shares;
  throw new OpsUsageError(
    `--canary: expected rising whole percents up to 100, the first below, found ${JSON.stringify(text)}`,
    '--canary 5,25,100',
  );
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new OpsUsageError(`expected 1 to 86400 whole seconds, found ${JSON.stringify(text)}`, '--window 60');
}
