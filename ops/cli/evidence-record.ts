/** `paperfloor ops evidence record`: what the Operations page of the exchange is told, and how it gets to the servers. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { run } from '../command/run.ts';
import { operationsRecord } from '../report/operations-record.ts';
import { hostsOf } from '../verify/site.ts';
import { siteOf } from '../verify/verify.ts';
import { withSomeHosts } from './environment-hosts.ts';
import { type PlaceFlags, placeOf } from './environment-place.ts';
import type { OpsContext } from './ops-context.ts';
import { soundEvidence } from './report-bundle.ts';
import { environmentCommand } from './workplace.ts';

type RecordFlags = PlaceFlags & { readonly out?: string; readonly publish?: boolean };

export function recordCommand(context: OpsContext): Command {
  return withSomeHosts(
    environmentCommand(
      'record',
      'what the Operations page of the exchange says of releases, drills, backups and incidents',
      'evidence record --env production --publish',
    ),
  )
    .option('--out <FILE>', 'write it there (default: printed)')
    .option('--publish', 'put it onto every application host, where the page finds it')
    .action(async (flags: RecordFlags) => {
      const { entries, head } = soundEvidence(context, flags);
      const text = `${JSON.stringify(operationsRecord(flags.env, entries, head, new Date().toISOString()))}\n`;
      if (flags.publish === true) return publishRecord(context, flags, text);
      if (flags.out === undefined) return context.answer(text.trimEnd());
      writeFileSync(resolve(context.workingDirectory, flags.out), text, { mode: 0o644 });
      context.answer(`the record of ${flags.env} up to entry ${head.entries} is in ${flags.out}`);
    });
}

/** One host after the other; each has the old file or the new one, never half of it. */
async function publishRecord(context: OpsContext, flags: RecordFlags, text: string): Promise<void> {
  const place = placeOf(context, flags);
  const hosts = hostsOf(await siteOf(place), 'app').map(({ name }) => name);
  for (const host of hosts) await run(place.on(host, placeRecord, text));
  context.answer(`the Operations page on ${hosts.join(', ')} tells what the evidence of ${flags.env} says now`);
}

const recordPath = '/etc/paperfloor/operations-record.json';
const placeRecord = ['sudo', 'sh', '-euc', `umask 022; cat > ${recordPath}.new; mv ${recordPath}.new ${recordPath}`];
