/** `paperfloor ops provision ENVIRONMENT`: makes every host of an environment what ops/ansible says it is. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { runInForeground } from '../command/run.ts';
import { commandOn } from '../lab/lab-hosts.ts';
import { defaultStateDirectory, labPaths, readLabName } from '../lab/lab-name.ts';
import { evidenceDirectory } from '../plan/environments.ts';
import { provision } from '../provision/provision.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';
import { personOf, whileNobodyElse } from './workplace.ts';

interface ProvisionFlags {
  readonly inventory?: string;
  readonly lab?: string;
  readonly state?: string;
  readonly check?: boolean;
  readonly limit?: string;
  readonly tags?: string;
}

export function provisionCommand(context: OpsContext): Command {
  return opsCommand(
    'provision',
    'make every host what ops/ansible says; running it again changes nothing',
    'provision lab-staging',
  )
    .argument('<ENVIRONMENT>', 'lab-staging, lab-production, or a name of your own with --inventory')
    .option('--check', 'change nothing, show what differs')
    .option('--limit <HOSTS>', 'only these hosts or groups')
    .option('--tags <ROLES>', 'only these roles: base, pki, dns, logs, monitor, db, backup, app, lb')
    .option('--inventory <DIR>', 'the inventory, made from ops/ansible/inventories/example')
    .option('--lab <NAME>', 'the lab whose hosts these are (default: what follows lab- in the name)', readLabName)
    .option('--state <DIR>', 'where operations keep what is theirs (default: ~/.local/state/paperfloor)')
    .action(async (environment: string, flags: ProvisionFlags) => {
      const { check = false, limit, tags } = flags;
      if (!/^[a-z][a-z0-9-]{0,31}$/.test(environment)) {
        throw new OpsUsageError(`expected the name of an environment, found ${JSON.stringify(environment)}`);
      }
      const given = (path: string | undefined) =>
        path === undefined ? undefined : resolve(context.workingDirectory, path);
      const stateDirectory = given(flags.state) ?? defaultStateDirectory(context.environment);
      const inventory = given(flags.inventory);
      const lab = flags.lab ?? (inventory === undefined ? /^lab-(.+)$/.exec(environment)?.[1] : undefined);
      const place = lab === undefined ? undefined : { name: readLabName(lab), stateDirectory };
      // A lab that is not there is told before anything is made for it.
      if (place !== undefined) commandOn(place, 'controller', ['true']);
      const carryOut = () =>
        provision(
          {
            ...{ root: context.root, stateDirectory, environment, path: context.environment['PATH'] ?? '' },
            ...(inventory === undefined ? {} : { inventory }),
            talk: context.talk,
          },
          {
            check,
            ...(limit === undefined ? {} : { limit }),
            ...(tags === undefined ? {} : { tags }),
            ...(place === undefined ? {} : { ssh: labPaths(stateDirectory, place.name) }),
          },
          ({ program, args }) =>
            runInForeground(
              place === undefined ? { program, args } : commandOn(place, 'controller', [program, ...args]),
            ),
        );
      // What looks changes nothing. What changes hosts must not meet a deployment, a drill or another of its kind.
      const workplace = { directory: evidenceDirectory(stateDirectory, environment), environment };
      const code = check
        ? await carryOut()
        : await whileNobodyElse(workplace, personOf(context, undefined), 'provisioning', carryOut);
      context.endWith(code);
    });
}
