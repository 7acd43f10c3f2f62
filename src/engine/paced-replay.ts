/**
 * A journal applied again beside a running server: the floor advances in short slices so that the event loop breathes, and
 * whoever waits is told how far it is. It applies; what is compared or read on the way is the caller's.
 */
import type { StampedCommand } from '../core/messages/command.ts';
import type { FloorSteps } from './floor-steps.ts';

/** Wall milliseconds of work in one turn; between two lines of progress. */
const turnMs = 15;
const tellEveryMs = 2_000;
const sliceUs = 1_000_000;

export class PacedReplay {
  readonly #steps: FloorSteps;
  readonly #progress: (line: string) => void;
  #turnBegan = performance.now();
  #told = performance.now();
  /** Commands applied. */
  commands = 0;

  constructor(steps: FloorSteps, progress: (line: string) => void) {
    this.#steps = steps;
    this.#progress = progress;
  }

  async apply(stamped: StampedCommand): Promise<void> {
    if (stamped.command.type !== 'grant_time') await this.advance(this.runsTo(stamped));
    this.#steps.apply(stamped);
    this.commands++;
    await this.#breathe();
  }

  /** Floor time at which a command meets the floor, microseconds. */
  runsTo({ command, time }: StampedCommand): number {
    return command.type === 'skip_time' || command.type === 'grant_time' ? this.#steps.floor.grantedTime : time;
  }

  async advance(timeUs: number): Promise<void> {
    const { floor } = this.#steps;
    while (floor.time < timeUs) {
      this.#steps.advance(Math.min(timeUs, floor.time + sliceUs));
      await this.#breathe();
    }
  }

  async #breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.#turnBegan < turnMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnBegan = performance.now();
    if (now - this.#told < tellEveryMs) return;
    this.#told = now;
    const { floor } = this.#steps;
    this.#progress(`${this.commands} commands, floor time ${new Date(floor.time / 1000).toISOString()}`);
  }
}
