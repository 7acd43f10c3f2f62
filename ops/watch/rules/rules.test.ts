/** The rules as Prometheus's own tool sees them: what fires, when, and what the person who is woken reads. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPromtool } from '../../../scripts/preflight/promtool.mjs';
import { allRules } from './all-rules.ts';
import { alertsOf, runbookOf } from './rule.ts';
import { ruleFile, ruleFileText } from './rule-file.ts';

const root = join(import.meta.dirname, '../../..');
const promtool = findPromtool();
const skip = promtool === undefined ? 'promtool is not here' : false;

interface Case {
  readonly alert: string;
  /** Values every 5 seconds, in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  /** Not yet, or never, at this time. */
  readonly quietAt: string;
  readonly firesAt: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
}

const node = 'job="node",host="db1",instance="db1:9100"';
const bad = '1x6 0x200';
const host = { job: 'node', host: 'db1', instance: 'db1:9100' };
const disk = `device="sda",mountpoint="/",${node}`;
const disks = (available: number) => ({
  [`node_filesystem_avail_bytes{${disk}}`]: `50x6 ${available}x200`,
  [`node_filesystem_size_bytes{${disk}}`]: '100x206',
});
const onDisk = { ...host, device: 'sda', mountpoint: '/' };
const probe = { job: 'service', instance: 'paperfloor.test', way: 'address' };
const postgres = (name: string) => `job="postgres",host="${name}",instance="${name}:5432"`;
const served = (status: string) => `paperfloor_request_seconds_count{slot="blue",status="${status}"}`;

