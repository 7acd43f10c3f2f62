/**
 * The audit of a running floor: nearly every second its money and one of its books in turn, and everything before a snapshot.
 * What it finds is final: `fault` stays until the server is started again, because a state that was wrong once cannot be
 * argued right. The caller decides what a floor with a fault may still do; nothing here changes the floor.
 *
 * That of every second runs in one piece, between two steps: a state is whole at one moment only. Measured with 10,000 accounts and 100,000
 * open orders over ten symbols: docs/internals/fault-model.md. A floor so large that it takes longer is audited less often, so
 * that auditing never takes more than a twentieth of the server's time.
 */
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { Slices } from '../core/snapshot/slices.ts';
import type { EngineLog } from './engine-log.ts';

/** Wall milliseconds from one audit to the next: what goes wrong is known within a second. */
const everyMs = 900;
/** Times the audit's own time that must lie between two. */
const restFactor = 20;

/** The floor's state is not what it must be: it is not stored. */
export class AuditFailed extends Error {
  override readonly name = 'AuditFailed';
}

export interface FloorAuditParts {
  readonly name: string;
  readonly floor: FloorReader;
  readonly log: EngineLog;
  /** Wall milliseconds of a clock that does not fall. */
  readonly nowMs: () => number;
  /** Told once, at the first fault. */
  readonly failed: (fault: string) => void;
}

export class FloorAudit {
  readonly #parts: FloorAuditParts;
  #turn = 0;
  #dueMs: number;
  #fault: string | undefined;
  /** How long the last one of every second took. */
  lastMs = 0;

  constructor(parts: FloorAuditParts) {
    this.#parts = parts;
    // A start has just checked what it read: the first order does not wait for the first audit.
    this.#dueMs = parts.nowMs() + everyMs;
  }

  /** What was found, a sentence; undefined while all is well. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Audits so far. */
  get count(): number {
    return this.#turn;
  }

  /** Does one if it is time. */
  runWhenDue(): void {
    const nowMs = this.#parts.nowMs();
    if (nowMs < this.#dueMs || this.#fault !== undefined) return;
    this.#guard((floor) => floor.audit(this.#turn));
    this.#turn++;
    this.lastMs = this.#parts.nowMs() - nowMs;
    this.#dueMs = nowMs + Math.max(everyMs, this.lastMs * restFactor);
  }

  /** Everything, before a snapshot, in slices between which the floor stands. Throws `AuditFailed`, now and from then on. */
  *whole(): Slices<void> {
    const checks = this.#parts.floor.checkSlices();
    this.#turn++;
    while (this.#fault === undefined) {
      let isOver = false;
      this.#guard(() => {
        isOver = checks.next().done === true;
      });
      if (isOver) break;
      yield;
    }
    if (this.#fault !== undefined) throw new AuditFailed(this.#fault);
  }

  #guard(check: (floor: FloorReader) => void): void {
    const { name, floor, log, failed } = this.#parts;
    try {
      check(floor);
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      log.error({ err: error, floor: name, sequence: floor.sequence }, 'audit.failed');
      failed(this.#fault);
    }
  }
}
