/** The words that are run for backups and restores, one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArchiver, readPointName, readSetPoint, setPoint } from './point-plan.ts';
import { controlCluster, readCommits, restoreFiles } from './restore-plan.ts';
import { askExchange } from './running-state.ts';
import { backupTypes, freeSpace, listArchive, listBackups, makeBackup, verifyFiles } from './stanza-plan.ts';

const pgbackrest = 'sudo --user=postgres -- pgbackrest --stanza=main';
const text = (words: readonly string[]) => words.join(' ');

test('backups are made, listed and read again by these words', () => {
  assert.deepEqual(
    backupTypes.map((type) => text(makeBackup(type))),
    ['full', 'diff', 'incr'].map((type) => `${pgbackrest} --type=${type} --log-level-console=info backup`),
  );
  assert.equal(text(listBackups), `${pgbackrest} info --output=json`);
  assert.equal(text(verifyFiles), `${pgbackrest} verify --output=text --verbose`);
  assert.equal(text(listArchive), `${pgbackrest} repo-ls archive/main --recurse`);
  assert.equal(text(freeSpace), 'df --output=avail --block-size=1 /var/lib/pgbackrest');
});

test('a restore ends at the end, at a time, or at a point on the timeline it was set on; a copy never archives', () => {
  const label = '20261122-100949F';
  const options = `${pgbackrest} --delta --set=${label}`;
  assert.equal(
    text(restoreFiles({ label, target: { kind: 'end' }, isCopy: true })),
    `${options} --type=default --archive-mode=off --log-level-console=info restore`,
  );
  assert.equal(
    text(
      restoreFiles({ label, target: { kind: 'time', timeMs: Date.parse('2026-11-22T10:09:00.5Z') }, isCopy: false }),
    ),
    `${options} --type=time --target=2026-11-22 10:09:00.500+00 --target-action=promote --log-level-console=info restore`,
  );
  assert.equal(
    text(restoreFiles({ label, target: { kind: 'point', name: 'before-0.2.0', timeline: 3 }, isCopy: false })),
    `${options} --type=name --target=before-0.2.0 --target-timeline=3 --target-action=promote --log-level-console=info restore`,
  );
  assert.equal(text(controlCluster(17, 'stop')), 'sudo systemctl stop postgresql@17-main.service');
});

test('a point is set as the role of backups, and its place is read from the answer', () => {
  const words = setPoint('p1');
  assert.deepEqual(words.slice(0, 9), [
    ...['sudo', '--user=postgres', '--', 'psql', '--no-psqlrc', '--tuples-only', '--no-align'],
    ...['--username=backup', '--dbname=postgres'],
  ]);
  assert.match(text(words), /FROM pg_create_restore_point\('p1'\) AS point --command SELECT pg_switch_wal\(\)$/);
  assert.deepEqual(readSetPoint('0/5A0624B0|00000001000000000000005A|1795344312509\n0/5A0624C8\n'), {
    ...{ lsn: '0/5A0624B0', wal: '00000001000000000000005A', timeMs: 1795344312509 },
  });
  assert.throws(() => readSetPoint(''), /did not set the point/);
});

test('a name that SQL or a shell would read in another way is refused', () => {
  assert.equal(readPointName('before-0.2.0'), 'before-0.2.0');
  for (const name of ['', "a'b", 'a b', '-a', 'a;b', 'x'.repeat(64)]) {
    assert.throws(() => readPointName(name), { name: 'OpsUsageError' });
  }
});

test('the archive has a piece when it has that or a later one, and says which piece fails', () => {
  const wal = '00000001000000000000005A';
  assert.deepEqual(readArchiver('000000010000000000000059|\n', wal), { isThere: false, failing: undefined });
  assert.deepEqual(readArchiver(`${wal}|\n`, wal), { isThere: true, failing: undefined });
  assert.deepEqual(readArchiver(`|${wal}\n`, wal), { isThere: false, failing: wal });
});

test('the running program is asked in the slot that runs', () => {
  const [sudo, shell, options, script, ...words] = askExchange('floor', 'list');
  assert.deepEqual([sudo, shell, options, words], ['sudo', 'sh', '-euc', ['paperfloor', 'floor', 'list']]);
  assert.match(script ?? '', /systemctl is-active --quiet "paperfloor@\$slot"/);
});

test('last commits are read, a line for each floor', () => {
  assert.deepEqual(readCommits('main|653|1795344312509\nreplay|0|5\n'), [
    { floor: 'main', sequence: 653, committedMs: 1795344312509 },
    { floor: 'replay', sequence: 0, committedMs: 5 },
  ]);
});
