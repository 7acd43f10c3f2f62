/** PostgreSQL: exactly one primary, somebody to take over, room for connections, and an archive that grows. */
import type { RuleGroup } from './rule.ts';

export const databaseRules: RuleGroup = {
  name: 'database',
  rules: [
    {
      alert: 'DatabaseWithoutPrimary',
      expr: '(count(pg_replication_is_replica == 0) or vector(0)) == 0',
      for: '15s',
      severity: 'page',
      summary: 'no PostgreSQL takes writes',
    },
    {
      alert: 'DatabaseWithTwoPrimaries',
      expr: 'count(pg_replication_is_replica == 0) > 1',
      for: '10s',
      severity: 'page',
      summary: '{{ $value }} PostgreSQL take writes at the same time',
    },
    {
      alert: 'DatabaseStandbyMissing',
      expr: 'count(up{job="postgres"}) - 1 > (count(pg_replication_is_replica == 1) or vector(0))',
      for: '1m',
      severity: 'ticket',
      summary: 'a standby is missing: the next loss of the primary is a restore, not a takeover',
    },
    {
      alert: 'DatabaseStandbyBehind',
      expr: 'pg_replication_lag_seconds > 30',
      for: '1m',
      severity: 'ticket',
      summary: 'the standby {{ $labels.host }} is {{ $value | humanizeDuration }} behind',
    },
    {
      alert: 'DatabaseConnectionsHigh',
      expr: 'sum by (host) (pg_stat_activity_count) / max by (host) (pg_settings_max_connections) > 0.8',
      for: '1m',
      severity: 'ticket',
      summary: '{{ $value | humanizePercentage }} of the connections of {{ $labels.host }} are taken',
    },
    {
      alert: 'DatabaseArchiveFailing',
      expr: 'increase(pg_stat_archiver_failed_count[5m]) > 0',
      for: '2m',
      severity: 'ticket',
      summary: '{{ $labels.host }} can not put its log into the backup: what is written now could not be restored',
    },
  ],
};