const cases: readonly Case[] = [
  {
    ...{ alert: 'HostDown', series: { [`up{${node}}`]: bad }, quietAt: '45s', firesAt: '55s' },
    ...{ labels: host, summary: 'db1 does not answer' },
  },
  {
    ...{ alert: 'HostDiskFilling', series: disks(14), quietAt: '2m', firesAt: '3m', labels: onDisk },
    summary: '/ of db1 has 14% left',
  },
  {
    ...{ alert: 'HostDiskFull', series: disks(4), quietAt: '1m', firesAt: '70s', labels: onDisk },
    summary: '/ of db1 has 4% left',
  },
  {
    ...{ alert: 'HostMemoryShort', quietAt: '2m', firesAt: '3m', labels: host },
    series: {
      [`node_memory_MemAvailable_bytes{${node}}`]: '50x6 4x200',
      [`node_memory_MemTotal_bytes{${node}}`]: '100x206',
    },
    summary: 'db1 has 4% of its memory left',
  },
  {
    ...{ alert: 'HostClockOff', series: { [`node_time_seconds{${node}}`]: '3+5x206' }, quietAt: '55s', firesAt: '65s' },
    ...{ labels: host, summary: 'the clock of db1 is 3s off' },
  },
  {
    ...{ alert: 'HostUnitFailed', quietAt: '85s', firesAt: '95s' },
    series: { [`node_systemd_unit_state{name="haproxy.service",state="failed",type="",${node}}`]: '0x6 1x200' },
    ...{ labels: { ...host, name: 'haproxy.service', state: 'failed' }, summary: 'haproxy.service failed on db1' },
  },
  {
    ...{ alert: 'ServiceUnreachable', labels: probe, quietAt: '40s', firesAt: '50s' },
    series: { 'probe_success{job="service",instance="paperfloor.test",way="address"}': bad },
    summary: 'paperfloor.test is not ready, asked as a client asks',
  },
  {
    ...{ alert: 'ServiceErrors', quietAt: '30s', firesAt: '2m' },
    series: {
      'haproxy_frontend_http_requests_total{proxy="service",host="lb1"}': '0+50x200',
      'haproxy_frontend_http_responses_total{proxy="service",host="lb1",code="5xx"}': '0x6 0+5x200',
    },
    summary: '10% of all requests end with a 5xx',
  },
  {
    ...{ alert: 'ServiceSlow', quietAt: '1m', firesAt: '4m', labels: { slot: 'blue' } },
    series: {
      'paperfloor_request_seconds_bucket{slot="blue",le="0.5"}': '0+5x100',
      'paperfloor_request_seconds_bucket{slot="blue",le="1"}': '0+10x100',
      'paperfloor_request_seconds_bucket{slot="blue",le="+Inf"}': '0+10x100',
      [served('2xx')]: '0+10x100',
    },
    summary: 'one request in a hundred on blue takes 990ms',
  },
  {
    ...{ alert: 'ApplicationDown', quietAt: '50s', firesAt: '1m', labels: { host: 'app1' } },
    series: {
      'up{job="application",host="app1",slot="blue"}': bad,
      'up{job="application",host="app1",slot="green"}': '0x206',
    },
    summary: 'no slot answers on app1',
  },
  {
    ...{ alert: 'BalancerDown', series: { 'up{job="haproxy",host="lb1"}': bad }, quietAt: '45s', firesAt: '55s' },
    labels: { job: 'haproxy', host: 'lb1' },
    summary: 'HAProxy on lb1 does not answer: nothing takes over from the other one',
  },
  {
    ...{ alert: 'CertificateEndsSoon', quietAt: '55s', firesAt: '2m', labels: { instance: 'lb1' } },
    series: { 'probe_ssl_earliest_cert_expiry{instance="lb1"}': `${20 * 86_400}x200` },
    summary: 'the certificate of lb1 ends in 19d 23h 58m 0s',
  },
  {
    ...{ alert: 'CertificateEndsNow', quietAt: '55s', firesAt: '2m', labels: { instance: 'db1:9100' } },
    series: { 'paperfloor_certificate_end_timestamp_seconds{instance="db1:9100"}': `${2 * 86_400}x200` },
    summary: 'the certificate of db1:9100 ends in 1d 23h 58m 0s',
  },
  {
    ...{ alert: 'FloorWithoutWriter', quietAt: '45s', firesAt: '55s', labels: { floor: 'main' } },
    series: {
      'paperfloor_floor_writer{floor="main",host="app1"}': bad,
      'paperfloor_floor_writer{floor="main"}': '0x206',
    },
    summary: 'nobody writes the floor main: orders are not taken',
  },
  {
    ...{ alert: 'FloorWithTwoWriters', quietAt: '45s', firesAt: '55s', labels: { floor: 'main' } },
    series: {
      'paperfloor_floor_writer{floor="main",host="app1"}': '1x206',
      'paperfloor_floor_writer{floor="main",host="app2"}': '0x6 1x200',
    },
    summary: '2 servers believe they write the floor main',
  },
  {
    ...{ alert: 'FloorAuditFailed', quietAt: '30s', firesAt: '35s', labels: { floor: 'main' } },
    series: { 'paperfloor_audit_faults_total{floor="main",host="app1"}': '0x6 1x200' },
    summary: 'the audit of the floor main found a fault: it takes cancels only',
  },
  {
    ...{ alert: 'FloorBroken', quietAt: '30s', firesAt: '35s', labels: { floor: 'class', host: 'app1' } },
    series: { 'paperfloor_floor_broken{floor="class",host="app1"}': '0x6 1x200' },
    summary: 'app1 cannot open the floor class, and serves the others without it',
  },
  {
    ...{ alert: 'FloorFallsBehind', quietAt: '85s', firesAt: '95s', labels: { floor: 'main', host: 'app2' } },
    series: { 'paperfloor_journal_behind_batches{floor="main",host="app2"}': '0x6 101x200' },
    summary: 'the floor main falls behind on app2',
  },
  {
    ...{ alert: 'JournalSlow', quietAt: '85s', firesAt: '95s', labels: { floor: 'main' } },
    series: { 'paperfloor_journal_commit_seconds{floor="main",host="app1"}': '0x6 0.5x200' },
    summary: 'a batch of the floor main takes 500ms to commit',
  },
  {
    ...{ alert: 'ProjectionsBehind', quietAt: '5m', firesAt: '6m', labels: { floor: 'main' } },
    series: { 'paperfloor_projection_backlog_rows{floor="main"}': '0x6 60000x200' },
    summary: '60000 rows of the history of main are not in their tables',
  },
  {
    ...{ alert: 'DatabaseWithoutPrimary', quietAt: '45s', firesAt: '55s' },
    series: { [`pg_replication_is_replica{${postgres('db1')}}`]: '0x6 1x200' },
    summary: 'no PostgreSQL takes writes',
  },
  {
    ...{ alert: 'DatabaseWithTwoPrimaries', quietAt: '35s', firesAt: '45s' },
    series: {
      [`pg_replication_is_replica{${postgres('db1')}}`]: '0x206',
      [`pg_replication_is_replica{${postgres('db2')}}`]: '1x6 0x200',
    },
    summary: '2 PostgreSQL take writes at the same time',
  },
  {
    ...{ alert: 'DatabaseStandbyMissing', quietAt: '85s', firesAt: '95s' },
    series: {
      [`up{${postgres('db1')}}`]: '1x206',
      [`up{${postgres('db2')}}`]: '1x206',
      [`pg_replication_is_replica{${postgres('db2')}}`]: '1x6 stale',
    },
    summary: 'a standby is missing: the next loss of the primary is a restore, not a takeover',
  },
  {
    ...{ alert: 'DatabaseStandbyBehind', quietAt: '85s', firesAt: '95s', labels: { host: 'db2' } },
    series: { 'pg_replication_lag_seconds{host="db2"}': '0x6 40x200' },
    summary: 'the standby db2 is 40s behind',
  },
  {
    ...{ alert: 'DatabaseConnectionsHigh', quietAt: '85s', firesAt: '95s', labels: { host: 'db1' } },
    series: {
      'pg_stat_activity_count{host="db1",state="active"}': '1x6 90x200',
      'pg_stat_activity_count{host="db1",state="idle"}': '1x6 90x200',
      'pg_settings_max_connections{host="db1"}': '200x206',
    },
    summary: '90% of the connections of db1 are taken',
  },
  {
    ...{ alert: 'DatabaseArchiveFailing', quietAt: '2m', firesAt: '3m', labels: { host: 'db1' } },
    series: { 'pg_stat_archiver_failed_count{host="db1"}': '0x6 0+1x200' },
    summary: 'db1 can not put its log into the backup: what is written now could not be restored',
  },
  {
    ...{ alert: 'BackupTooOld', quietAt: '4m', firesAt: '6m' },
    series: { 'paperfloor_backup_completed_timestamp_seconds{type="full"}': '-93601x200' },
    summary: 'no backup was completed within a day',
  },
  {
    ...{ alert: 'BackupBroken', quietAt: '5m', firesAt: '6m' },
    series: { paperfloor_backup_ok: '1x6 0x200' },
    summary: 'the repository of backups says that it is not in order',
  },
  {
    ...{ alert: 'RestoreTestTooOld', series: { unrelated: '1x200' }, quietAt: '4m', firesAt: '6m' },
    summary: 'no backup was restored and compared within eight days',
  },
  {
    ...{ alert: 'TargetDown', quietAt: '85s', firesAt: '95s', labels: { job: 'prometheus', instance: 'mon1:9090' } },
    series: { 'up{job="prometheus",instance="mon1:9090"}': bad },
    summary: 'prometheus of mon1:9090 gives no figures',
  },
  {
    ...{ alert: 'AlertsNotDelivered', quietAt: '65s', firesAt: '3m', labels: { integration: 'webhook' } },
    series: { 'alertmanager_notifications_failed_total{integration="webhook",reason="other"}': '0x6 0+1x200' },
    summary: 'alerts do not get through by webhook',
  },
  {
    ...{ alert: 'LogsNotArriving', quietAt: '15m', firesAt: '17m', labels: { host: 'app1', sender: 'app1' } },
    series: { 'paperfloor_log_last_timestamp_seconds{sender="app1"}': '0x300' },
    summary: 'nothing of the log of app1 has arrived for 17m 0s',
  },
];

