/**
 * A check plans commands, has them run where they must, and judges what they answered. This is all it is given; what a check can't
 * ask, it doesn't know, and says so.
 */
import type { Command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import type { Outcome } from '../command/run.ts';
import { type Finding, undecided } from './finding.ts';
import type { Site } from './site.ts';

export interface CheckParts {
  readonly site: Site;
  /** Paperfloor's own directory. */
  readonly root: string;
  /** In a lab all hosts share one machine. */
  readonly kind: 'lab' | 'real';
  /** The certificate of the environment's own authority, on this machine. */
  readonly authority: string;
  /** The slot to look at through the load balancer; undefined is whatever the traffic plan says. */
  readonly slot: string | undefined;
  /** The command that runs words on a host as an operator. Throws `OpsProblem` when the host can't be reached at all. */
  on(host: string, words: readonly string[], input?: string): Command;
  /** The command that runs words on this machine, where the environment can be reached. */
  here(words: readonly string[], input?: string): Command;
  /** Runs one command to its end, whatever its exit code. */
  ask(command: Command): Promise<Outcome>;
  /** Runs one of our probes (probe/main.ts) on this machine; its input goes to its standard input, for it may hold keys. */
  probe<Input, Answer>(name: string, input: Input): Promise<Answer>;
}

export interface Check {
  readonly name: string;
  run(parts: CheckParts): Promise<readonly Finding[]>;
}

/** Runs the checks one after the other. What a check could not do decides nothing. */
export async function runChecks(
  checks: readonly Check[],
  parts: CheckParts,
  tell: (line: string) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    tell(check.name);
    try {
      findings.push(...(await check.run(parts)));
    } catch (error) {
      if (!(error instanceof OpsProblem)) throw error;
      const details = error.message.split('\n');
      findings.push(undecided(check.name, details[0] ?? 'it could not be run', { details }));
    }
  }
  return findings;
}

/** What the command printed. Throws `OpsProblem` when it did not end well: then nothing is known. */
export async function answerOf(parts: CheckParts, command: Command): Promise<string> {
  const { code, stdout, stderr } = await parts.ask(command);
  if (code === 0) return stdout;
  const lines = (stderr.trim() || stdout.trim()).split('\n');
  const said = lines.find((line) => /^\w*error:/i.test(line)) ?? lines.at(-1) ?? '';
  throw new OpsProblem(`${command.program} … ended with ${code}: ${said}`);
}
