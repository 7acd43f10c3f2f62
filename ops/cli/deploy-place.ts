/** An environment as deploy and rollback work on it: read from its inventory, locked while they do, each step added to its evidence. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { KeptLog } from '../deploy/logs.ts';
import type { NotedStep } from '../deploy/notebook.ts';
import type { Place } from '../deploy/place.ts';
import type { Verdict } from '../plan/evidence/fact.ts';
import type { Ledger } from '../plan/evidence/ledger.ts';
import { siteOf } from '../verify/verify.ts';
import { type EnvironmentHosts, type HostsFlags, hostsOf, withHosts } from './environment-hosts.ts';
import type { OpsContext } from './ops-context.ts';
import { directoryOf, environmentCommand, personOf, workAlone } from './workplace.ts';

export interface PlaceFlags extends HostsFlags {
  readonly by?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function placeCommand(name: string, sentence: string, example: string): Command {
  return withHosts(environmentCommand(name, sentence, example))
    .requiredOption('--reason <TEXT>', 'why, for everybody who finds the environment locked')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--json', 'answer as JSON');
}

export async function openPlace(context: OpsContext, flags: PlaceFlags): Promise<Place & EnvironmentHosts> {
  const hosts = hostsOf(context, flags);
  // A lab that is not there is told before anything is asked.
  hosts.here(['true']);
  return { ...hosts, site: await siteOf({ ...hosts, only: undefined }) };
}

export interface Work {
  readonly by: string;
  readonly ledger: Ledger;
  readonly logsDirectory: string;
  readonly write: (version: string) => (step: NotedStep) => void;
  readonly ended: (ending: Ending) => void;
  /** A file in `logsDirectory` that belongs to this work. */
  readonly attach: (file: KeptLog) => void;
  readonly stopping: () => boolean;
}

interface Ending {
  readonly kind: 'deployment' | 'rollback';
  readonly version: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly active: string;
  readonly logs: readonly KeptLog[];
}

/** Works on the environment while nobody else does. A signal asks it to stop in order. */
export async function workOn<T>(context: OpsContext, flags: PlaceFlags, work: (given: Work) => Promise<T>): Promise<T> {
  const by = personOf(context, flags.by);
  let stopping = false;
  const stop = () => {
    stopping = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    const deployment = randomUUID();
    const began = performance.now();
    const attached: KeptLog[] = [];
    return await workAlone(context, flags, by, flags.reason, (ledger) =>
      work({
        ...{ by, ledger, logsDirectory: join(directoryOf(context, flags), 'logs'), stopping: () => stopping },
        write:
          (version) =>
          ({ step, ...said }) =>
            void ledger.append({ what: 'deploy.step', deployment, version, stage: step, ...said }),
        ended: ({ kind, version, verdict, reason, active, logs }) => {
          const milliseconds = Math.round(performance.now() - began);
          ledger.append({
            ...{ what: 'deploy.ended', deployment, kind, version, by, why: flags.reason, verdict, reason },
            ...{ slot: active, milliseconds, attachments: [...logs, ...attached] },
          });
        },
        attach: (file) => void attached.push(file),
      }),
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
