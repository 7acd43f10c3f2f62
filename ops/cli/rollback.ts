/**
 * `paperfloor ops rollback`: back to the release in the other slot. The database stays as it is, unless a loss is accepted: then a copy is
 * restored first, the orders that it lacks are counted and written down, and only when they are few enough the database follows.
 */
import type { Command } from 'commander';
import { acceptLoss, countLoss, exportLoss, type HistoryEnd, historyEnds } from '../backup/loss.ts';
import { hostOf } from '../backup/place.ts';
import { pointsOf, readTarget } from '../backup/recorded-state.ts';
import { restoreDatabase } from '../backup/restore-database.ts';
import { testRestore } from '../backup/restore-test.ts';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import type { Outcome as StepOutcome } from '../deploy/notebook.ts';
import { type LastResort, type RollbackVerdict, rollback } from '../deploy/rollback.ts';
import { openPlace, type PlaceFlags, placeCommand, type Work, workOn } from './deploy-place.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { backupPlace, rebuildOf, scratchOf } from './place.ts';

interface RollbackFlags extends PlaceFlags {
  readonly acceptLoss?: number;
  readonly to?: string;
}

type Opened = Awaited<ReturnType<typeof openPlace>>;

export function rollbackCommand(context: OpsContext): Command {
  const example = 'rollback --env lab-staging --reason "orders are slow since 10:40"';
  return placeCommand(
    'rollback',
    'back to the release before, in the other slot; keeps the logs of the one that failed',
    example,
  )
    .option(
      '--accept-loss <ORDERS>',
      'the database too, the last resort: so many acknowledged orders may be lost',
      readCount,
    )
    .option(
      '--to <POINT>',
      'the restore point that the database goes back to (default: the newest before a deployment)',
    )
    .action(async (flags: RollbackFlags) => {
      if (flags.to !== undefined && flags.acceptLoss === undefined) throw noLossAccepted(flags.to);
      const place = await openPlace(context, flags);
      const verdict = await workOn(context, flags, async (work) => {
        const { logsDirectory, write, ended } = work;
        const lastResort = flags.acceptLoss === undefined ? undefined : restoreToo(context, flags, place, work);
        const done = await rollback({ place, logsDirectory, write: write('the release before'), lastResort });
        ended({ kind: 'rollback', ...done });
        return done;
      });
      context.answer(flags.json === true ? JSON.stringify(verdict) : rollbackText(verdict));
      context.endWith(verdict.verdict === 'pass' ? opsExitCode.done : opsExitCode.failed);
    });
}

/** Two steps around the way back: a copy and a count before anything is touched, the database itself at the end. */
function restoreToo(
  context: OpsContext,
  flags: RollbackFlags,
  place: Opened,
  { by, ledger, logsDirectory, attach }: Work,
): LastResort {
  const accepted = flags.acceptLoss ?? 0;
  const backups = backupPlace(place, place.site);
  const points = pointsOf(ledger.entries);
  const point = flags.to ?? points.findLast(({ name }) => name.startsWith('before-'))?.name;
  let ends: readonly HistoryEnd[] = [];
  const count = async (): Promise<StepOutcome> => {
    const loss = await countLoss(backups, ends);
    const file = exportLoss(logsDirectory, point ?? '', loss);
    attach(file);
    acceptLoss(loss, accepted, point ?? '', file);
    return {
      reason: `${loss.orders} acknowledged orders would be lost and ${loss.changed} changed back, ${accepted} were accepted; ${file.name}`,
      measured: { orders: loss.orders, changed: loss.changed },
    };
  };
  return {
    rehearse: async () => {
      if (point === undefined)
        throw new OpsProblem('no deployment has set a restore point', 'paperfloor ops backup list; --to POINT');
      const target = readTarget(point, points);
      const scratch = scratchOf(context, flags, backups, hostOf(backups, 'scratch'));
      const tested = await testRestore(backups, { target, by, points }, scratch, async (host) => {
        ends = await historyEnds(backups, host);
      });
      ledger.append(tested);
      if (tested.verdict !== 'pass')
        throw new OpsProblem(`the copy is not what was recorded: ${tested.faults.join('; ')}`);
      const counted = await count();
      return { ...counted, reason: `a copy was restored to ${point}: ${counted.reason}` };
    },
    restore: async () => {
      let said = '';
      const lastLook = async () => {
        said = (await count()).reason;
      };
      const target = readTarget(point, points);
      const wish = { target, by, reason: flags.reason, points, lastLook };
      const restored = await restoreDatabase(backups, wish, rebuildOf(context, flags));
      ledger.append(restored);
      return { reason: `restored to ${point}: ${said}`, measured: restored.measured };
    },
  };
}

function rollbackText({ verdict, reason }: RollbackVerdict): string {
  return `${verdict === 'pass' ? 'rolled back' : 'not all was done'}: ${reason}`;
}

function noLossAccepted(point: string): OpsUsageError {
  return new OpsUsageError(
    `--to ${point} restores the database, which loses the orders acknowledged since, and no loss was accepted`,
    '--accept-loss 0 restores a copy, counts them, and changes nothing when there are any',
  );
}

function readCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new OpsUsageError(
    `--accept-loss: expected a number of orders, found ${JSON.stringify(text)}`,
    '--accept-loss 0',
  );
}
