/** Each step of a deployment, timed and told as it ends: the executor's only memory, kept by whoever gave `write`. */
export type StepVerdict = 'pass' | 'fail' | 'inconclusive' | 'waived';

export interface NotedStep {
  readonly step: string;
  readonly verdict: StepVerdict;
  readonly reason: string;
  readonly measured: Readonly<Record<string, string | number | boolean>>;
  readonly milliseconds: number;
}

export interface Outcome {
  readonly verdict?: StepVerdict;
  readonly reason: string;
  readonly measured?: NotedStep['measured'];
}

/** A step did not pass; what it said is noted already. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly verdict: 'fail' | 'inconclusive';

  constructor(verdict: 'fail' | 'inconclusive', message: string) {
    super(message);
    this.verdict = verdict;
  }
}

export class Notebook {
  readonly #write: (step: NotedStep) => void;
  readonly #talk: (line: string) => void;
  readonly steps: NotedStep[] = [];

  constructor(write: (step: NotedStep) => void, talk: (line: string) => void) {
    this.#write = write;
    this.#talk = talk;
  }

  /** Does the step and notes how it ended. Rejects with `StepFailed` unless it passed or was waived. */
  async step(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const began = performance.now();
    const note = ({ verdict = 'pass', reason, measured = {} }: Outcome) => {
      const noted = { step: name, verdict, reason, measured, milliseconds: Math.round(performance.now() - began) };
      this.steps.push(noted);
      this.#write(noted);
      this.#talk(
        `${name}: ${verdict === 'pass' ? '' : `${verdict}: `}${reason} (${(noted.milliseconds / 1000).toFixed(1)} s)`,
      );
      return verdict;
    };
    let outcome: Outcome;
    try {
      outcome = await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      note({ verdict: 'fail', reason });
      throw new StepFailed('fail', `${name}: ${reason}`);
    }
    const verdict = note(outcome);
    if (verdict === 'fail' || verdict === 'inconclusive') throw new StepFailed(verdict, `${name}: ${outcome.reason}`);
    return outcome;
  }
}
