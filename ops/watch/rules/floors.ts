/** What the exchange says of its floors: one writer, money that adds up, a journal that keeps pace. */
import type { RuleGroup } from './rule.ts';

export const floorRules: RuleGroup = {
  name: 'floors',
  rules: [
    { record: 'floor:commands:rate1m', expr: 'sum by (floor) (rate(paperfloor_journal_commands_total[1m]))' },
    {
      alert: 'FloorWithoutWriter',
      expr: 'sum by (floor) (paperfloor_floor_writer) == 0',
      for: '15s',
      severity: 'page',
      summary: 'nobody writes the floor {{ $labels.floor }}: orders are not taken',
    },
    {
      alert: 'FloorWithTwoWriters',
      expr: 'sum by (floor) (paperfloor_floor_writer) > 1',
      for: '15s',
      severity: 'page',
      summary: '{{ $value }} servers believe they write the floor {{ $labels.floor }}',
    },
    {
      alert: 'FloorAuditFailed',
      expr: 'max by (floor) (paperfloor_audit_faults_total) > 0',
      severity: 'page',
      summary: 'the audit of the floor {{ $labels.floor }} found a fault: it takes cancels only',
    },
    {
      alert: 'FloorBroken',
      expr: 'max by (floor, host) (paperfloor_floor_broken) > 0',
      severity: 'page',
      summary: '{{ $labels.host }} cannot open the floor {{ $labels.floor }}, and serves the others without it',
    },
    {
      alert: 'FloorFallsBehind',
      expr: 'max by (floor, host) (paperfloor_journal_behind_batches) > 100 or max by (floor, host) (paperfloor_market_lag_seconds) > 10',
      for: '1m',
      severity: 'ticket',
      summary: 'the floor {{ $labels.floor }} falls behind on {{ $labels.host }}',
    },
    {
      alert: 'JournalSlow',
      expr: 'max by (floor) (paperfloor_journal_commit_seconds) > 0.25',
      for: '1m',
      severity: 'ticket',
      summary: 'a batch of the floor {{ $labels.floor }} takes {{ $value | humanizeDuration }} to commit',
    },
    {
      alert: 'ProjectionsBehind',
      expr: 'max by (floor) (paperfloor_projection_backlog_rows) > 50000',
      for: '5m',
      severity: 'ticket',
      summary: '{{ $value }} rows of the history of {{ $labels.floor }} are not in their tables',
    },
  ],
};