test('every alert fires when it should, not before, and says what is wrong', { skip }, () => {
  const said = promtoolSays(cases.map(unitTest));
  assert.equal(said.status, 0, said.text);
});

test('an expectation that is wrong fails', { skip }, () => {
  const [first] = cases;
  assert.ok(first);
  const said = promtoolSays([unitTest({ ...first, summary: 'another sentence' })]);
  assert.equal(said.status, 1);
  assert.match(said.text, /HostDown/);
});

test('every alert has a case here', () => {
  const tested = new Set(cases.map(({ alert }) => alert));
  const names = alertsOf(allRules).map(({ alert }) => alert);
  assert.deepEqual(
    names.filter((name) => !tested.has(name)),
    ['Watchdog'],
  );
  assert.equal(new Set(names).size, names.length);
});

test('the file of the role is made from these rules, and Prometheus accepts it', () => {
  assert.equal(readFileSync(join(root, ruleFile), 'utf8'), ruleFileText(allRules), 'run: paperfloor ops watch rules');
  if (promtool === undefined) return;
  const checked = spawnSync(promtool, ['check', 'rules', join(root, ruleFile)], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});

test('every alert has a runbook that tells meaning, impact, check, fix and verify', () => {
  for (const alert of alertsOf(allRules)) {
    const path = join(root, runbookOf(alert));
    assert.ok(existsSync(path), `${runbookOf(alert)} is missing`);
    const headings = [...readFileSync(path, 'utf8').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, ['Meaning', 'Impact', 'Check', 'Fix', 'Verify'], path);
  }
});

function unitTest({ alert, series, quietAt, firesAt, labels = {}, summary }: Case) {
  const rule = alertsOf(allRules).find((each) => each.alert === alert);
  assert.ok(rule, alert);
  const fired = {
    exp_labels: { ...labels, severity: rule.severity },
    exp_annotations: { summary, runbook: runbookOf(rule) },
  };
  return {
    name: alert,
    interval: '5s',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      { eval_time: quietAt, alertname: alert, exp_alerts: [] },
      { eval_time: firesAt, alertname: alert, exp_alerts: [fired] },
    ],
  };
}

/** The file is JSON, which is YAML, too. */
function promtoolSays(tests: readonly unknown[]): { status: number | null; text: string } {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-rules-'));
  try {
    const file = join(directory, 'tests.yml');
    writeFileSync(file, JSON.stringify({ rule_files: [join(root, ruleFile)], evaluation_interval: '5s', tests }));
    const { status, stdout, stderr } = spawnSync(promtool ?? '', ['test', 'rules', file], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
