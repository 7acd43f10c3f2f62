/** What every noun of `paperfloor ops` is given. */
import { Command } from 'commander';

export interface OpsContext {
  /** The answer, on stdout. */
  answer(text: string): void;
  /** Everything else, on stderr, a line at a time. */
  talk(line: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Paperfloor's own directory. */
  readonly root: string;
  /** Ends the program with another code than 0 although the command has answered. */
  endWith(code: number): void;
}

/** How `paperfloor ops` ends. */
export const opsExitCode = {
  done: 0,
  /** Refused or failed; the message says what to try. */
  failed: 1,
  /** The command line is wrong; nothing was touched. */
  usage: 2,
  /** Not finished and not failed: a signature is missing, or a check could not decide. */
  waiting: 3,
  /** A check could not decide (EX_TEMPFAIL of sysexits.h): what the engine of the plan takes for "look again". */
  undecided: 75,
} as const;

/** A verb whose help starts with an example. */
export function opsCommand(name: string, sentence: string, example: string): Command {
  return new Command(name).description(sentence).addHelpText('before', `Example: paperfloor ops ${example}\n`);
}
