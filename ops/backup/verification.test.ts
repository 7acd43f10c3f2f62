/** What pgBackRest says of its files, as it was seen to say it: it ends with 0 in every one of these cases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingSegments, readVerification } from './verification.ts';

const verbose = (status: string, archive: string, backup: string) => `stanza: main
status: ${status}
  archiveId: 17-1, total WAL checked: 5, ${archive}
  backup: 20261122-100949F, ${backup}`;
const noFaults = 'missing: 0, checksum invalid: 0, size invalid: 0, other: 0';

test('whole is only what says so', () => {
  const whole = verbose(
    'ok',
    `total valid WAL: 5\n    ${noFaults}`,
    `status: valid, total files checked: 9, total valid files: 9\n    ${noFaults}`,
  );
  assert.deepEqual(readVerification(whole), { isWhole: true, backups: 1, walSegments: 5, faults: [] });
  assert.deepEqual(readVerification('').faults, ['pgbackrest did not say that all is well']);
});

test('one flipped byte in a piece of WAL is a fault', () => {
  const text = verbose(
    'error',
    `total valid WAL: 4\n    ${noFaults.replace('other: 0', 'other: 1')}`,
    `status: valid, total files checked: 9, total valid files: 9\n    ${noFaults}`,
  );
  assert.deepEqual(readVerification(text).faults, ['WAL of 17-1: 1 files unreadable']);
});

test('one flipped byte in a backup is a fault, and so is a lost file', () => {
  const text = verbose(
    'error',
    `total valid WAL: 5\n    ${noFaults}`,
    `status: invalid, total files checked: 1261, total valid files: 1260\n    ${noFaults.replace('checksum invalid: 0', 'checksum invalid: 1')}`,
  );
  assert.deepEqual(readVerification(text).faults, [
    'backup 20261122-100949F is invalid: 1260 of 1261 files are good',
    'backup 20261122-100949F: 1 files checksum invalid',
  ]);
  const lost =
    'stanza: main\nstatus: error\n  backup: 20261122-100949F, status: invalid, total files checked: 1261, total valid files: 997\n    missing: 264';
  assert.equal(readVerification(lost).faults.at(-1), 'backup 20261122-100949F: 264 files missing');
});

test('a repository that another pass would open is a fault', () => {
  const text = 'stanza: main\nstatus: error\n  No usable backup.info file\n  No usable archive.info file';
  assert.deepEqual(readVerification(text).faults, [
    'the repository: no usable backup.info file, so nothing in it can be read',
    'the repository: no usable archive.info file, so nothing in it can be read',
  ]);
});

const sha = 'dddf8d0e10bad5f7e054cc8721ae36a0c82d2be9';
const archive = (...names: string[]) => names.map((name) => `17-1/${name.slice(0, 16)}/${name}-${sha}.lz4`).join('\n');

test('a hole in the WAL is found, also where the number of the file wraps', () => {
  const oldest = '0000000100000000000000FD';
  const whole = [
    '0000000100000000000000FE',
    '0000000100000000000000FF',
    '000000010000000100000000',
    '000000010000000100000001',
  ];
  assert.deepEqual(missingSegments(archive(oldest, ...whole), oldest), []);
  assert.deepEqual(missingSegments(archive(oldest, ...whole.filter((name) => !name.endsWith('FF'))), oldest), [
    'WAL of timeline 1: 1 piece from 0000000100000000000000FF on missing, nothing after can be restored from an earlier backup',
  ]);
});

test('holes before the oldest backup, and the beginning of a new timeline, are none', () => {
  const names = archive(
    '000000010000000000000001',
    '000000010000000000000005',
    '000000010000000000000006',
    '000000020000000000000006',
    '000000020000000000000007',
  );
  assert.deepEqual(missingSegments(names, '000000010000000000000005'), []);
});
