/** `paperfloor ops report …`: evidence and plan as pages for people. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { incidentsReport } from '../incident/incidents-report.ts';
import { coverage } from '../plan/coverage/coverage.ts';
import type { Chain } from '../plan/evidence/chain.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { coverageReport } from '../plan/report/coverage-report.ts';
import type { ReportDocument } from '../plan/report/document.ts';
import { drillReport } from '../plan/report/drill-report.ts';
import { evidenceReport } from '../plan/report/evidence-report.ts';
import { asHtml } from '../plan/report/html.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { withSomeHosts } from './environment-hosts.ts';
import type { PlaceFlags } from './environment-place.ts';
import type { OpsContext } from './ops-context.ts';
import {
  configurationOf,
  doraOf,
  handoverCommand,
  logOf,
  notesReportOf,
  soundEvidence,
  validationOf,
} from './report-bundle.ts';
import { directoryOf, type EnvironmentFlags, environmentCommand } from './workplace.ts';

type Format = 'html' | 'md';
type Make = (environment: string, chain: Chain) => ReportDocument;

const makers = { html: asHtml, md: asMarkdown } as const satisfies Record<Format, (report: ReportDocument) => string>;

export function reportCommands(context: OpsContext): Command {
  return new Command('report')
    .description('evidence and plan as pages for people')
    .addCommand(
      reportCommand(context, 'log', 'the newest run of the plan, or every deployment where it was not run', logOf),
    )
    .addCommand(reportCommand(context, 'coverage', 'every line of the plans and how it stands', coverageOf))
    .addCommand(reportCommand(context, 'drills', 'every drill, with its figures and what happened when', drillReport))
    .addCommand(
      reportCommand(context, 'incidents', 'all incidents, their causes and what is different since', incidentsReport),
    )
    .addCommand(reportCommand(context, 'evidence', 'every entry, and whether the chain holds', evidenceReport))
    .addCommand(
      askingCommand(context, 'configuration', 'hosts, software, connections, variables, files', configurationOf),
    )
    .addCommand(
      askingCommand(context, 'validation', 'of every check of the deployed system the newest finding', validationOf),
    )
    .addCommand(askingCommand(context, 'dora', 'the four figures of delivery, of the last 30 days', doraOf))
    .addCommand(askingCommand(context, 'release-notes', 'the notes of the release in this checkout', notesReportOf))
    .addCommand(handoverCommand(context));
}

type Asking = (context: OpsContext, flags: PlaceFlags, chain: Chain) => ReportDocument | Promise<ReportDocument>;

/** A report that asks hosts or the repository too. */
function askingCommand(context: OpsContext, name: string, sentence: string, make: Asking): Command {
  return withSomeHosts(
    withOutput(environmentCommand(name, sentence, `report ${name} --env lab-staging --format html --out ${name}.html`)),
  ).action(async (flags: PlaceFlags & OutputFlags) => {
    show(context, flags, await make(context, flags, soundEvidence(context, flags)));
  });
}

interface OutputFlags {
  readonly format: Format;
  readonly out?: string;
}

function withOutput(given: Command): Command {
  return given
    .option('--format <FORMAT>', 'html or md', readFormat, 'md' as Format)
    .option('--out <FILE>', 'where to (default: printed)');
}

function show(context: OpsContext, { format, out }: OutputFlags, report: ReportDocument): void {
  const text = makers[format](report);
  if (out === undefined) {
    context.answer(text.trimEnd());
    return;
  }
  const file = resolve(context.workingDirectory, out);
  writeFileSync(file, text);
  context.answer(file);
}

function reportCommand(context: OpsContext, name: string, sentence: string, make: Make): Command {
  return withOutput(
    environmentCommand(name, sentence, `report ${name} --env lab-staging --format html --out ${name}.html`),
  ).action((flags: EnvironmentFlags & OutputFlags) => {
    const chain = inspectLedger(directoryOf(context, flags), flags.env);
    // A report on evidence that is not sound says so; the others would pass it off as truth.
    if (chain.faults.length > 0 && make !== evidenceReport) throw unsound(flags.env, chain.faults);
    show(context, flags, make(flags.env, chain));
  });
}

function coverageOf(environment: string, { entries, head }: Chain): ReportDocument {
  return coverageReport({ environment, entries, head, rows: coverage() });
}

function readFormat(text: string): Format {
  if (text === 'html' || text === 'md') return text;
  throw new OpsUsageError(`--format: expected html or md, found ${JSON.stringify(text)}`, '--format html');
}
