/**
 * The step of a paused floor, from the wish for it to its end; one at a time. It is a grant with a stamp of its own: once that is on its
 * way into the journal, the floor will take the step, whoever writes it then, and nobody is told any more that it was not done.
 */
import { EngineUnavailable, OutcomeUnknown } from './floor-session.ts';

interface Taken {
  readonly target: number;
  granted: boolean;
  resolve(): void;
  reject(error: Error): void;
}

export class PausedStep {
  readonly #floor: string;
  #taken: Taken | undefined;
  /** Changes of the clock that are not answered yet: one of them may let the floor run, so no step begins. */
  #clockChanges = 0;

  /** `floor`: its name. */
  constructor(floor: string) {
    this.#floor = floor;
  }

  /** Floor time at which the step ends; undefined when none is taken. */
  get target(): number | undefined {
    return this.#taken?.target;
  }

  /** Why none can be taken of a floor that is paused or runs; undefined when one can. */
  refusal(isPaused: boolean): EngineUnavailable | undefined {
    if (!isPaused) return busy(`floor ${this.#floor} runs: pause it before stepping`);
    if (this.#clockChanges > 0) return busy(`the clock of floor ${this.#floor} is being changed`);
    if (this.#taken !== undefined) return busy(`floor ${this.#floor} is taking a step already`);
    return undefined;
  }

  /** `send` brings its grant into the inbox, with what is to be told when that is refused. Resolves at the step's end. */
  take(target: number, send: (target: number, reject: (error: Error) => void) => void): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#taken = { target, granted: false, resolve, reject };
      send(target, reject);
    }).finally(() => {
      this.#taken = undefined;
    });
  }

  /** Its grant leaves for the journal. */
  granted(): void {
    if (this.#taken !== undefined) this.#taken.granted = true;
  }

  /** The floor has come to this time. */
  reached(time: number): void {
    if (this.#taken !== undefined && time >= this.#taken.target) this.#taken.resolve();
  }

  /** `refusal`: what is told when nobody has been promised the step. */
  breakOff(refusal: EngineUnavailable): void {
    const goesOn = `floor ${this.#floor} stopped within the step, and goes on with it when it runs again`;
    this.#taken?.reject(this.#taken.granted ? new OutcomeUnknown(goesOn) : refusal);
  }

  /** Waits with steps until a change of the clock is answered. */
  behind<T>(clockChange: Promise<T>): Promise<T> {
    this.#clockChanges++;
    return clockChange.finally(() => {
      this.#clockChanges--;
    });
  }
}

function busy(why: string): EngineUnavailable {
  return new EngineUnavailable('busy', why);
}
