/** The reports that ask more than the evidence: the hosts, the repository; and the bundle of all of them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { incidentsReport } from '../incident/incidents-report.ts';
import type { HostFacts } from '../parity/host-facts.ts';
import { readHost } from '../parity/read-environment.ts';
import { coverage } from '../plan/coverage/coverage.ts';
import { runsIn } from '../plan/engine/progress.ts';
import type { Chain } from '../plan/evidence/chain.ts';
import { exportText } from '../plan/evidence/export.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { coverageReport } from '../plan/report/coverage-report.ts';
import { deploymentLog } from '../plan/report/deployment-log.ts';
import type { ReportDocument } from '../plan/report/document.ts';
import { drillReport } from '../plan/report/drill-report.ts';
import { evidenceReport } from '../plan/report/evidence-report.ts';
import { releaseLog } from '../plan/report/log-releases.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { allPhases } from '../plan/the-plan.ts';
import { notesOf } from '../release/notes.ts';
import { configurationReport } from '../report/configuration-report.ts';
import { askContract, readContract } from '../report/contract.ts';
import { deploymentsIn, doraFigures } from '../report/deployments.ts';
import { doraReport } from '../report/dora-report.ts';
import { type BundleFile, type BundleReport, handoverBundle } from '../report/handover.ts';
import { notesReport } from '../report/notes-report.ts';
import { standing } from '../report/standing.ts';
import { validationReport } from '../report/validation-report.ts';
import { partsOf, siteOf } from '../verify/verify.ts';
import { withSomeHosts } from './environment-hosts.ts';
import { type PlaceFlags, placeOf } from './environment-place.ts';
import type { OpsContext } from './ops-context.ts';
import { directoryOf, environmentCommand } from './workplace.ts';

const windowDays = 30;

/** The evidence, which must be sound: a report must not pass anything else off as truth. */
export function soundEvidence(context: OpsContext, flags: PlaceFlags): Chain {
  const chain = inspectLedger(directoryOf(context, flags), flags.env);
  if (chain.faults.length > 0) throw unsound(flags.env, chain.faults);
  return chain;
}

export function doraOf(_: OpsContext, { env }: PlaceFlags, { entries, head }: Chain): ReportDocument {
  const deployments = deploymentsIn(entries);
  const toMs = Date.now();
  const fromMs = toMs - windowDays * 86_400_000;
  const before = deployments.filter(({ at }) => Date.parse(at) < fromMs).length;
  return doraReport(env, head, doraFigures(deployments, { fromMs, toMs }), before);
}

export async function configurationOf(
  context: OpsContext,
  flags: PlaceFlags,
  { head }: Chain,
): Promise<ReportDocument> {
  const place = placeOf(context, flags);
  const site = await siteOf(place);
  const parts = partsOf(place, site);
  const found = await Promise.all(
    site.hosts.map(async ({ name }): Promise<readonly [string, HostFacts][]> => {
      try {
        return [[name, await readHost(parts, name)]];
      } catch (error) {
        if (!(error instanceof OpsProblem)) throw error;
        context.talk(`${name} did not answer: ${error.message.split('\n')[0]}`);
        return [];
      }
    }),
  );
  const contract = await runAnyway(askContract(join(context.root, 'ops/ansible'), place.inventory));
  const lines = contract.code === 0 ? readContract(contract.stdout) : [];
  const madeAt = new Date().toISOString();
  return configurationReport({ site, head, madeAt, facts: new Map(found.flat()), contract: lines });
}

export function validationOf(_: OpsContext, { env }: PlaceFlags, { entries, head }: Chain): ReportDocument {
  const report = validationReport(env, head, entries);
  if (report !== undefined) return report;
  throw new OpsProblem(`nobody has looked at ${env} yet`, `paperfloor ops verify smoke --env ${env}`);
}

export async function notesReportOf(
  context: OpsContext,
  { env }: PlaceFlags,
  { head }: Chain,
): Promise<ReportDocument> {
  return notesReport(await notesOf(context.root, undefined), sourceLine(env, head));
}

