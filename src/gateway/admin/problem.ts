/** An administrator's wish that was refused, as a value that travels over the socket. Nothing was changed. */
export class AdminProblem extends Error {
  override readonly name = 'AdminProblem';
  /** Stable word for scripts: `account_exists`, `unknown_floor`, … */
  readonly reason: string;
  /** The next thing to try, a command where there is one. */
  readonly hint: string | undefined;

  constructor(reason: string, message: string, hint?: string) {
    super(message);
    this.reason = reason;
    this.hint = hint;
  }
}
