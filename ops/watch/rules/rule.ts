/**
 * What the monitor host computes and judges, as data: the rules' file, their tests and the check of their runbooks are made from it.
 * An alert without a severity, a sentence and a runbook can't be written down.
 */

/** `page` wakes somebody now, `ticket` waits for the morning, `none` is for the watchdog, which fires always. */
export type Severity = 'page' | 'ticket' | 'none';

export interface Alert {
  readonly alert: string;
  /** PromQL that yields something exactly where it is bad. */
  readonly expr: string;
  /** How long it must be so, as Prometheus writes durations; without it, the first time counts. */
  readonly for?: string;
  readonly severity: Severity;
  /** One line for the person who is woken; Prometheus fills labels and value in. */
  readonly summary: string;
  /** Whose runbook it shares; its own otherwise. */
  readonly runbookOf?: string;
}

/** A figure worked out once and used often: `level:metric:operation`. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (Recording | Alert)[];
}

export function alertsOf(groups: readonly RuleGroup[]): Alert[] {
  return groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));
}

/** `HostDown` → docs/runbooks/host-down.md */
export function runbookOf({ alert, runbookOf = alert }: Alert): string {
  return `docs/runbooks/${runbookOf.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;
}
