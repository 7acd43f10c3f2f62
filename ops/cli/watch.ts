/** `paperfloor ops watch …`: what is measured and judged, and whether all of it works. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Finding } from '../watch/check/finding.ts';
import { checkLogs } from '../watch/check/logs.ts';
import { checkWatching } from '../watch/check/watching.ts';
import { allDashboards } from '../watch/dashboards/all-dashboards.ts';
import { dashboardProvider, dataSource, grafanaDashboard } from '../watch/dashboards/grafana.ts';
import { allRules } from '../watch/rules/all-rules.ts';
import { ruleFileText } from '../watch/rules/rule-file.ts';
import { type OpsContext, opsCommand, opsExitCode } from './ops-context.ts';
import { monitorOf, type Reach, type ReachFlags, reachingCommand, reachOf } from './reach.ts';

export function watchCommands(context: OpsContext): Command {
  return new Command('watch')
    .description('what is measured and judged, and whether all of it works')
    .addCommand(
      lookCommand(
        context,
        'check',
        'whether every target answers, every rule is in force, every panel has data',
        (reach) => checkWatching((words, input) => reach.say(monitorOf(reach), words, input), shortNames(reach)),
      ),
    )
    .addCommand(
      lookCommand(context, 'logs', 'whether a line of every host arrives, and a forged one does not', (reach) =>
        checkLogs({
          ...{ hosts: loggingHosts(reach), monitor: monitorOf(reach), say: reach.say },
          word: `check-${randomBytes(8).toString('hex')}`,
        }),
      ),
    )
    .addCommand(rulesCommand(context))
    .addCommand(dashboardsCommand(context));
}

function lookCommand(
  context: OpsContext,
  name: string,
  sentence: string,
  look: (reach: Reach) => Promise<Finding[]>,
): Command {
  return reachingCommand(name, sentence, `watch ${name} --env lab-staging`)
    .option('--json', 'answer as JSON')
    .action(async (flags: ReachFlags & { json?: boolean }) => {
      const findings = await look(await reachOf(context, flags));
      const wrong = findings.filter(({ ok }) => !ok);
      const lines = findings.map(({ ok, what, says }) => `${ok ? 'ok  ' : 'BAD '} ${what}: ${says}`);
      const summary = `${findings.length - wrong.length} of ${findings.length} are well`;
      context.answer(flags.json === true ? JSON.stringify({ findings }) : [...lines, summary].join('\n'));
      if (wrong.length > 0) context.endWith(opsExitCode.failed);
    });
}

function rulesCommand(context: OpsContext): Command {
  return opsCommand('rules', 'print the rules as the file that Prometheus reads', 'watch rules').action(() =>
    context.answer(ruleFileText(allRules).trimEnd()),
  );
}

function dashboardsCommand(context: OpsContext): Command {
  return opsCommand(
    'dashboards',
    'write the dashboards as Grafana reads them, with the files by which it finds them',
    'watch dashboards --out grafana --prometheus https://mon1.example.org:9090',
  )
    .requiredOption('--out <DIR>', 'where to')
    .requiredOption('--prometheus <URL>', 'where Grafana reaches Prometheus')
    .action((flags: { out: string; prometheus: string }) => {
      const directory = resolve(context.workingDirectory, flags.out);
      mkdirSync(directory, { recursive: true });
      const files = [
        ['datasource.yml', dataSource(flags.prometheus)],
        ['dashboards.yml', dashboardProvider('/var/lib/grafana/paperfloor')],
        ...allDashboards.map(
          (each) => [`${each.uid}.json`, `${JSON.stringify(grafanaDashboard(each), undefined, 2)}\n`] as const,
        ),
      ] as const;
      for (const [name, text] of files) writeFileSync(join(directory, name), text);
      context.answer(files.map(([name]) => join(directory, name)).join('\n'));
    });
}

/** Hosts that are thrown away after use send no logs. */
function loggingHosts(reach: Reach): readonly string[] {
  const thrownAway = reach.hosts('scratch');
  return reach.hosts('all').filter((host) => !thrownAway.includes(host));
}

/** As the labels of the figures have them. */
function shortNames(reach: Reach): string[] {
  return loggingHosts(reach).map((host) => host.split('.')[0] ?? host);
}
