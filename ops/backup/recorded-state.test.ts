/** Which backup a restore begins with, what it is compared with, and what is said when there is nothing to begin or to compare. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainFailure } from './pgbackrest-problem.ts';
import { backupFor, compareStates, type PointFact, readTarget, recordedAt } from './recorded-state.ts';
import { lossOf } from './restore-test.ts';
import { type Backup, readStanza } from './stanza.ts';

const state = { floor: 'main', sequence: 653, timeUs: 5, hash: 'd25af4ca2e927b8f' };

function point(name: string, place: number, floors = [state]): PointFact {
  const hex = place.toString(16).toUpperCase();
  const wal = `0000000100000000${hex.padStart(8, '0')}`;
  return { what: 'backup.point', by: 'x', name, lsn: `0/${hex}000028`, wal, timeMs: place * 60_000, floors };
}

function backup(label: string, place: number, more: Partial<Backup> = {}): Backup {
  const hex = place.toString(16).toUpperCase();
  const wal = `0000000100000000${hex.padStart(8, '0')}`;
  const times = { begunMs: place * 60_000 - 2_000, endedMs: place * 60_000 - 1_000 };
  const sizes = { databaseBytes: 1, repositoryBytes: 1, isDamaged: false };
  return { label, type: 'full', ...times, ...sizes, firstWal: wal, lastWal: wal, endLsn: `0/${hex}000001`, ...more };
}

const points = [point('a', 0x10), point('b', 0x20), point('blind', 0x30, [])];
const backups = [backup('first', 0x08), backup('second', 0x18), backup('third', 0x28)];

test('a restore begins with the newest backup before its target', () => {
  assert.equal(backupFor(backups, { kind: 'end' }, points).label, 'third');
  assert.equal(backupFor(backups, readTarget('b', points), points).label, 'second');
  assert.equal(backupFor(backups, { kind: 'time', timeMs: 0x10 * 60_000 }, points).label, 'first');
});

test('a backup of a later timeline, or with damaged pages, is not begun with', () => {
  const later = backup('later', 0x19, { lastWal: '000000020000000000000019' });
  const damaged = backup('damaged', 0x1a, { isDamaged: true });
  assert.equal(backupFor([...backups.slice(0, 2), later, damaged], readTarget('b', points), points).label, 'second');
});

test('nothing to begin with is said, with the next command', () => {
  const hint = (wanted: RegExp) => (error: Error & { hint?: string }) => wanted.test(`${error.message} ${error.hint}`);
  assert.throws(() => backupFor([], { kind: 'end' }, points), hint(/^there is no backup yet .*backup run --type full/));
  assert.throws(() => backupFor(backups, { kind: 'time', timeMs: 5 }, points), hint(/after the target .*backup list/));
  assert.throws(() => readTarget('nope', points), hint(/no restore point named nope.* one of these: a, b, blind$/));
  assert.throws(() => readTarget('2026-13-01T00:00Z', []), hint(/no time such as .* backup point NAME sets one/));
});

test('what a restore contains is compared with what was recorded last before its target', () => {
  assert.equal(recordedAt(points, { kind: 'end' }).name, 'b');
  assert.equal(recordedAt(points, { kind: 'time', timeMs: 0x1f * 60_000 }).name, 'a');
  assert.equal(recordedAt(points, readTarget('a', points)).name, 'a');
  assert.throws(() => recordedAt(points, readTarget('blind', points)), /no state was recorded/);
  assert.throws(
    () => recordedAt(points, { kind: 'time', timeMs: 5 }),
    /no state was recorded before 1970-01-01T00:00:00\.005Z/,
  );
});

test('only the recorded hash at the recorded sequence counts', () => {
  const comparison = { floor: 'main', sequence: 653, recorded: 'aa', found: 'aa' };
  assert.deepEqual(compareStates([comparison]), []);
  assert.deepEqual(
    compareStates([
      { ...comparison, found: 'bb' },
      { ...comparison, found: undefined },
    ]),
    [
      'floor main at sequence 653: hash aa was recorded, the copy makes bb',
      'floor main: the copy does not reach sequence 653',
    ],
  );
});

test('what a loss would have cost is counted in commands and seconds', () => {
  const live = [{ floor: 'main', sequence: 653, committedMs: 10_000 }];
  assert.deepEqual(lossOf(live, [{ floor: 'main', sequence: 650, committedMs: 7_500 }]), {
    rpoCommands: 3,
    rpoSeconds: 2.5,
  });
  assert.deepEqual(lossOf(live, live), { rpoCommands: 0, rpoSeconds: 0 });
});

const info = (status: object, rest: object = {}) => JSON.stringify([{ status, archive: [], backup: [], ...rest }]);

test('a repository without stanza, or that cannot be read, is told apart from one without backups', () => {
  assert.deepEqual(readStanza(info({ code: 2, message: 'no valid backups' })).backups, []);
  assert.throws(() => readStanza(info({ code: 1, message: 'missing stanza path' })), /missing stanza path/);
  assert.throws(() => readStanza(info({ code: 99, message: 'other\n[FormatError] …' })), /can't be used: other/);
});

const where = { environment: 'staging', host: 'bak1' };
const failures: readonly (readonly [string, string, RegExp])[] = [
  [
    'a full disk',
    "P00  ERROR: [064]: raised from local-2 protocol: unable to write '/var/lib/pgbackrest/backup/main/x'",
    /unable to write .* no space left on bak1.* df -h/,
  ],
  [
    'a wrong pass',
    "P00  ERROR: [029]: unable to load info file '/var/lib/pgbackrest/backup/main/backup.info'\n FormatError: key/value found outside of section at line 1: \u0001",
    /encrypted with another pass.* ops provision staging --tags db,backup/,
  ],
  [
    'an unreachable host',
    "P00  ERROR: [049]: unable to connect to 'db1.paperfloor.test:8432 (10.77.1.31)': [111] Connection refused",
    /bak1 does not reach pgBackRest on db1\.paperfloor\.test .*systemctl status pgbackrest/,
  ],
  ['a missing stanza', 'P00  ERROR: [055]: unable to load info file', /has no stanza .*makes it/],
  [
    'another backup',
    "P00  ERROR: [050]: unable to acquire lock on file '/x': Resource temporarily unavailable",
    /under way/,
  ],
  [
    'WAL that does not arrive',
    'P00  ERROR: [082]: WAL segment 0 was not archived before the 60000ms timeout',
    /does not arrive/,
  ],
  ['no primary', 'P00  ERROR: [056]: unable to find primary cluster - cannot proceed', /no primary database/],
];
for (const [name, said, expected] of failures) {
  test(`pgBackRest's failure is explained: ${name}`, () => {
    const problem = explainFailure(said, where);
    assert.match(`${problem?.message} ${problem?.hint}`, expected);
  });
}
