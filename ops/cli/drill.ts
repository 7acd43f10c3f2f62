/** `paperfloor ops drill …`: something is broken on purpose, and what a client outside saw is measured and kept as evidence. */
import { Command } from 'commander';
import type { Drill } from '../drill/drill.ts';
import { drills, rehearsals } from '../drill/drills.ts';
import { type Rehearsal, runRehearsal } from '../drill/rehearsal.ts';
import { type DrillResult, type DrillWork, runDrill } from '../drill/run-drill.ts';
import { drillParts } from './drill-hands.ts';
import { withSomeHosts } from './environment-hosts.ts';
import type { PlaceFlags } from './environment-place.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { environmentCommand, personOf, workAlone } from './workplace.ts';

interface DrillFlags extends PlaceFlags {
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function drillCommands(context: OpsContext): Command {
  const drilling = new Command('drill').description(
    'break something on purpose, and measure what a client outside saw',
  );
  for (const drill of drills) {
    const plan = async (parts: DrillWork['parts']) => {
      const { subject, readies = [], breaks, responds = [], heals } = await drill.prepare(parts);
      return { subject, plan: [...readies, ...breaks, ...responds, ...heals].map(({ says }) => says) };
    };
    const carried = { ...drill, goal: goalText(drill), plan, run: (work: DrillWork) => runDrill(drill, work) };
    drilling.addCommand(drillCommand(context, carried));
  }
  for (const rehearsal of rehearsals) {
    const carried = {
      ...{ ...rehearsal, goal: figuresText(rehearsal), run: (work: DrillWork) => runRehearsal(rehearsal, work) },
      plan: (parts: DrillWork['parts']) => rehearsal.prepare(parts),
    };
    drilling.addCommand(drillCommand(context, carried));
  }
  return drilling;
}

interface Carried {
  readonly name: string;
  readonly sentence: string;
  readonly goal: string;
  plan(parts: DrillWork['parts']): Promise<{ readonly subject: string; readonly plan: readonly string[] }>;
  run(work: DrillWork): Promise<DrillResult>;
}

function drillCommand(context: OpsContext, { name, sentence, goal, plan, run }: Carried): Command {
  return withSomeHosts(environmentCommand(name, sentence, `drill ${name} --env lab-staging`))
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--dry-run', 'look, say what would be broken and healed, and change nothing')
    .option('--json', 'answer as JSON')
    .action(async (flags: DrillFlags) => {
      const by = personOf(context, flags.by);
      if (flags.dryRun === true) {
        const parts = await drillParts(context, flags, { drill: name, by, ledger: undefined });
        const { subject, plan: acts } = await plan(parts);
        const lines = acts.map((each) => `  ${each}`);
        return context.answer([`${name} would break ${subject}:`, ...lines, `goal: ${goal}`].join('\n'));
      }
      const result = await workAlone(context, flags, by, `drill ${name}`, async (ledger) => {
        const parts = await drillParts(context, flags, { drill: name, by, ledger });
        return run({ parts, ledger, by, tell: context.talk });
      });
      context.answer(flags.json === true ? JSON.stringify(result) : drillText(result));
      context.endWith(result.verdict === 'pass' ? opsExitCode.done : opsExitCode.failed);
    });
}

function goalText({ goal }: Drill): string {
  const { secondsMax, lostMax, lostSecondsMax } = goal;
  const gone =
    lostSecondsMax === undefined
      ? `at most ${lostMax ?? 0} acknowledged ones gone`
      : `those gone reach back at most ${lostSecondsMax} s`;
  return `orders acknowledged again within ${secondsMax} s, ${gone}`;
}

function figuresText({ goal }: Rehearsal): string {
  return Object.entries(goal)
    .map(([name, most]) => `${name} at most ${most}`)
    .join(', ');
}

export function drillText({ drill, verdict, reason, measured, lost }: DrillResult): string {
  return [
    `${drill}: ${verdict}: ${reason}`,
    ...Object.entries(measured).map(([name, value]) => `  ${name.padEnd(14)} ${value}`),
    ...(lost.length === 0 ? [] : [`  gone: ${lost.join(' ')}`]),
  ].join('\n');
}
