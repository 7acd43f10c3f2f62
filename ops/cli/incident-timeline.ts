/** Where an incident's timeline comes from: what was kept when it was closed, or evidence and, when asked, the monitor host. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import type { Incident } from '../incident/incident.ts';
import { askAlerts, askLogs } from '../incident/sources.ts';
import { alertEvents, evidenceEvents, inOrder, logEvents, type TimelineEvent } from '../incident/timeline.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { redactor } from '../plan/evidence/redact.ts';
import type { OpsContext } from './ops-context.ts';
import { monitorOf, type ReachFlags, reachOf } from './reach.ts';
import { directoryOf } from './workplace.ts';

export interface TimelineFlags extends ReachFlags {
  /** False with --no-monitor. */
  readonly monitor: boolean;
}

/** What led to it is part of it. */
const secondsBefore = 600;

/** Rejects with `OpsProblem` when the monitor host is to be asked and can't be. */
export async function timelineOf(
  context: OpsContext,
  flags: TimelineFlags,
  incident: Incident,
  entries: readonly Entry[],
): Promise<TimelineEvent[]> {
  const to = incident.closed === undefined ? Date.now() / 1000 : Date.parse(incident.closed.ended) / 1000;
  const span = { from: Math.floor(Date.parse(incident.began) / 1000) - secondsBefore, to: Math.ceil(to) };
  const done = evidenceEvents(entries, span);
  if (!flags.monitor) return inOrder(done);
  const reach = await reachOf(context, flags);
  const ask = (words: readonly string[], input: string) => reach.say(monitorOf(reach), words, input);
  try {
    const [alerts, lines] = [await askAlerts(ask, span), await askLogs(ask, span)];
    return inOrder(done, alertEvents(alerts, span), logEvents(lines, redactor(context.environment)));
  } catch (error) {
    if (!(error instanceof OpsProblem)) throw error;
    throw new OpsProblem(`the monitor host can't be asked: ${error.message}`, 'bring it back, or add --no-monitor', {
      cause: error,
    });
  }
}

/** The monitor host forgets; what was kept with the closing does not. Undefined when it was never kept or is gone. */
export function keptTimeline(
  context: OpsContext,
  flags: TimelineFlags,
  { closed }: Incident,
): TimelineEvent[] | undefined {
  const kept = closed?.attachments.find(({ name }) => name.endsWith('-timeline.json'));
  if (kept === undefined) return undefined;
  try {
    const text = readFileSync(join(directoryOf(context, flags), 'attachments', kept.sha256), 'utf8');
    return JSON.parse(text) as TimelineEvent[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
