/**
 * How much room is left on the disk of the data directory, where the embedded database grows: told while there is still some,
 * because a full disk ends every commit. It looks now and then, says what changed in one log line, and holds up nothing.
 */
import { statfs } from 'node:fs/promises';
import type { Log } from './logger.ts';

export const spaceEverySeconds = 5;
const mebibyte = 1024 * 1024;

export interface Space {
  /** What a program that is not root may still take. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

export type SpaceState = 'enough' | 'low' | 'unreadable';

/**
 * Low is what is below the wanted; from there it is enough again with a quarter more, so that a database which takes room and
 * gives it back is not told of each time. Nothing wanted: never low.
 */
export function judgeSpace(before: SpaceState, freeBytes: number, wantedBytes: number): SpaceState {
  const bound = before === 'low' ? wantedBytes * 1.25 : wantedBytes;
  return freeBytes < bound ? 'low' : 'enough';
}

export interface DiskSpaceOptions {
  readonly directory: string;
  readonly wantedBytes: number;
  readonly log: Log;
}

export class DiskSpace {
  readonly wantedBytes: number;
  readonly #directory: string;
  readonly #log: Log;
  #state: SpaceState = 'enough';
  #space: Space | undefined;
  #isLooking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ directory, wantedBytes, log }: DiskSpaceOptions) {
    this.#directory = directory;
    this.wantedBytes = wantedBytes;
    this.#log = log;
  }

  /** Looks at once, and then every five seconds until `close`; never keeps the process alive. */
  start(): void {
    void this.look();
    this.#timer = setInterval(() => void this.look(), spaceEverySeconds * 1000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** As last seen; undefined before the first look, and while it cannot be read. */
  get space(): Space | undefined {
    return this.#space;
  }

  /** What somebody should know of it; undefined while all is well. */
  get trouble(): string | undefined {
    if (this.#state === 'unreadable') return 'its room cannot be read, see the log';
    if (this.#state === 'enough' || this.#space === undefined) return undefined;
    return `${wholeMebibytes(this.#space.freeBytes)} MiB are free, ${wholeMebibytes(this.wantedBytes)} are wanted`;
  }

  /** Never rejects. A disk that does not answer is not asked again meanwhile. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const { bavail, blocks, bsize } = await statfs(this.#directory);
      this.#space = { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
      this.#enter(judgeSpace(this.#state, this.#space.freeBytes, this.wantedBytes));
    } catch (error) {
      this.#space = undefined;
      this.#enter('unreadable', error);
    } finally {
      this.#isLooking = false;
    }
  }

  #enter(state: SpaceState, error?: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    const fields = { directory: this.#directory, ...this.#space, wantedBytes: this.wantedBytes };
    if (state === 'enough') this.#log.info({ event: 'disk.enough', ...fields });
    else if (state === 'unreadable') this.#log.warn({ event: 'disk.unreadable', ...fields, err: error });
    else this.#log.error({ event: 'disk.low', ...fields }, 'make room: orders stop when this disk is full');
  }
}

function wholeMebibytes(bytes: number): number {
  return Math.floor(bytes / mebibyte);
}
