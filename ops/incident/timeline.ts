/** What happened, from three sources in one order: what was done (evidence), what was noticed (alerts), what was said (logs). */
import type { Entry } from '../plan/evidence/fact.ts';
import { aboutText } from '../plan/report/evidence-report.ts';

export interface TimelineEvent {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly from: 'evidence' | 'alert' | 'log';
  readonly text: string;
}

export interface Span {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Looked at more coarsely the longer it took: Prometheus answers with at most 11,000 points. */
export function stepSeconds({ from, to }: Span): number {
  return Math.max(5, Math.ceil((to - from) / 5_000));
}

export function evidenceEvents(entries: readonly Entry[], { from, to }: Span): TimelineEvent[] {
  return entries
    .filter(({ at }) => secondsOf(at) >= from && secondsOf(at) <= to)
    .filter(({ what }) => what !== 'command.ended' && what !== 'step.acting' && what !== 'step.acted')
    .map((entry) => ({ at: entry.at, from: 'evidence', text: `${entry.what}: ${aboutText(entry)}` }));
}

export interface AlertSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** Where an alert's points begin it fired, where they end it was over; one that still fires has no end. */
export function alertEvents(series: readonly AlertSeries[], span: Span): TimelineEvent[] {
  const step = stepSeconds(span);
  return series.flatMap(({ metric, values }) => {
    const times = values.map(([time]) => time);
    const name = alertName(metric);
    return times.flatMap((time, index) => {
      const before = times[index - 1];
      const after = times[index + 1];
      const begins = before === undefined || time - before > 1.5 * step;
      const ends = after === undefined ? time + step <= span.to : after - time > 1.5 * step;
      return [
        ...(begins ? [alertEvent(time, `${name} fires`)] : []),
        ...(ends ? [alertEvent(time + step, `${name} is over`)] : []),
      ];
    });
  });
}

/** Names of the alerts that fired. */
export function firedIn(timeline: readonly TimelineEvent[]): string[] {
  const fires = timeline.filter(({ from, text }) => from === 'alert' && text.endsWith(' fires'));
  return fires.map(({ text }) => text.split(' ')[0] ?? '');
}

/** Pages that fire and are not over yet: each as `HostDown (page) db1`. A ticket may wait. */
export function stillFiring(timeline: readonly TimelineEvent[]): string[] {
  const firing = new Set<string>();
  for (const { from, text } of timeline) {
    if (from !== 'alert' || !text.includes('(page)')) continue;
    if (text.endsWith(' fires')) firing.add(text.slice(0, -' fires'.length));
    if (text.endsWith(' is over')) firing.delete(text.slice(0, -' is over'.length));
  }
  return [...firing];
}

export interface LogLine {
  readonly at: string;
  readonly host: string;
  readonly program: string;
  readonly message: string;
}

const messageCharactersMax = 300;

/** `redact` takes secrets out: logs are kept as evidence here. */
export function logEvents(lines: readonly LogLine[], redact: (text: string) => string): TimelineEvent[] {
  return lines.map(({ at, host, program, message }) => ({
    at: new Date(at).toISOString(),
    from: 'log',
    text: redact(`${host} ${program}: ${message.trim().slice(0, messageCharactersMax)}`),
  }));
}

export function inOrder(...sources: readonly (readonly TimelineEvent[])[]): TimelineEvent[] {
  return sources.flat().sort((left, right) => secondsOf(left.at) - secondsOf(right.at));
}

function alertName({ alertname = '', severity = '', ...labels }: Readonly<Record<string, string>>): string {
  const where = ['host', 'floor', 'slot', 'instance', 'name'].flatMap((label) => labels[label] ?? []);
  return [alertname, `(${severity})`, ...where].join(' ');
}

function alertEvent(seconds: number, text: string): TimelineEvent {
  return { at: new Date(seconds * 1000).toISOString(), from: 'alert', text };
}

function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}
