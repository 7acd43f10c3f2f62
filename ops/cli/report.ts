/** `paperfloor ops report …`: evidence and plan as pages for people. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { coverage } from '../plan/coverage/coverage.ts';
import { runsIn } from '../plan/engine/progress.ts';
import type { Chain } from '../plan/evidence/chain.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { coverageReport } from '../plan/report/coverage-report.ts';
import { deploymentLog } from '../plan/report/deployment-log.ts';
import type { ReportDocument } from '../plan/report/document.ts';
import { evidenceReport } from '../plan/report/evidence-report.ts';
import { asHtml } from '../plan/report/html.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { allSteps } from '../plan/the-plan.ts';
import type { OpsContext } from './ops-context.ts';
import { directoryOf, type EnvironmentFlags, environmentCommand } from './workplace.ts';

type Format = 'html' | 'md';
type Make = (environment: string, chain: Chain) => ReportDocument;

const makers = { html: asHtml, md: asMarkdown } as const satisfies Record<Format, (report: ReportDocument) => string>;

export function reportCommands(context: OpsContext): Command {
  return new Command('report')
    .description('evidence and plan as pages for people')
    .addCommand(reportCommand(context, 'log', 'the deployment log of the newest run', logOf))
    .addCommand(reportCommand(context, 'coverage', 'every line of the plans and how it stands', coverageOf))
    .addCommand(reportCommand(context, 'evidence', 'every entry, and whether the chain holds', evidenceReport));
}

function reportCommand(context: OpsContext, name: string, sentence: string, make: Make): Command {
  return environmentCommand(name, sentence, `report ${name} --env lab-staging --format html --out ${name}.html`)
    .option('--format <FORMAT>', 'html or md', readFormat, 'md' as Format)
    .option('--out <FILE>', 'where to (default: printed)')
    .action((flags: EnvironmentFlags & { format: Format; out?: string }) => {
      const chain = inspectLedger(directoryOf(context, flags), flags.env);
      // A report on evidence that is not sound says so; the others would pass it off as truth.
      if (chain.faults.length > 0 && make !== evidenceReport) throw unsound(flags.env, chain.faults);
      const text = makers[flags.format](make(flags.env, chain));
      if (flags.out === undefined) return context.answer(text.trimEnd());
      const file = resolve(context.workingDirectory, flags.out);
      writeFileSync(file, text);
      context.answer(file);
    });
}

function logOf(environment: string, { entries, head }: Chain): ReportDocument {
  const run = runsIn(entries).at(-1);
  if (run !== undefined) return deploymentLog({ environment, entries, head, run, steps: allSteps });
  throw new OpsProblem(
    `nothing was carried out on ${environment} yet`,
    `paperfloor ops plan run --env ${environment} --dry-run`,
  );
}

function coverageOf(environment: string, { entries, head }: Chain): ReportDocument {
  return coverageReport({ environment, entries, head, rows: coverage() });
}

function readFormat(text: string): Format {
  if (text === 'html' || text === 'md') return text;
  throw new OpsUsageError(`--format: expected html or md, found ${JSON.stringify(text)}`, '--format html');
}
