/** `paperfloor ops backup …`: backups made, proved, and brought back. */
import { Command } from 'commander';
import { madeFact, runBackup, stanzaOf } from '../backup/make-backup.ts';
import { hostOf } from '../backup/place.ts';
import { readPointName } from '../backup/point-plan.ts';
import { pointsOf, readTarget } from '../backup/recorded-state.ts';
import { restoreDatabase } from '../backup/restore-database.ts';
import { type TestedFact, testRestore } from '../backup/restore-test.ts';
import { placePoint } from '../backup/set-point.ts';
import type { Stanza } from '../backup/stanza.ts';
import { type BackupType, backupTypes } from '../backup/stanza-plan.ts';
import { verifyBackups } from '../backup/verify-backups.ts';
import { OpsUsageError } from '../command/problem.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { inspectLedger } from '../plan/evidence/ledger.ts';
import { type HostsFlags, withHosts } from './environment-hosts.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { openPlace, rebuildOf, scratchOf } from './place.ts';
import { directoryOf, environmentCommand, personOf, workAlone } from './workplace.ts';

interface BackupFlags extends HostsFlags {
  readonly by?: string;
  readonly json?: boolean;
}

export function backupCommands(context: OpsContext): Command {
  return new Command('backup')
    .description('backups: made, read again, restored and compared, brought back')
    .addCommand(runCommand(context))
    .addCommand(pointCommand(context))
    .addCommand(listCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(testCommand(context))
    .addCommand(restoreCommand(context));
}

function backupCommand(name: string, sentence: string, example: string): Command {
  return withHosts(environmentCommand(name, sentence, `backup ${example} --env lab-staging`))
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--json', 'answer as JSON');
}

function runCommand(context: OpsContext): Command {
  return backupCommand('run', 'make a backup, and record the state that it must lead to', 'run --type full')
    .option('--type <TYPE>', `${backupTypes.join(', ')}`, readType, 'incr' as BackupType)
    .action(async (flags: BackupFlags & { type: BackupType }) => {
      const by = personOf(context, flags.by);
      const place = await openPlace(context, flags);
      const made = await workAlone(context, flags, by, `a ${flags.type} backup`, async (ledger) => {
        const done = await runBackup(place, flags.type, by, pointsOf(ledger.entries));
        ledger.append(madeFact(done, by));
        ledger.append(done.point);
        return done;
      });
      const { backup, milliseconds, point } = made;
      answer(context, flags, { ...backup, milliseconds, floors: point.floors }, () =>
        [
          `${backup.type} backup ${backup.label}: ${megabytes(backup.databaseBytes)} of the database,`,
          `${megabytes(backup.repositoryBytes)} in the repository, in ${seconds(milliseconds)}`,
        ].join(' '),
      );
    });
}

function pointCommand(context: OpsContext): Command {
  return backupCommand('point', 'set a named restore point, and record the state it stands for', 'point before-0.2.0')
    .argument('<NAME>', 'a name that was not used before', readPointName)
    .action(async (name: string, flags: BackupFlags) => {
      const by = personOf(context, flags.by);
      const place = await openPlace(context, flags);
      const point = await workAlone(context, flags, by, `restore point ${name}`, async (ledger) => {
        const placed = await placePoint(place, name, by, pointsOf(ledger.entries));
        ledger.append(placed);
        return placed;
      });
      const floors = point.floors.map(({ floor, sequence }) => `${floor} at sequence ${sequence}`).join(', ');
      answer(context, flags, point, () => `${name} is in the archive: ${floors || 'no server ran'}`);
    });
}

function listCommand(context: OpsContext): Command {
  return backupCommand('list', 'the backups there are, and which of them were restored and found right', 'list').action(
    async (flags: BackupFlags) => {
      const stanza = await stanzaOf(await openPlace(context, flags));
      const tests = testsOf(inspectLedger(directoryOf(context, flags), flags.env).entries);
      answer(context, flags, { ...stanza, tests }, () => listText(stanza, tests));
    },
  );
}

function verifyCommand(context: OpsContext): Command {
  return backupCommand('verify', 'read every file of the repository, and look for holes in the WAL', 'verify').action(
    async (flags: BackupFlags) => {
      const by = personOf(context, flags.by);
      const place = await openPlace(context, flags);
      const found = await workAlone(context, flags, by, 'backups are verified', async (ledger) => {
        const { isWhole, backups, walSegments, faults } = await verifyBackups(place);
        const verdict = isWhole ? 'pass' : 'fail';
        ledger.append({ what: 'backup.verified', by, verdict, measured: { backups, walSegments }, faults });
        return { verdict, isWhole, backups, walSegments, faults };
      });
      const { isWhole, backups, walSegments, faults } = found;
      answer(context, flags, found, () =>
        isWhole ? `whole: ${backups} backups, ${walSegments} pieces of WAL` : ['damaged:', ...faults].join('\n'),
      );
      if (!isWhole) {
        context.talk(
          `try: paperfloor ops backup run --type full --env ${flags.env}, then look into the disk of the host`,
        );
        context.endWith(opsExitCode.failed);
      }
    },
  );
}

function testCommand(context: OpsContext): Command {
  return backupCommand(
    'restore-test',
    'restore on a throw-away host, apply the journal again, compare the state: only then a backup counts',
    'restore-test',
  )
    .option('--to <TIME|NAME>', 'a UTC time such as 2026-11-22T10:09:00Z, or a restore point (default: the newest)')
    .option('--release <DIR>', 'an unpacked release that applies the journal again (default: this one)')
    .action(async (flags: BackupFlags & { to?: string }) => {
      const by = personOf(context, flags.by);
      const place = await openPlace(context, flags);
      const scratch = scratchOf(context, flags, place, hostOf(place, 'scratch'));
      const tested = await workAlone(context, flags, by, 'a backup is restored to compare it', async (ledger) => {
        const points = pointsOf(ledger.entries);
        const fact = await testRestore(place, { target: readTarget(flags.to, points), by, points }, scratch);
        ledger.append(fact);
        return fact;
      });
      answer(context, flags, tested, () => testText(tested));
      if (tested.verdict !== 'pass') context.endWith(opsExitCode.failed);
    });
}

function restoreCommand(context: OpsContext): Command {
  return backupCommand(
    'restore',
    'bring the database itself back; what was written after the target is gone',
    'restore --to before-0.2.0 --reason "a bad migration" --yes',
  )
    .option('--to <TIME|NAME>', 'a UTC time such as 2026-11-22T10:09:00Z, or a restore point (default: the newest)')
    .requiredOption('--reason <TEXT>', 'why; kept as evidence')
    .option('--down <HOST...>', 'hosts that are not reached and are switched off: nothing that writes may run there')
    .option('--yes', 'do it: the exchange stands still meanwhile, and later orders are lost')
    .action(async (flags: BackupFlags & { to?: string; reason: string; down?: string[]; yes?: boolean }) => {
      const { reason, down = [] } = flags;
      const by = personOf(context, flags.by);
      if (flags.yes !== true) {
        const hint = 'paperfloor ops backup restore-test tries it on a copy; --yes does it';
        throw new OpsUsageError(`this replaces the database of ${flags.env}`, hint);
      }
      const place = await openPlace(context, flags);
      const restored = await workAlone(context, flags, by, reason, async (ledger) => {
        const points = pointsOf(ledger.entries);
        const fact = await restoreDatabase(
          place,
          { target: readTarget(flags.to, points), by, reason, points, down },
          rebuildOf(context, flags),
        );
        ledger.append(fact);
        return fact;
      });
      const { label, target, measured } = restored;
      answer(context, flags, restored, () =>
        [
          `${label} restored ${target} on ${measured['host']} in ${measured['databaseSeconds']} s`,
          `the exchange serves again after ${measured['totalSeconds']} s; try: paperfloor ops backup run --type full --env ${flags.env}`,
        ].join('\n'),
      );
    });
}

function testsOf(entries: readonly Entry[]): Extract<Entry, { what: 'restore.tested' }>[] {
  return entries.filter((entry) => entry.what === 'restore.tested');
}

function listText(
  { backups, newestWal }: Stanza,
  tests: readonly Extract<Entry, { what: 'restore.tested' }>[],
): string {
  if (backups.length === 0) return 'no backup yet; paperfloor ops backup run --type full makes one';
  const lines = backups.map(({ label, type, endedMs, databaseBytes, repositoryBytes, isDamaged }) => {
    const test = tests.findLast((each) => each.label === label && each.verdict === 'pass');
    const proved = isDamaged
      ? 'damaged'
      : test === undefined
        ? 'not restored yet'
        : `restored ${test.at.slice(0, 19)}Z`;
    const columns = [
      type.padEnd(4),
      new Date(endedMs).toISOString().slice(0, 19),
      megabytes(databaseBytes).padStart(10),
    ];
    return [label.padEnd(33), ...columns, megabytes(repositoryBytes).padStart(10), proved].join('  ');
  });
  return [...lines, `WAL up to ${newestWal ?? 'nothing'}`].join('\n');
}

function testText({ verdict, label, target, point, measured, faults }: TestedFact): string {
  const { totalSeconds, filesSeconds, recoverySeconds, proofSeconds, rpoSeconds, rpoCommands } = measured;
  if (verdict !== 'pass') return [`${label} restored ${target} is NOT what was recorded:`, ...faults].join('\n');
  return [
    `${label} restored ${target}: the state is the one recorded at ${point}`,
    `in ${totalSeconds} s: files ${filesSeconds}, recovery ${recoverySeconds}, journal ${proofSeconds}`,
    ...(rpoSeconds === undefined
      ? []
      : [`a loss at that moment would have cost ${rpoSeconds} s, ${rpoCommands} commands`]),
  ].join('\n');
}

function answer(context: OpsContext, { json }: BackupFlags, value: unknown, text: () => string): void {
  context.answer(json === true ? JSON.stringify(value) : text());
}

function readType(text: string): BackupType {
  const found = backupTypes.find((type) => type === text);
  if (found !== undefined) return found;
  throw new OpsUsageError(`--type: expected ${backupTypes.join(', ')}, found ${JSON.stringify(text)}`, '--type full');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
