/**
 * A journal applied again from a state on, each snapshot on the way compared with what replay makes. It reads no batches and decides not
 * where to begin: verify-journal.ts does.
 */
import type { JournaledCommand } from '../journal/command-codec.ts';
import type { SnapshotRecord } from '../journal/snapshot-record.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { PacedReplay } from './paced-replay.ts';
import type { FloorStart } from './recover-floor.ts';

export interface ProofParts {
  readonly start: Pick<FloorStart, 'floor' | 'views'>;
  /** Sound ones, oldest first; those before the start can't be compared. */
  readonly snapshots: readonly SnapshotRecord[];
  readonly log: EngineLog;
  readonly progress: (line: string) => void;
  /** Where a difference is told, one sentence each. */
  readonly faults: string[];
}

export class JournalProof {
  readonly #replay: PacedReplay;
  readonly #floor: FloorStart['floor'];
  readonly #snapshots: SnapshotRecord[];
  readonly #faults: string[];
  /** Last command of the state it began with: 0 is the first moment. */
  readonly from: number;

  constructor({ start, snapshots, log, progress, faults }: ProofParts) {
    this.#floor = start.floor;
    this.#floor.passOverAccountEvents(Number.MAX_SAFE_INTEGER);
    this.#replay = new PacedReplay(new FloorSteps({ ...start, log }), progress);
    this.from = start.floor.sequence;
    this.#snapshots = snapshots.filter(({ sequence }) => sequence >= this.from);
    this.#faults = faults;
  }

  get commands(): number {
    return this.#replay.commands;
  }

  get sequence(): number {
    return this.#floor.sequence;
  }

  get hash(): string {
    return this.#floor.hash();
  }

  async apply(commands: readonly JournaledCommand[]): Promise<void> {
    for (const command of commands) {
      await this.#compare(this.#replay.runsTo(command));
      await this.#replay.apply(command);
    }
  }

  /** What a server recovers to: at the granted time, with invariants that hold, and no snapshot ahead of it. */
  async end(): Promise<void> {
    const { grantedTime } = this.#floor;
    await this.#compare(grantedTime);
    await this.#replay.advance(grantedTime);
    this.#floor.checkInvariants();
    for (const { sequence } of this.#snapshots) {
      this.#faults.push(
        `the snapshot at sequence ${sequence} is ahead of the journal, which ends at ${this.#floor.sequence}`,
      );
    }
  }

  async #compare(until: number): Promise<void> {
    const floor = this.#floor;
    for (
      let next = this.#snapshots[0];
      next !== undefined && next.sequence <= floor.sequence;
      next = this.#snapshots[0]
    ) {
      if (next.timeUs > until) return;
      await this.#replay.advance(next.timeUs);
      const found = floor.hash();
      if (found !== next.stateHash) {
        this.#faults.push(
          `the snapshot at sequence ${next.sequence} has hash ${next.stateHash}, replay makes ${found}`,
        );
      }
      this.#snapshots.shift();
    }
  }
}
