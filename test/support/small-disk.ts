/** A file system in memory of its own, to be filled: of a few megabytes, and gone with the test. */
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const blockBytes = 1024 * 1024;

/** Only root may, and not in every container: the reason why not, or undefined. Other users may pass through it. */
export function mountSmallDisk(directory: string, bytes: number): string | undefined {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${bytes},mode=0711`, 'tmpfs', directory];
    execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim() ?? String(error);
    return `no file system of its own can be mounted here to be filled: ${said}`;
  }
}

/** Waits for processes that have been told to end and still have a file open there. Rejects with what `umount` said, after five seconds. */
export async function unmountSmallDisk(directory: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      execFileSync('umount', [directory], { stdio: ['ignore', 'ignore', 'pipe'] });
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
  }
}

/** Writes until at most `leaveBytes` are free, by default none. Returns the way to make room. */
export function fillDisk(directory: string, leaveBytes = 0): () => void {
  const filler = join(directory, 'filler');
  const { bavail, bsize } = statfsSync(directory);
  const block = Buffer.alloc(blockBytes, 1);
  for (let left = bavail * bsize - leaveBytes; left > 0; left -= blockBytes) {
    try {
      writeFileSync(filler, block, { flag: 'a' });
    } catch {
      break;
    }
  }
  return () => rmSync(filler);
}
