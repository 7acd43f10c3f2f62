/** What a person can put right: one line that says what is wrong, one with the next thing to try. Anything else is a bug. */
export class OpsProblem extends Error {
  override readonly name: string = 'OpsProblem';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The command line is wrong; nothing was touched. */
export class OpsUsageError extends OpsProblem {
  override readonly name = 'OpsUsageError';
}
