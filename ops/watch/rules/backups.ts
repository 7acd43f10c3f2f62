/** Backups: that they are made, that the repository is in order, and that one was restored lately, which alone makes them count. */
import type { RuleGroup } from './rule.ts';

const hourSeconds = 3600;

/** Older than that, or never. */
function tooOld(figure: string, hours: number): string {
  return `time() - max(${figure}) > ${hours * hourSeconds} or absent(${figure})`;
}

export const backupRules: RuleGroup = {
  name: 'backups',
  rules: [
    {
      // One a day, and two hours for it to run.
      alert: 'BackupTooOld',
      expr: tooOld('paperfloor_backup_completed_timestamp_seconds', 26),
      for: '5m',
      severity: 'ticket',
      summary: 'no backup was completed within a day',
    },
    {
      alert: 'BackupBroken',
      expr: 'paperfloor_backup_ok == 0',
      for: '5m',
      severity: 'ticket',
      summary: 'the repository of backups says that it is not in order',
    },
    {
      alert: 'RestoreTestTooOld',
      expr: tooOld('paperfloor_backup_restored_timestamp_seconds', 8 * 24),
      for: '5m',
      severity: 'ticket',
      summary: 'no backup was restored and compared within eight days',
    },
  ],
};
