/**
 * One program to start, with its arguments as they are: no shell reads them. Planners return these, tests compare them word
 * for word, and `run.ts` is all that ever starts them. A planner never looks at the machine.
 */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** What the program reads on its standard input; without it the input is empty. */
  readonly input?: string;
}

export function command(program: string, ...args: readonly string[]): Command {
  return { program, args };
}

/** The command as a person would type it, for messages and `--dry-run`. */
export function shellText({ program, args }: Command): string {
  return [program, ...args].map(quote).join(' ');
}

/** A word as a POSIX shell reads it back unchanged. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
