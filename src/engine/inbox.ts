/** Commands waiting for their batch: bounded, first come first served, each with the promise of its answer. */
import type { Applied } from '../core/messages/applied.ts';
import type { Command } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { Origin } from '../journal/command-codec.ts';

export interface Waiting {
  readonly command: Command;
  /** When another server passed it on. */
  readonly origin: Origin | undefined;
  /** Floor microseconds given beforehand (grants); undefined: the time its batch is sealed. */
  readonly time: number | undefined;
  resolve(result: Result<Applied>): void;
  reject(error: Error): void;
}

/** Commands that may wait; the one behind is refused. */
export const inboxMax = 10_000;
/** Commands of one batch: a few milliseconds of work. */
export const batchMax = 512;

export class Inbox {
  #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  push(entry: Waiting): void {
    this.#waiting.push(entry);
  }

  /** A grant given beforehand ends its batch: a change of the clock behind it waits until that time has passed. */
  takeBatch(): Waiting[] {
    const grant = this.#waiting.findIndex(({ time }) => time !== undefined);
    const size = grant === -1 ? batchMax : Math.min(batchMax, grant + 1);
    if (this.#waiting.length <= size) {
      const all = this.#waiting;
      this.#waiting = [];
      return all;
    }
    return this.#waiting.splice(0, size);
  }

  rejectAll(makeError: () => Error): void {
    this.rejectWhere(() => true, makeError);
  }

  rejectWhere(isRejected: (command: Command) => boolean, makeError: () => Error): void {
    const all = this.#waiting;
    this.#waiting = all.filter(({ command }) => !isRejected(command));
    for (const entry of all) if (isRejected(entry.command)) entry.reject(makeError());
  }
}
