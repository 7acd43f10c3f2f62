/**
 * What the Operations page of the exchange is told: the newest releases, drills, backups, looks from outside and incidents, taken from the
 * evidence of one environment, with the entry and hash it was taken at, so that anybody can check it. Only what the evidence says; what was never
 * done is absent, not good. The format is read by the server (docs/operations/operations-page.md).
 */
import type { Head } from '../plan/evidence/chain.ts';
import type { Entry, Measured, Verdict } from '../plan/evidence/fact.ts';
import { deploymentsIn } from './deployments.ts';

const releasesMax = 20;
const incidentsMax = 20;
const textMax = 400;

interface Dated {
  readonly at: string;
}

export interface OperationsRecord {
  readonly format: 'paperfloor-operations-record-1';
  readonly environment: string;
  readonly madeAt: string;
  /** How many entries it was made from, and the hash of the last. */
  readonly entries: number;
  readonly hash: string;
  readonly releases: readonly (Dated & {
    kind: string;
    version: string;
    slot: string;
    by: string;
    verdict: Verdict;
    reason: string;
    milliseconds: number;
  })[];
  readonly drills: readonly (Dated & { name: string; verdict: Verdict; reason: string; measured: Measured })[];
  readonly checks: readonly (Dated & { kind: string; by: string; verdict: Verdict; measured: Measured })[];
  readonly backups: {
    readonly made: (Dated & { readonly label: string }) | null;
    readonly verified: (Dated & { readonly verdict: Verdict }) | null;
    readonly restored: (Dated & { readonly label: string; readonly verdict: Verdict }) | null;
  };
  readonly incidents: readonly {
    id: string;
    title: string;
    severity: string;
    began: string;
    ended: string | null;
  }[];
}

export function operationsRecord(
  environment: string,
  entries: readonly Entry[],
  head: Head,
  madeAt: string,
): OperationsRecord {
  return {
    ...{ format: 'paperfloor-operations-record-1', environment, madeAt, entries: head.entries, hash: head.hash },
    releases: deploymentsIn(entries)
      .slice(-releasesMax)
      .toReversed()
      .map(({ kind, version, slot, at, by, verdict, reason, milliseconds }) => ({
        ...{ kind, version, slot, at, by, verdict, reason: cut(reason), milliseconds },
      })),
    drills: newestOf(entries, 'drill.ended', ({ drill }) => drill).map(({ drill, at, verdict, reason, measured }) => ({
      ...{ name: drill, at, verdict, reason: cut(reason), measured },
    })),
    checks: newestOf(entries, 'verification.ended', ({ kind }) => kind).map(({ kind, at, by, verdict, measured }) => ({
      ...{ kind, at, by, verdict, measured },
    })),
    backups: backupsIn(entries),
    incidents: incidentsIn(entries),
  };
}

type Of<W extends Entry['what']> = Extract<Entry, { what: W }>;

function ofKind<W extends Entry['what']>(entries: readonly Entry[], what: W): Of<W>[] {
  return entries.filter((entry): entry is Of<W> => entry.what === what);
}

/** The last entry of each name, newest first. */
function newestOf<W extends Entry['what']>(
  entries: readonly Entry[],
  what: W,
  nameOf: (entry: Of<W>) => string,
): Of<W>[] {
  const newest = new Map(ofKind(entries, what).map((entry) => [nameOf(entry), entry]));
  return [...newest.values()].toSorted((left, right) => right.seq - left.seq);
}

function backupsIn(entries: readonly Entry[]): OperationsRecord['backups'] {
  const made = ofKind(entries, 'backup.made').at(-1);
  const verified = ofKind(entries, 'backup.verified').at(-1);
  const restored = ofKind(entries, 'restore.tested').at(-1);
  return {
    made: made === undefined ? null : { at: made.at, label: made.label },
    verified: verified === undefined ? null : { at: verified.at, verdict: verified.verdict },
    restored: restored === undefined ? null : { at: restored.at, label: restored.label, verdict: restored.verdict },
  };
}

/** Open ones first, then the newest. */
function incidentsIn(entries: readonly Entry[]): OperationsRecord['incidents'] {
  const ended = new Map(ofKind(entries, 'incident.closed').map((entry) => [entry.incident, entry.ended]));
  const all = ofKind(entries, 'incident.opened').map(({ incident: id, title, severity, began }) => ({
    ...{ id, title: cut(title), severity, began, ended: ended.get(id) ?? null },
  }));
  const newestFirst = all.toReversed();
  const open = newestFirst.filter((each) => each.ended === null);
  return [...open, ...newestFirst.filter((each) => each.ended !== null)].slice(0, incidentsMax);
}

function cut(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax - 1)}…`;
}
