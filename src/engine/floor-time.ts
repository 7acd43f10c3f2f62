/**
 * What a writer's floor time may be: the stamp of the next batch, how far the market may go, and when more is to be granted. Questions
 * only; the answers change with the clock, the floor, the journal, a step of a paused floor, and the audit, by whose fault time stands.
 */
import type { TimestampUs } from '../core/units/brand.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { FloorAudit } from './floor-audit.ts';
import type { FloorClock } from './floor-clock.ts';
import type { FloorSteps } from './floor-steps.ts';
import type { PausedStep } from './paused-step.ts';

/** Floor time is granted this far ahead, and again when less than the second is left; wall microseconds. */
const grantUs = 1_500_000;
const grantLeftUs = 500_000;

export interface FloorTimeParts {
  readonly steps: Pick<FloorSteps, 'floor'>;
  readonly clock: FloorClock;
  readonly writer: Pick<JournalWriter, 'end'>;
  readonly audit: Pick<FloorAudit, 'fault'>;
  readonly step: Pick<PausedStep, 'target'>;
}

export class FloorTime {
  readonly #parts: FloorTimeParts;

  constructor(parts: FloorTimeParts) {
    this.#parts = parts;
  }

  /**
   * Of what is sealed now. Where the audit has found a fault the floor's time stands, but for what was promised: no stamp is earlier
   * than one given before, since followers have gone on to that.
   */
  stamp(): TimestampUs {
    const { steps, clock, writer, audit } = this.#parts;
    if (audit.fault === undefined) return clock.now();
    const { floor } = steps;
    // Within a step they go on to its end.
    const stepUs = floor.clock.paused ? floor.grantedTime : 0;
    return Math.max(floor.time, writer.end.timeUs, stepUs) as TimestampUs;
  }

  /** How far the market may and should be now. `committing`: the stamp of a batch that is being committed. */
  goal(committing: number | undefined): number {
    const { steps, clock, step } = this.#parts;
    const { grantedTime } = steps.floor;
    // Paused, nothing is granted but by a step: it is taken even when its asker was told that its outcome is unknown.
    const wanted = step.target ?? (clock.paused ? grantedTime : clock.now());
    return Math.min(wanted, grantedTime, committing ?? wanted);
  }

  /** A step is granted and not over: commands wait, because whoever follows may be at its end already. */
  get isStepping(): boolean {
    const { steps, clock, audit } = this.#parts;
    return clock.paused && steps.floor.grantedTime > steps.floor.time && audit.fault === undefined;
  }

  get isGrantDue(): boolean {
    const { steps, clock, audit } = this.#parts;
    if (clock.paused || audit.fault !== undefined) return false;
    return steps.floor.grantedTime < clock.now() + grantLeftUs * clock.rate;
  }

  /** What is granted to a batch with this stamp. */
  grantFrom(stamp: number): TimestampUs {
    return Math.floor(stamp + grantUs * this.#parts.clock.rate) as TimestampUs;
  }
}
