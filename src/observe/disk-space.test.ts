import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fillDisk, mountSmallDisk, unmountSmallDisk } from '../../test/support/small-disk.ts';
import { DiskSpace, judgeSpace } from './disk-space.ts';
import { Health } from './health.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

const mebibyte = 1024 * 1024;

interface Line {
  readonly level: string;
  readonly event: string;
  readonly freeBytes?: number;
}

function watched(directory: string, wantedBytes: number) {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const disk = new DiskSpace({
    ...{ directory, wantedBytes },
    log: createLogger({ level: 'info', pretty: false, destination }),
  });
  const health = new Health();
  health.started();
  health.watchDisk(() => disk.trouble);
  const metrics = createMetrics();
  metrics.watchDisk(disk);
  return { disk, health, metrics, told: () => lines.splice(0).map(({ level, event }) => `${level} ${event}`) };
}

test('low is below what is wanted, and enough again a quarter above it', () => {
  assert.equal(judgeSpace('enough', 100, 100), 'enough');
  assert.equal(judgeSpace('enough', 99, 100), 'low');
  assert.equal(judgeSpace('low', 124, 100), 'low');
  assert.equal(judgeSpace('low', 125, 100), 'enough');
  assert.equal(judgeSpace('unreadable', 100, 100), 'enough');
});

test('where nothing is wanted a full disk is not low', () => {
  for (const before of ['enough', 'low', 'unreadable'] as const) assert.equal(judgeSpace(before, 0, 0), 'enough');
});

test('a disk that fills up is told of once, and once when it has room again', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-small-disk-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const noDisk = mountSmallDisk(directory, 8 * mebibyte);
  if (noDisk !== undefined) return t.skip(noDisk);
  try {
    const { disk, health, metrics, told } = watched(directory, 4 * mebibyte);
    await disk.look();
    assert.deepEqual(told(), []);
    assert.deepEqual(disk.space, { freeBytes: 8 * mebibyte, sizeBytes: 8 * mebibyte });
    assert.equal(health.read().parts['disk'], 'ok');

    fillDisk(directory, 4 * mebibyte);
    await disk.look();
    assert.deepEqual(told(), [], 'what is wanted is there');
    const makeRoom = fillDisk(directory, 3 * mebibyte);
    for (let looks = 0; looks < 3; looks++) await disk.look();
    assert.deepEqual(told(), ['error disk.low']);
    assert.deepEqual(health.read().parts, { start: 'ok', disk: '3 MiB are free, 4 are wanted' });
    assert.equal(health.read().ready, true, 'a warning takes no server out of service');
    assert.match(await metrics.expose(), new RegExp(`^paperfloor_data_free_bytes ${3 * mebibyte}$`, 'm'));

    makeRoom();
    for (let looks = 0; looks < 3; looks++) await disk.look();
    assert.deepEqual(told(), ['info disk.enough']);
    assert.equal(health.read().parts['disk'], 'ok');
  } finally {
    await unmountSmallDisk(directory);
  }
});

test('a directory that cannot be looked at is told as that, and has no figures', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-no-disk-'));
  const { disk, health, metrics, told } = watched(directory, 1);
  await disk.look();
  assert.match(await metrics.expose(), /^paperfloor_data_free_bytes \d+$/m);
  rmSync(directory, { recursive: true });
  for (let looks = 0; looks < 3; looks++) await disk.look();
  assert.deepEqual(told(), ['warn disk.unreadable']);
  assert.equal(health.read().parts['disk'], 'its room cannot be read, see the log');
  assert.equal(health.read().ready, true);
  assert.doesNotMatch(await metrics.expose(), /^paperfloor_data_/m);
});
