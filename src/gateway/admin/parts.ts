/** What the administrator's operations work on. Made by the composition root, for a server and for a single command alike. */
import type { ClockDefinition } from '../../core/instruments/definition.ts';
import type { FloorSession, Floors } from '../../engine/floor-session.ts';
import type { JournalState, ReplayEnd } from '../../engine/replay-journal.ts';
import type { Identity } from '../../identity/identity.ts';
import type { SealingKeyFile } from '../../identity/sealed-secrets.ts';
import type { ExportProgress, ExportRange } from '../../journal/export-journal.ts';
import type { FloorParts } from './floor-parts.ts';

/** Told in between on anything that takes long: one short line without an end of line. */
export type Progress = (line: string) => void;

export interface FloorOrder {
  readonly name: string;
  /** Undefined: drawn at random. */
  readonly seed: string | undefined;
  /** Absolute paths of market data to replay; undefined: the flow model plays. */
  readonly replay: readonly string[] | undefined;
  /** Of replayed files that don't tell theirs; of files with several, the one to take. */
  readonly symbol: string | undefined;
  /** Floor time of the first moment, microseconds. Undefined: now, or where the replayed data begins. */
  readonly startTimeUs: number | undefined;
  /** Undefined: as on the default floor, or as the recorded data has it. */
  readonly parts: FloorParts | undefined;
  /** How its clock stands in that moment. */
  readonly clock: ClockDefinition;
  /** Which day's API it speaks; undefined: what the server is set to. */
  readonly apiRules: string | undefined;
}

export interface CreatedFloor {
  readonly session: FloorSession;
  /** What was left out or put right while recorded data was read, a sentence each. */
  readonly notes: readonly string[];
}

export interface JournalVerdict {
  readonly floor: string;
  /** Batches and commands read, checked and applied again. */
  readonly batches: number;
  readonly commands: number;
  readonly sequence: number;
  /** State hash after the last command. */
  readonly hash: string;
  /** What is wrong, one sentence each; empty when the journal is sound. */
  readonly faults: readonly string[];
  /** Of this release. */
  readonly rulesVersion: number;
  /** The commands behind this sequence were applied: 0 is all of them. */
  readonly provedFrom: number;
  /** What was read and checked, and not applied: a release of those rules proves it. */
  readonly unproved: readonly {
    readonly rulesVersion: number;
    readonly fromSequence: number;
    readonly toSequence: number;
    readonly batches: number;
  }[];
}

export interface SecretKeyFile extends SealingKeyFile {
  /** Other servers may work on the same database, with files of their own. */
  readonly shared: boolean;
}

export interface AdminParts {
  readonly floors: Floors;
  readonly identity: Identity;
  readonly secretKeys: SecretKeyFile;
  /** Throws `AdminProblem` with what is wrong in the order. */
  createFloor(order: FloorOrder, progress: Progress): Promise<CreatedFloor>;
  /** Reads a floor's whole journal from the database, checks every batch and applies it to a floor of its own. */
  verifyJournal(floor: string, progress: Progress): Promise<JournalVerdict>;
  /** A floor as it stood after a command. Rejects with `SequenceOutOfRange`. */
  replayJournal(floor: string, end: ReplayEnd, progress: Progress): Promise<JournalState>;
  /** A floor's journal as lines of JSON, in pieces. Throws `SequenceOutOfRange`. */
  exportJournal(floor: string, range: ExportRange, told: (progress: ExportProgress) => void): AsyncIterable<string>;
}