export function handoverCommand(context: OpsContext): Command {
  const sentence = 'everything that whoever looks after the environment is given, with an index';
  return withSomeHosts(environmentCommand('handover', sentence, 'report handover --env production --out handover'))
    .requiredOption('--out <DIR>', 'a new directory')
    .action(async (flags: PlaceFlags & { out: string }) => {
      const directory = resolve(context.workingDirectory, flags.out);
      if (existsSync(directory)) throw new OpsProblem(`${directory} is there already`, 'give --out another name');
      const chain = soundEvidence(context, flags);
      const madeAt = new Date().toISOString();
      const files = handoverBundle({
        ...{ environment: flags.env, head: chain.head, madeAt },
        stands: standing(flags.env, chain.entries, chain.head, madeAt),
        reports: await allReports(context, flags, chain),
        papers: papersOf(context.root, flags.env, chain),
      });
      for (const { path, content } of [...files, checksums(files)]) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), content);
      }
      context.answer(`${files.length} files in ${directory}; begin with index.html`);
    });
}

type Make = (context: OpsContext, flags: PlaceFlags, chain: Chain) => ReportDocument | Promise<ReportDocument>;

/** The newest run of the plan, or without one the deployments by themselves. */
export function logOf(environment: string, { entries, head }: Chain): ReportDocument {
  const run = runsIn(entries).at(-1);
  const log =
    run === undefined
      ? releaseLog(environment, entries, head)
      : deploymentLog({ environment, entries, head, run, phases: allPhases });
  if (log !== undefined) return log;
  throw new OpsProblem(
    `nothing was carried out on ${environment} yet`,
    `paperfloor ops plan run --env ${environment} --dry-run`,
  );
}

/** In the order a reader wants them. */
const bundled: readonly (readonly [name: string, about: string, make: Make])[] = [
  [
    'deployment-log',
    'the newest run of the plan: every step with who, when, what and the result; what went wrong',
    (_, { env }, chain) => logOf(env, chain),
  ],
  [
    'configuration',
    'hosts, software, connections, variables, and the digest of every configuration file',
    configurationOf,
  ],
  [
    'validation',
    'of every check of the deployed system the newest finding, with its figures; what was waived, and by whom',
    validationOf,
  ],
  [
    'drills',
    'what was broken on purpose, what a client outside saw, against which goal',
    (_, { env }, chain) => drillReport(env, chain),
  ],
  [
    'incidents',
    'what went wrong, whom it was told, what is different since',
    (_, { env }, chain) => incidentsReport(env, chain),
  ],
  ['dora', 'how often it is deployed, how long it takes, how often it fails, how soon it is back', doraOf],
  ['release-notes', 'what is new in the release, and whether there is a way back', notesReportOf],
  [
    'coverage',
    'every line of the deployment plans, and how it stands here',
    (_, { env }, { entries, head }) => coverageReport({ environment: env, entries, head, rows: coverage() }),
  ],
  ['evidence', 'every entry of the evidence in its place', (_, { env }, chain) => evidenceReport(env, chain)],
];

/** A report that can't be made is named in the index with its reason, not left out. */
async function allReports(context: OpsContext, flags: PlaceFlags, chain: Chain): Promise<BundleReport[]> {
  const reports: BundleReport[] = [];
  for (const [name, about, make] of bundled) {
    try {
      reports.push({ name, about, report: await make(context, flags, chain) });
    } catch (error) {
      if (!(error instanceof OpsProblem)) throw error;
      reports.push({ name, about, report: error.message.split('\n')[0] ?? '' });
    }
  }
  return reports;
}

function papersOf(root: string, environment: string, { entries, head }: Chain): BundleFile[] {
  const content = exportText({ environment, entries, head });
  const sealed = { path: 'evidence.jsonl', about: 'the evidence, sealed: to be checked anywhere', content };
  return [sealed, ...documentsIn(root, 'operations'), ...documentsIn(root, 'runbooks')];
}

/** Guides as they are, each known by its own title. */
function documentsIn(root: string, folder: string): BundleFile[] {
  const directory = join(root, 'docs', folder);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => {
    const content = readFileSync(join(directory, name), 'utf8');
    return { path: `${folder}/${name}`, about: /^# (.+)$/m.exec(content)?.[1] ?? name, content };
  });
}

function checksums(files: readonly BundleFile[]): BundleFile {
  const lines = files.map(({ path, content }) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`);
  return { path: 'SHA256SUMS', about: '', content: lines.join('') };
}
