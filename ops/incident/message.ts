/** What people are told about an incident, from what is known: times in UTC, no names of hosts for users, no guesses, no promises. */
import { durationText, timeText } from '../plan/report/words.ts';
import type { Incident } from './incident.ts';

export const audiences = ['users', 'stakeholders', 'operators'] as const;
export type Audience = (typeof audiences)[number];

export const subjects = ['open', 'still open', 'over'] as const;
export type Subject = (typeof subjects)[number];

const effects: Readonly<Record<Incident['severity'], string>> = {
  minor: 'Some requests may fail or be slow. Trading goes on.',
  major:
    'Many requests fail or are slow. Look at your open orders before you send one again: it may have been accepted.',
  critical:
    'Trading is not possible at the moment, or figures may be wrong. We check orders and balances and will say what we find.',
};

export interface MessageFacts {
  readonly incident: Incident;
  readonly environment: string;
  readonly service: string;
  /** Alerts that fired, from the timeline; undefined when the monitor was not asked. */
  readonly alerts: readonly string[] | undefined;
  /** What was done about it, one line each. */
  readonly measures: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function messageText(audience: Audience, about: Subject, facts: MessageFacts): string {
  const { incident, service, measures } = facts;
  const heading = { open: 'A problem with', 'still open': 'Still a problem with', over: 'Solved: a problem with' }[
    about
  ];
  return [
    `${heading} ${service} (${incident.id}, simulation)`,
    '',
    `Since ${timeText(incident.began)}: ${incident.title}.`,
    ...(about === 'over' ? endText(facts) : [effects[incident.severity], 'We are working on it and will write again.']),
    ...(measures.length === 0 ? [] : ['', 'What was done:', ...measures.map((line) => `- ${line}`)]),
    ...(audience === 'users' ? [] : detailText(facts)),
    ...(audience === 'operators'
      ? [`Timeline: paperfloor ops incident show ${incident.id} --env ${facts.environment}`]
      : []),
    '',
  ].join('\n');
}

function endText({ incident, now }: MessageFacts): string[] {
  const ended = incident.closed === undefined ? now : Date.parse(incident.closed.ended);
  return [
    `It is over after ${durationText(ended - Date.parse(incident.began))}.`,
    incident.closed === undefined ? 'We are looking for the cause.' : `Cause: ${incident.closed.cause}.`,
  ];
}

function detailText({ incident, alerts }: MessageFacts): string[] {
  const fired = alerts?.length === 0 ? 'none fired' : [...new Set(alerts)].join(', ');
  return [
    '',
    `Severity: ${incident.severity}. Opened by ${incident.openedBy} at ${timeText(incident.openedAt)}.`,
    `Alerts: ${alerts === undefined ? 'not asked for' : fired}.`,
    ...(incident.closed === undefined
      ? []
      : [`Changed so that it does not happen again: ${incident.closed.changed.join(', ')}.`]),
  ];
}
