/**
 * What reading all files of the repository has found. `pgbackrest verify` ends with 0 although it found errors (its issue 2502), and it
 * doesn't say when a piece of WAL is missing between two others; so its text is read, and the archive's names are counted.
 */

export interface Verification {
  readonly isWhole: boolean;
  readonly backups: number;
  readonly walSegments: number;
  /** One sentence each. */
  readonly faults: readonly string[];
}

/** `text` is the answer of `verifyFiles`. What isn't clearly in order is a fault. */
export function readVerification(text: string): Verification {
  const lines = text.split('\n').map((line) => line.trim());
  const faults: string[] = [];
  let [about, backups, walSegments] = ['the repository', 0, 0];
  for (const line of lines) {
    const archive = /^archiveId: (\S+), total WAL checked: (\d+), total valid WAL: (\d+)/.exec(line);
    const backup = /^backup: (\S+), status: ([^,]+), total files checked: (\d+), total valid files: (\d+)/.exec(line);
    if (archive !== null) {
      about = `WAL of ${archive[1]}`;
      walSegments += Number(archive[2]);
    } else if (backup !== null) {
      about = `backup ${backup[1]}`;
      backups++;
      if (backup[2] !== 'valid') faults.push(`${about} is ${backup[2]}: ${backup[4]} of ${backup[3]} files are good`);
    } else if (/^No usable /.test(line)) {
      faults.push(`${about}: ${line[0]?.toLowerCase()}${line.slice(1)}, so nothing in it can be read`);
    } else {
      const bad = [...line.matchAll(/(missing|checksum invalid|size invalid|other): ([1-9]\d*)/g)];
      for (const [, kind, count] of bad)
        faults.push(`${about}: ${count} files ${kind === 'other' ? 'unreadable' : kind}`);
    }
  }
  if (!lines.includes('status: ok') && faults.length === 0) faults.push('pgbackrest did not say that all is well');
  return { isWhole: faults.length === 0, backups, walSegments, faults };
}

/** Segments of 16 MB: 256 of them have the same middle part of the name (PostgreSQL manual, 28.3). */
const perLog = 256;

/**
 * A sentence for each hole in a timeline's archive from `oldest` on, the first piece that the oldest backup needs. `names` is the
 * answer of `listArchive`.
 */
export function missingSegments(names: string, oldest: string): string[] {
  const lines = new Map<string, number[]>();
  for (const [, timeline = '', log = '', segment = ''] of names.matchAll(
    /\/([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})-[0-9a-f]{40}/g,
  )) {
    const place = placeOf(log, segment);
    if (place < placeOf(oldest.slice(8, 16), oldest.slice(16, 24))) continue;
    lines.set(timeline, [...(lines.get(timeline) ?? []), place]);
  }
  return [...lines].flatMap(([timeline, places]) => {
    const sorted = places.toSorted((left, right) => left - right);
    return sorted.flatMap((place, index) => {
      const before = sorted[index - 1];
      if (before === undefined || place <= before + 1) return [];
      const count = place - before - 1;
      return [
        `WAL of timeline ${Number.parseInt(timeline, 16)}: ${count} ${count === 1 ? 'piece' : 'pieces'} from ` +
          `${nameOf(timeline, before + 1)} on missing, nothing after can be restored from an earlier backup`,
      ];
    });
  });
}

function placeOf(log: string, segment: string): number {
  return Number.parseInt(log, 16) * perLog + Number.parseInt(segment, 16);
}

function nameOf(timeline: string, place: number): string {
  const part = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${timeline}${part(Math.floor(place / perLog))}${part(place % perLog)}`;
}
