/** A real server with its embedded database on a disk that runs full: it says so while there is still room. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDisk, mountSmallDisk, unmountSmallDisk } from '../support/small-disk.ts';
import { startServer } from '../support/start-server.ts';

const mebibyte = 1024 * 1024;
/** A new database with its log needs a fifth of it. */
const diskBytes = 384 * mebibyte;
const wantedMebibytes = 100;
const noticeMs = 15_000;

test('a disk that runs full is told of while there is still room, and again when there is enough', async (t) => {
  const mount = mkdtempSync(join(tmpdir(), 'paperfloor-low-disk-'));
  const noDisk = mountSmallDisk(mount, diskBytes);
  if (noDisk !== undefined) {
    rmSync(mount, { recursive: true });
    t.skip(noDisk);
    return;
  }
  t.after(async () => {
    await unmountSmallDisk(mount);
    rmSync(mount, { recursive: true });
  });
  const dataDir = join(mount, 'data');
  mkdirSync(dataDir, { mode: 0o711 });
  const server = await startServer({ dataDir, args: ['--free-mebibytes-min', `${wantedMebibytes}`] });
  const ready = async () => {
    const answer = await fetch(`${server.url}/readyz`);
    const { parts } = (await answer.json()) as { readonly parts: Readonly<Record<string, string>> };
    return { status: answer.status, parts };
  };
  const figure = async (name: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  const lines = (event: string) =>
    server
      .log()
      .split('\n')
      .filter((line) => line.includes(`"${event}"`))
      .map((line) => JSON.parse(line) as { level: string; freeBytes: number });
  const untilDisk = async (expected: RegExp) => {
    for (const began = performance.now(); !expected.test((await ready()).parts['disk'] ?? ''); await sleep(100))
      assert.ok(performance.now() - began < noticeMs, `not noticed: ${JSON.stringify(await ready())}\n${server.log()}`);
  };
  try {
    await untilDisk(/^ok$/);
    assert.ok((await figure('paperfloor_data_free_bytes')) > wantedMebibytes * mebibyte);
    assert.equal(await figure('paperfloor_data_size_bytes'), diskBytes);
    assert.equal(await figure('paperfloor_data_free_wanted_bytes'), wantedMebibytes * mebibyte);

    const makeRoom = fillDisk(mount, (wantedMebibytes - 10) * mebibyte);
    await untilDisk(/^\d+ MiB are free, 100 are wanted/);
    assert.equal((await ready()).status, 200, 'a warning takes no server out of service');
    assert.ok((await figure('paperfloor_data_free_bytes')) < wantedMebibytes * mebibyte);
    await sleep(6_000);
    assert.deepEqual(
      lines('disk.low').map(({ level }) => level),
      ['error'],
      'told once, not at each look',
    );

    makeRoom();
    await untilDisk(/^ok$/);
    assert.deepEqual(
      lines('disk.enough').map(({ level }) => level),
      ['info'],
    );
  } finally {
    await server.stop();
  }
});
