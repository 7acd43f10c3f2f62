/** `paperfloor ops lab …`: hosts to try everything on. */
import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { type HostName, hostNames, readHostName, scratchHost, standingHosts } from '../lab/hosts.ts';
import { labDown, labUp } from '../lab/lab.ts';
import { cutHost, destroyHost, execOn, labStatus, powerOff } from '../lab/lab-hosts.ts';
import { defaultStateDirectory, readLabName } from '../lab/lab-name.ts';
import type { LabPlace } from '../lab/one-lab.ts';
import { defaultSuite, readSuite, type Suite } from '../lab/suite.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';

interface LabOptions {
  readonly lab: string;
  readonly state?: string;
}

export function labCommands(context: OpsContext): Command {
  return new Command('lab')
    .description('hosts to try everything on, on this machine')
    .enablePositionalOptions()
    .addCommand(upCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(execCommand(context))
    .addCommand(hostCommand(context, 'poweroff', 'end a host at once, as a power cut would; its disk stays', powerOff))
    .addCommand(cutCommand(context))
    .addCommand(hostCommand(context, 'destroy', 'end a host at once and remove its disk', destroyHost))
    .addCommand(downCommand(context));
}

function upCommand(context: OpsContext): Command {
  return labCommand('up', 'start the hosts that do not run, on their disks or on new ones', 'lab up')
    .addArgument(
      new Argument('[HOST...]', `which ones: ${hostNames.join(', ')}; all but ${scratchHost} without a name`),
    )
    .option('--suite <NAME>', 'the Debian of the hosts: trixie, bookworm', readSuite, defaultSuite)
    .action(async (names: readonly string[], options: LabOptions & { suite: Suite }) => {
      const hosts = names.length === 0 ? standingHosts : [...new Set(names.map(readHostName))];
      const path = context.environment['PATH'] ?? '';
      await labUp(placeOf(context, options), { hosts, suite: options.suite, path, talk: context.talk });
      context.answer(`lab ${options.lab} is up: ${hosts.join(' ')}`);
    });
}

function downCommand(context: OpsContext): Command {
  return labCommand('down', 'end every host and remove the lab', 'lab down --lab staging').action(
    async (options: LabOptions) => {
      const was = await labDown(placeOf(context, options));
      context.answer(was ? `lab ${options.lab} is gone` : `there is no lab ${options.lab}`);
    },
  );
}

function statusCommand(context: OpsContext): Command {
  return labCommand('status', 'the hosts, and which of them run', 'lab status --json')
    .option('--json', 'answer as JSON')
    .action(async (options: LabOptions & { json?: boolean }) => {
      const status = await labStatus(placeOf(context, options));
      if (options.json === true) return context.answer(JSON.stringify(status ?? null));
      if (status === undefined) return context.answer(`there is no lab ${options.lab}`);
      const { suite, doing, hosts } = status;
      const lines = hosts.map(({ host, address, state }) => `${host.padEnd(5)} ${address.padEnd(11)} ${state}`);
      context.answer([`lab ${status.lab}, Debian ${suite}; under way: ${doing}`, ...lines].join('\n'));
    });
}

function execCommand(context: OpsContext): Command {
  return labCommand(
    'exec',
    'run a command on a host, or on this machine in the lab’s network',
    'lab exec app1 -- uptime',
  )
    .argument('<HOST>', 'a host, or: controller')
    .argument('<WORDS...>', 'the command; each word arrives as it is')
    .passThroughOptions()
    .action(async (name: string, words: readonly string[], options: LabOptions) => {
      const host = name === 'controller' ? name : readHostName(name);
      // What stands behind the name is the command's, the dashes between them are ours.
      const [first, ...rest] = words;
      const ran = first === '--' ? rest : words;
      if (ran.length === 0) throw new OpsUsageError('exec needs a command', 'paperfloor ops lab exec app1 -- uptime');
      context.endWith(await execOn(placeOf(context, options), host, ran));
    });
}

function cutCommand(context: OpsContext): Command {
  return labCommand('cut', 'cut a host off the network, silently; --heal joins it again', 'lab cut db1')
    .argument('<HOST>', 'which one')
    .option('--heal', 'join the host again')
    .action((name: string, options: LabOptions & { heal?: boolean }) =>
      cutHost(placeOf(context, options), readHostName(name), options.heal === true),
    );
}

/** A verb on one host. */
function hostCommand(
  context: OpsContext,
  name: string,
  sentence: string,
  act: (place: LabPlace, host: HostName) => Promise<void>,
): Command {
  return labCommand(name, sentence, `lab ${name} db1`)
    .argument('<HOST>', 'which one')
    .action((host: string, options: LabOptions) => act(placeOf(context, options), readHostName(host)));
}

/** A verb with the options that find the lab. */
function labCommand(name: string, sentence: string, example: string): Command {
  return opsCommand(name, sentence, example)
    .option('--lab <NAME>', 'which lab', readLabName, 'staging')
    .option('--state <DIR>', 'where operations keep what is theirs (default: ~/.local/state/paperfloor)');
}

function placeOf(context: OpsContext, { lab, state }: LabOptions): LabPlace {
  const given = state === undefined ? undefined : resolve(context.workingDirectory, state);
  return { name: lab, stateDirectory: given ?? defaultStateDirectory(context.environment) };
}
