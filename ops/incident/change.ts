/**
 * What must be different before an incident is closed: a step of the plan, a check (a test by its file and title) or an alert. It must be
 * there, and not be what it was when the incident was opened; otherwise the same will happen again.
 */
import { createHash } from 'node:crypto';
import { OpsProblem } from '../command/problem.ts';
import { canonicalText, type Json } from '../plan/evidence/canonical.ts';
import type { Step } from '../plan/step.ts';
import type { Alert } from '../watch/rules/rule.ts';

export interface Surroundings {
  readonly steps: readonly Step[];
  readonly alerts: readonly Alert[];
  /** The texts of the files with tests, by path from the project's directory. */
  readonly tests: Readonly<Record<string, string>>;
}

const digestCharacters = 16;

/** Everything that an incident could be closed with, by digest. Of tests the files: a new test changes its file. */
export function digests({ steps, alerts, tests }: Surroundings): Record<string, string> {
  return {
    ...Object.fromEntries(steps.map((step) => [`step:${step.id}`, digest(canonicalText(step as unknown as Json))])),
    ...Object.fromEntries(
      alerts.map((alert) => [`alert:${alert.alert}`, digest(canonicalText(alert as unknown as Json))]),
    ),
    ...Object.fromEntries(Object.entries(tests).map(([file, text]) => [`check:${file}`, digest(text)])),
  };
}

/** Throws `OpsProblem` for a name that nothing has, and for what is as it was. */
export function requireChanged(
  named: readonly string[],
  known: Readonly<Record<string, string>>,
  now: Surroundings,
): void {
  const today = digests(now);
  const example =
    '--changed alert:HostDown, step:deploy.install or "check:ops/plan/engine/lock.test.ts: title of the test"';
  if (named.length === 0) {
    throw new OpsProblem(
      `an incident is closed with what was changed so that it does not happen again; ${changedText(known, today)}`,
      example,
    );
  }
  for (const each of named) {
    const [kind, rest = ''] = splitAt(each, ':');
    const [file, title] = splitAt(rest, ': ');
    const name = kind === 'check' ? `check:${file}` : each;
    if (today[name] === undefined) throw new OpsProblem(`there is no ${each}`, example);
    if (kind === 'check' && (title === undefined || !(now.tests[file] ?? '').includes(title))) {
      throw new OpsProblem(`${file} has no test ${JSON.stringify(title ?? '')}`, example);
    }
    if (today[name] === known[name]) {
      throw new OpsProblem(
        `${each} is what it was when the incident was opened; ${changedText(known, today)}`,
        'change or add the step, check or alert that would have caught this; then close the incident with it',
      );
    }
  }
}

const changedShown = 8;

/** What there would be to name. */
function changedText(known: Readonly<Record<string, string>>, today: Readonly<Record<string, string>>): string {
  const others = Object.keys(today).filter((name) => today[name] !== known[name]);
  if (others.length === 0) return 'since then no step, check or alert has changed';
  const more = others.length > changedShown ? ` and ${others.length - changedShown} more` : '';
  return `changed since then: ${others.slice(0, changedShown).join(', ')}${more}`;
}

function splitAt(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digestCharacters);
}
