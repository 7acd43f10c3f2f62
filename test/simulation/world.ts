/**
 * Time, order and chance of a simulation. Everything that happens is an event at an instant of fake time; between two events all
 * promises that can go on do so. The same seed gives the same events in the same order, and so the same trace.
 */
import { stateHash } from '../../src/core/snapshot/state-hash.ts';
import { Random } from '../../src/market/math/random.ts';

/** 2026-01-05 09:00 UTC, microseconds: the wall's time when a simulation begins. */
export const worldStartUs = Date.UTC(2026, 0, 5, 9) * 1000;

interface Scheduled {
  readonly atUs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

export class World {
  readonly seed: number;
  /** Microseconds since the beginning. */
  nowUs = 0;
  events = 0;
  /** What was found wrong so far, one sentence each. */
  readonly problems: string[] = [];
  readonly #keepTrace: boolean;
  readonly #heap: Scheduled[] = [];
  readonly #lines: string[] = [];
  #order = 0;
  #traceHash = '';
  #unhashed = '';

  constructor(seed: number, keepTrace = false) {
    this.seed = seed;
    this.#keepTrace = keepTrace;
  }

  /** A stream of chance of its own: one part drawing more never shifts another. */
  dice(purpose: string): Dice {
    return new Dice(`${this.seed}/${purpose}`);
  }

  /** Runs something after so many microseconds; the returned function calls it off. */
  after(delayUs: number, run: () => void): () => void {
    const event: Scheduled = { atUs: this.nowUs + Math.max(0, Math.round(delayUs)), order: this.#order++, run };
    this.#push(event);
    return () => {
      event.run = undefined;
    };
  }

  /** A line of the story. */
  trace(line: string): void {
    const whole = `${(this.nowUs / 1000).toFixed(3).padStart(11)} ms  ${line}`;
    if (this.#keepTrace) this.#lines.push(whole);
    this.#unhashed += `${whole}\n`;
    if (this.#unhashed.length > 1 << 16) this.#foldTrace();
  }

  /** The story, when it was kept. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get traceHash(): string {
    this.#foldTrace();
    return this.#traceHash;
  }

  problem(sentence: string): void {
    this.trace(`PROBLEM: ${sentence}`);
    this.problems.push(sentence);
  }

  /** Lets events happen until `done`, the given instant, or nothing is left to happen. */
  async run(untilUs: number, done: () => boolean = () => false): Promise<void> {
    while (!done()) {
      const next = this.#heap[0];
      if (next === undefined || next.atUs > untilUs) {
        this.nowUs = Math.max(this.nowUs, untilUs);
        return;
      }
      this.#pop();
      if (next.run === undefined) continue;
      this.nowUs = next.atUs;
      this.events++;
      next.run();
      await settled();
    }
  }

  #foldTrace(): void {
    this.#traceHash = stateHash(new TextEncoder().encode(this.#traceHash + this.#unhashed));
    this.#unhashed = '';
  }

  #push(event: Scheduled): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}

/** Resolves when every promise that could go on has: an immediate comes behind all of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class Dice {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = new Random(seed);
  }

  /** Between 0 and 1. */
  get part(): number {
    return this.#random.uniform();
  }

  chance(probability: number): boolean {
    return this.#random.uniform() < probability;
  }

  between(low: number, high: number): number {
    return low + this.#random.uniform() * (high - low);
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}
