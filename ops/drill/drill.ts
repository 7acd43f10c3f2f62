/**
 * What a drill is: something is broken on purpose while a client outside places orders, and what that client saw is measured against a
 * goal. A drill says what it needs, what it breaks, what is done about it, how it is healed and when all is whole again; run-drill.ts does
 * the rest, the same for all of them. What breaks nothing is a rehearsal (rehearsal.ts). Whoever adds a drill adds one file in drills/ and
 * a line in drills.ts.
 */
import type { Measured } from '../plan/evidence/fact.ts';
import type { CheckParts } from '../verify/check.ts';
import type { Arrived } from '../watch/delivery/drill.ts';
import type { BackupHands, HostHands } from './hands.ts';

export interface Drill {
  /** `db-loss` */
  readonly name: string;
  /** What it shows, for the help. */
  readonly sentence: string;
  readonly goal: Goal;
  /** Looks, and changes nothing. Rejects with `OpsProblem` when the environment isn't whole: a drill must not make a bad day worse. */
  prepare(parts: DrillParts): Promise<Breakage>;
}

export interface Goal {
  /** From the break until orders are acknowledged again. */
  readonly secondsMax: number;
  /** Acknowledged orders that may be gone afterwards; without it as many as its seconds hold. */
  readonly lostMax?: number;
  /** How far back before the break the lost ones may reach. */
  readonly lostSecondsMax?: number;
  /** The same as `secondsMax`, for what healing costs; without it healing may cost nothing a second would not cover. */
  readonly healSecondsMax?: number;
  /** Orders that may end without an answer, each of them a connection that was dropped; without it that is not counted. */
  readonly unknownMax?: number;
  /** The longest time in which nothing was acknowledged while it was broken, whenever that was. */
  readonly gapSecondsMax?: number;
  /** From the break until somebody was told. */
  readonly alertSecondsMax?: number;
}

/** One thing that is done, in words and in deed. */
export interface Act {
  readonly says: string;
  do(): Promise<unknown>;
}

export interface Breakage {
  /** What is broken: `db1, the primary`. */
  readonly subject: string;
  /** What must be as it usually is before it begins; orders come in already. */
  readonly readies?: readonly Act[];
  readonly breaks: readonly Act[];
  /** Who must be told before anything is done about it: the name of the alert, and the host it is about. */
  readonly alert?: { readonly name: string; readonly host: string };
  /** What people do about it; without it the environment recovers by itself. */
  readonly responds?: readonly Act[];
  readonly heals: readonly Act[];
  /** It stays broken for so long at least, with orders coming in. */
  readonly holdMs: number;
  /** Whether all is as it was before; looked at again and again after healing. Undefined: not yet. */
  whole(): Promise<Measured | undefined>;
}

export interface DrillParts extends CheckParts {
  readonly hosts: HostHands;
  readonly backups: BackupHands;
  /** Where the environment's authority and secrets are, on this machine. */
  readonly secrets: string;
  /** Makes hosts what some of their roles say. */
  provision(how: { readonly limit: string; readonly tags: string }): Promise<void>;
  /** Pager and mail server of the environment, until disposed of. */
  receivers(): Promise<AsyncDisposable & { readonly arrived: readonly Arrived[] }>;
}
