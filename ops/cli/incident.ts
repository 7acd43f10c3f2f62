/** `paperfloor ops incident …`: what went wrong, told from the evidence, and closed with what is different now. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { digests, requireChanged, type Surroundings } from '../incident/change.ts';
import { findIncident, incidentsIn, nextId } from '../incident/incident.ts';
import { incidentReport } from '../incident/incident-report.ts';
import { measuresIn } from '../incident/measures.ts';
import { type Audience, audiences, messageText, type Subject, subjects } from '../incident/message.ts';
import { firedIn, stillFiring } from '../incident/timeline.ts';
import { keepContent } from '../plan/engine/sign.ts';
import type { IncidentSeverity } from '../plan/evidence/fact.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { asHtml } from '../plan/report/html.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { timeText } from '../plan/report/words.ts';
import { allSteps } from '../plan/the-plan.ts';
import { allRules } from '../watch/rules/all-rules.ts';
import { alertsOf } from '../watch/rules/rule.ts';
import { keptTimeline, type TimelineFlags, timelineOf } from './incident-timeline.ts';
import type { OpsContext } from './ops-context.ts';
import { reachingCommand } from './reach.ts';
import { directoryOf, type EnvironmentFlags, environmentCommand, personOf, workAlone } from './workplace.ts';

const severities: readonly IncidentSeverity[] = ['minor', 'major', 'critical'];

interface IncidentFlags extends TimelineFlags {
  readonly by?: string;
}

export function incidentCommands(context: OpsContext): Command {
  return new Command('incident')
    .description('what went wrong, told from the evidence, and closed with what is different now')
    .addCommand(openCommand(context))
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(tellCommand(context))
    .addCommand(closeCommand(context));
}

function openCommand(context: OpsContext): Command {
  return environmentCommand('open', 'begin an incident', 'incident open --env production --title "Orders time out"')
    .requiredOption('--title <TEXT>', 'what people notice, in one line', oneLine('--title'))
    .option('--severity <NAME>', severities.join(', '), oneOf('--severity', severities), 'major' as IncidentSeverity)
    .option('--began <TIME>', 'when, ISO 8601 (default: now)', readTime)
    .option('--by <NAME>', 'who (default: the name of this login)')
    .action(
      async (flags: EnvironmentFlags & { title: string; severity: IncidentSeverity; began?: string; by?: string }) => {
        const by = personOf(context, flags.by);
        const { title, severity, began = new Date().toISOString() } = flags;
        const id = await workAlone(context, flags, by, `incident: ${title}`, async (ledger) => {
          const incident = nextId(ledger.entries);
          const known = digests(surroundings(context));
          ledger.append({ what: 'incident.opened', incident, title, severity, by, began, known });
          return incident;
        });
        context.answer(id);
        context.talk(`next: paperfloor ops incident tell ${id} --env ${flags.env} --audience users --about open`);
      },
    );
}

function listCommand(context: OpsContext): Command {
  return environmentCommand('list', 'all incidents', 'incident list --env production')
    .option('--json', 'answer as JSON')
    .action((flags: EnvironmentFlags & { json?: boolean }) => {
      const all = incidentsIn(soundEntries(context, flags).entries);
      if (flags.json === true) return context.answer(JSON.stringify(all.map(({ known: _, ...incident }) => incident)));
      const lines = all.map(
        ({ id, severity, began, title, closed }) =>
          `${id.padEnd(12)} ${(closed === undefined ? 'open' : 'closed').padEnd(6)} ${severity.padEnd(8)} ${timeText(began)}  ${title}`,
      );
      context.answer(lines.length === 0 ? `no incident of ${flags.env}` : lines.join('\n'));
    });
}

function showCommand(context: OpsContext): Command {
  return withMonitor(reachingCommand('show', 'the incident with its timeline', 'incident show --env production'))
    .argument('[INCIDENT]', 'which (default: the open one)')
    .option('--format <FORMAT>', 'md or html', oneOf('--format', ['md', 'html'] as const), 'md' as const)
    .option('--out <FILE>', 'where to (default: printed)')
    .action(async (id: string | undefined, flags: IncidentFlags & { format: 'md' | 'html'; out?: string }) => {
      const { entries, head } = soundEntries(context, flags);
      const incident = findIncident(entries, flags.env, id);
      const kept = keptTimeline(context, flags, incident);
      const timeline = kept ?? (await timelineOf(context, flags, incident, entries));
      const report = incidentReport(flags.env, head, incident, timeline);
      const text = (flags.format === 'md' ? asMarkdown : asHtml)(report);
      if (flags.out === undefined) return context.answer(text.trimEnd());
      const file = resolve(context.workingDirectory, flags.out);
      writeFileSync(file, text);
      context.answer(file);
    });
}

function tellCommand(context: OpsContext): Command {
  return withMonitor(
    reachingCommand('tell', 'print the message to send, and note that it was sent', 'incident tell --env production'),
  )
    .argument('[INCIDENT]', 'which (default: the open one)')
    .option('--audience <NAME>', audiences.join(', '), oneOf('--audience', audiences), 'users' as Audience)
    .option('--about <STATE>', subjects.join(', '), oneOf('--about', subjects), 'open' as Subject)
    .option('--service <NAME>', 'what they call it', oneLine('--service'), 'Paperfloor')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .action(
      async (
        id: string | undefined,
        flags: IncidentFlags & { audience: Audience; about: Subject; service: string },
      ) => {
        const by = personOf(context, flags.by);
        const { audience, about, service } = flags;
        const text = await workAlone(context, flags, by, 'telling people of an incident', async (ledger) => {
          const incident = findIncident(ledger.entries, flags.env, id);
          const kept = keptTimeline(context, flags, incident);
          // Users are told of no alert, and must be told also when the monitor host is what is broken.
          const isAsked = flags.monitor && (audience !== 'users' || about === 'over');
          const monitor = { ...flags, monitor: isAsked };
          const timeline = kept ?? (await timelineOf(context, monitor, incident, ledger.entries));
          const firing = about === 'over' && kept === undefined ? stillFiring(timeline) : [];
          if (firing.length > 0) {
            throw new OpsProblem(
              `it is not over: ${firing.join(', ')} still fires`,
              `--about "still open"; or --no-monitor, when that is known and does not matter`,
            );
          }
          const alerts = isAsked || kept !== undefined ? firedIn(timeline) : undefined;
          const measures = measuresIn(ledger.entries, incident);
          const environment = flags.env;
          const facts = { incident, environment, service, alerts, measures, now: Date.now() };
          const message = messageText(audience, about, facts);
          ledger.append({ what: 'incident.told', incident: incident.id, by, audience, about, text: message });
          return message;
        });
        context.answer(text.trimEnd());
      },
    );
}

function closeCommand(context: OpsContext): Command {
  return withMonitor(
    reachingCommand(
      'close',
      'end the incident with its cause and what is different now',
      'incident close --env production --cause "the disk was full" --changed alert:HostDiskFilling',
    ),
  )
    .argument('[INCIDENT]', 'which (default: the open one)')
    .requiredOption('--cause <TEXT>', 'why it happened, in one line', oneLine('--cause'))
    .option(
      '--changed <NAME>',
      'a step:ID, alert:NAME or "check:FILE: title" that is new or another since then; may be repeated',
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option('--ended <TIME>', 'when it was over, ISO 8601 (default: now)', readTime)
    .option('--by <NAME>', 'who (default: the name of this login)')
    .action(
      async (
        id: string | undefined,
        flags: IncidentFlags & { cause: string; changed?: readonly string[]; ended?: string },
      ) => {
        const by = personOf(context, flags.by);
        const { cause, changed = [], ended = new Date().toISOString() } = flags;
        const closed = await workAlone(context, flags, by, 'closing an incident', async (ledger) => {
          const incident = findIncident(ledger.entries, flags.env, id);
          if (incident.closed !== undefined) {
            throw new OpsProblem(`${incident.id} was closed at ${timeText(incident.closed.at)}`, 'open another one');
          }
          if (ended < incident.began) {
            throw new OpsUsageError(`--ended: ${ended} is before it began, at ${incident.began}`);
          }
          requireChanged(changed, incident.known, surroundings(context));
          const timeline = await timelineOf(context, flags, incident, ledger.entries);
          const kept = keepContent(
            join(directoryOf(context, flags), 'attachments'),
            `${incident.id}-timeline.json`,
            Buffer.from(`${JSON.stringify(timeline, undefined, 1)}\n`),
          );
          const seconds = Math.round((Date.parse(ended) - Date.parse(incident.began)) / 1000);
          ledger.append({
            ...{ what: 'incident.closed', incident: incident.id, by, ended, cause, changed },
            measured: { seconds, events: timeline.length },
            attachments: [kept],
          });
          return incident.id;
        });
        context.answer(`${closed} is closed`);
        const next = `paperfloor ops incident tell ${closed} --env ${flags.env} --audience users --about over`;
        context.talk(`next: ${next}`);
      },
    );
}

function withMonitor(command: Command): Command {
  return command.option('--no-monitor', 'from the evidence alone, without alerts and logs');
}

function soundEntries(context: OpsContext, flags: EnvironmentFlags) {
  const chain = inspectLedger(directoryOf(context, flags), flags.env);
  if (chain.faults.length > 0) throw unsound(flags.env, chain.faults);
  return chain;
}

function surroundings({ root }: OpsContext): Surroundings {
  const files = globSync('{ops,src,test}/**/*.test.ts', { cwd: root });
  const tests = Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  return { steps: allSteps, alerts: alertsOf(allRules), tests };
}

function oneOf<T extends string>(flag: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new OpsUsageError(`${flag}: expected ${values.join(', ')}, found ${JSON.stringify(text)}`);
  };
}

function oneLine(flag: string): (text: string) => string {
  return (text) => {
    if (/^\S.{2,199}$/.test(text)) return text;
    throw new OpsUsageError(`${flag}: expected one line of 3 to 200 characters, found ${JSON.stringify(text)}`);
  };
}

function readTime(text: string): string {
  const time = Date.parse(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && Number.isFinite(time) && time <= Date.now())
    return new Date(time).toISOString();
  throw new OpsUsageError(`expected a time that has been, such as 2026-11-22T10:00:00Z, found ${JSON.stringify(text)}`);
}
