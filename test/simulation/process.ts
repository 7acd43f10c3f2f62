/**
 * A process of the simulation: its timers, its clocks, and whether it lives. What comes to a frozen process (SIGSTOP) waits until
 * it goes on; what comes to a dead one is lost. It dies between two events: that is any await of the program inside.
 */
import type { WallClock } from '../../src/engine/wall-clock.ts';
import type { Timers } from '../../src/journal/timers.ts';
import { type Dice, type World, worldStartUs } from './world.ts';

export class Process implements Timers, WallClock {
  readonly name: string;
  readonly #world: World;
  readonly #dice: Dice;
  /** What the machine's wall clock is wrong by, microseconds. */
  readonly #wallErrorUs: () => number;
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #held: (() => void)[] = [];
  #onDeath: (() => void)[] = [];

  constructor(world: World, name: string, wallErrorUs: () => number) {
    this.name = name;
    this.#world = world;
    this.#dice = world.dice(`process ${name}`);
    this.#wallErrorUs = wallErrorUs;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isFrozen(): boolean {
    return this.#state === 'frozen';
  }

  wallUs(): number {
    return worldStartUs + this.#world.nowUs + this.#wallErrorUs();
  }

  monotonicUs(): number {
    return this.#world.nowUs;
  }

  after(milliseconds: number, run: () => void): () => void {
    return this.#later(milliseconds * 1000 + this.#dice.between(0, 300), run);
  }

  soon(run: () => void): () => void {
    return this.#later(this.#dice.between(0, 100), run);
  }

  /** Something arrives from outside: an answer, a request, a timer. */
  deliver(run: () => void): void {
    if (this.#state === 'running') run();
    else if (this.#state === 'frozen') this.#held.push(run);
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** What has come meanwhile arrives now, each thing in a turn of its own. */
  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    const held = this.#held;
    this.#held = [];
    for (const run of held) this.#world.after(0, () => this.deliver(run));
  }

  die(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.#held = [];
    for (const run of this.#onDeath) run();
  }

  onDeath(run: () => void): void {
    this.#onDeath.push(run);
  }

  #later(delayUs: number, run: () => void): () => void {
    let wanted = true;
    const callOff = this.#world.after(delayUs, () => {
      this.deliver(() => {
        if (wanted) run();
      });
    });
    return () => {
      wanted = false;
      callOff();
    };
  }
}
