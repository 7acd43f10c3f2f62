/**
 * The block of ours in the system's hosts file. Everything else in that file stays as it is, byte for byte; the block goes as
 * it came. Text in, text out; writing is done as a whole, or in place where the file can't be replaced (a mounted one).
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

const begin = '# paperfloor begin: written by `paperfloor hosts enable`, taken out by `paperfloor hosts disable`';
const end = '# paperfloor end';
const block = new RegExp(`^${escaped(begin)}\\n[\\s\\S]*?^${escaped(end)}\\n`, 'gm');

/** The file with the names leading to this machine; a block from before is replaced. */
export function withNames(text: string, names: readonly string[], addresses: readonly string[]): string {
  const rest = withoutNames(text);
  const gap = rest === '' || rest.endsWith('\n') ? '' : '\n';
  const lines = addresses.flatMap((address) => names.map((name) => `${address} ${name}`));
  return `${rest}${gap}${[begin, ...lines, end].join('\n')}\n`;
}

export function withoutNames(text: string): string {
  return text.replace(block, '');
}

/** Names in the block; none when there is no block. */
export function namesIn(text: string): readonly string[] {
  const lines = (text.match(block) ?? []).join('').split('\n');
  const names = lines.filter((line) => !line.startsWith('#')).flatMap((line) => line.trim().split(/\s+/).slice(1));
  return [...new Set(names)];
}

/** Lines outside the block that lead one of the names elsewhere. */
export function conflictsIn(text: string, names: readonly string[]): readonly string[] {
  const lines = withoutNames(text).split('\n');
  return lines.filter((line) => {
    const words = (line.split('#', 1)[0] ?? '').trim().split(/\s+/).slice(1);
    return words.some((word) => names.includes(word.toLowerCase()));
  });
}

/** Nothing is written when it would be the same. */
export function replaceHostsFile(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) return;
  const { mode, uid, gid } = statSync(path);
  const next = `${path}.paperfloor`;
  try {
    writeFileSync(next, after, { mode });
    const file = openSync(next, 'r');
    fsyncSync(file);
    closeSync(file);
    const made = statSync(next);
    if (made.uid !== uid || made.gid !== gid) throw new Error('another owner');
    renameSync(next, path);
  } catch {
    rmSync(next, { force: true });
    writeFileSync(path, after);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
