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

  /**
   * Does the step and notes how it ended. Rejects with `StepFailed` unless it passed or was waived, and with nothing else: a step that
   * can't be written down has failed like any other, so that what was begun is taken back.
   */
  async step(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const began = performance.now();
    const outcome = await outcomeOf(work);
    const { verdict, reason } = this.#note(name, began, outcome);
    if (verdict === 'fail' || verdict === 'inconclusive') throw new StepFailed(verdict, `${name}: ${reason}`);
    return outcome;
  }

  #note(step: string, began: number, { verdict = 'pass', reason, measured = {} }: Outcome): NotedStep {
    const noted = { step, verdict, reason, measured, milliseconds: Math.round(performance.now() - began) };
    const kept = this.#keep(noted);
    this.steps.push(kept);
    const shown = kept.verdict === 'pass' ? '' : `${kept.verdict}: `;
    this.#talk(`${step}: ${shown}${kept.reason} (${(kept.milliseconds / 1000).toFixed(1)} s)`);
    return kept;
  }

  #keep(noted: NotedStep): NotedStep {
    try {
      this.#write(noted);
      return noted;
    } catch (error) {
      return { ...noted, verdict: 'fail', reason: `${noted.reason}; it can't be written down: ${textOf(error)}` };
    }
  }
}

async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    return { verdict: 'fail', reason: textOf(error) };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
