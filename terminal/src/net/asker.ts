/**
 * Asks until it is answered: a failed request is repeated with growing pauses, and not before the time a limit names. One
 * asker asks one thing at a time: a newer question, or `drop`, ends the one before, whose answer is then undefined.
 */
import { ApiFailure } from './api.ts';
import { pauseMs } from './refusal.ts';

export type Sleep = (milliseconds: number) => Promise<void>;

export const sleep: Sleep = (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds));

export class Asker {
  readonly #sleep: Sleep;
  #question = 0;

  constructor(pause: Sleep = sleep) {
    this.#sleep = pause;
  }

  async ask<T>(request: () => Promise<T>): Promise<T | undefined> {
    this.#question += 1;
    const mine = this.#question;
    for (let attempt = 0; mine === this.#question; attempt += 1) {
      try {
        const answer = await request();
        return mine === this.#question ? answer : undefined;
      } catch (failure) {
        if (!(failure instanceof ApiFailure)) throw failure;
        await this.#sleep(pauseMs(failure.waitMs, attempt, Math.random()));
      }
    }
    return undefined;
  }

  drop(): void {
    this.#question += 1;
  }
}
