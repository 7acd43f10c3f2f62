/**
 * A value that must not be seen: whatever prints it (template, JSON, util.inspect, a logger) shows `[redacted]`.
 * Only `reveal` gives it out, so that a search for that word finds every use. It does not encrypt memory.
 */
import { inspect } from 'node:util';

const mask = '[redacted]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
