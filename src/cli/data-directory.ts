/**
 * The data directory, and who may use it: one process at a time. Its id stands in `server.pid` from the first moment on
 * (only the number, so that `kill $(cat server.pid)` works). A process that was killed leaves the file; it counts as left
 * behind when no such process lives, or when the one that has the number now began after the file was written.
 *
 * It guards one machine. Two machines on one database are kept apart by the journal's own fence.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A process that began this much after the file was written can't have written it. Clock ticks are 10 ms. */
const startSlackMs = 1_500;
const takeoverMsMax = 10_000;

/** Somebody else has the directory; `pid` is theirs. */
export class DataDirectoryBusy extends Error {
  override readonly name = 'DataDirectoryBusy';
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by the running process ${pid}`);
    this.pid = pid;
  }
}

/** The directory can't be made or written. */
export class DataDirectoryUnusable extends Error {
  override readonly name = 'DataDirectoryUnusable';
}

export interface DataDirectory {
  readonly path: string;
  /** It was not there before: all of it is new, or its name was mistyped. */
  readonly created: boolean;
  /** Removes `server.pid`. Safe to call twice. */
  release(): void;
}

/** Makes the directory if need be and takes it. Throws `DataDirectoryBusy` or `DataDirectoryUnusable`. */
export function claimDataDirectory(path: string): DataDirectory {
  try {
    // Others may pass through (the database runs as another user when we are root); what is inside guards itself.
    const created = makeDirectory(path);
    const pidFile = join(path, 'server.pid');
    if (!tryWrite(pidFile)) takeOver(path, pidFile);
    return { path, created, release: () => releaseFile(pidFile) };
  } catch (error) {
    if (error instanceof DataDirectoryBusy || !(error instanceof Error) || !('code' in error)) throw error;
    throw new DataDirectoryUnusable(`cannot use ${path} as data directory: ${error.message}`, { cause: error });
  }
}

/**
 * With the directories above it; false when it is there. Node's own way to do so never ends where the system says "no such file" of a new
 * name in a directory that is there, as below /proc.
 */
function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o711 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST') && statSync(path).isDirectory()) return false;
    if (!isCode(error, 'ENOENT') || existsSync(dirname(path))) throw error;
  }
  makeDirectory(dirname(path));
  return makeDirectory(path);
}

/** The living process that has the directory, if any. */
export function findHolder(path: string): number | undefined {
  const pidFile = join(path, 'server.pid');
  try {
    const text = readFileSync(pidFile, 'utf8').trim();
    const pid = /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : undefined;
    if (pid === undefined || pid === process.pid || !isAlive(pid)) return undefined;
    const startMs = startTimeMs(pid);
    return startMs !== undefined && startMs > statSync(pidFile).mtimeMs + startSlackMs ? undefined : pid;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Two that find the same file left behind take turns by a second file, so that one can't remove the other's. */
function takeOver(path: string, pidFile: string): void {
  const turn = join(path, 'server.pid.takeover');
  if (!tryWrite(turn)) {
    if (Date.now() - statSync(turn).mtimeMs < takeoverMsMax) throw new DataDirectoryBusy(path, readPid(turn));
    rmSync(turn, { force: true });
    if (!tryWrite(turn)) throw new DataDirectoryBusy(path, readPid(turn));
  }
  try {
    const holder = findHolder(path);
    if (holder !== undefined) throw new DataDirectoryBusy(path, holder);
    rmSync(pidFile, { force: true });
    if (!tryWrite(pidFile)) throw new DataDirectoryBusy(path, readPid(pidFile));
  } finally {
    rmSync(turn, { force: true });
  }
}

function tryWrite(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function releaseFile(pidFile: string): void {
  if (readPid(pidFile) === process.pid) rmSync(pidFile, { force: true });
}

function readPid(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** A process that ended but was not waited for still has its number. */
function isZombie(pid: number): boolean {
  return statFields(pid)?.[0] === 'Z';
}

/** When a process began, by the wall clock; undefined where there is no /proc. */
function startTimeMs(pid: number): number | undefined {
  const ticks = Number(statFields(pid)?.[19]);
  if (!Number.isFinite(ticks)) return undefined;
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  const ticksPerSecond = 100;
  return boot === undefined ? undefined : (Number(boot) + ticks / ticksPerSecond) * 1000;
}

/** /proc/PID/stat from the state on; the name before it may hold spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
