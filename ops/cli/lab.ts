/** `paperfloor ops lab …`: hosts to try everything on. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { defaultStateDirectory, labPaths, readLabName } from '../lab/lab-name.ts';
import { readLabState } from '../lab/lab-state.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';

interface LabOptions {
  readonly lab: string;
  readonly state?: string;
  readonly json?: boolean;
}

export function labCommands(context: OpsContext): Command {
  return new Command('lab')
    .description('hosts to try everything on, on this machine')
    .addCommand(statusCommand(context));
}

function statusCommand(context: OpsContext): Command {
  return labCommand('status', 'what the lab is and which hosts run', 'lab status --json')
    .option('--json', 'answer as JSON')
    .action((options: LabOptions) => {
      const state = readLabState(pathsOf(context, options));
      if (options.json === true) context.answer(JSON.stringify(state ?? null));
      else context.answer(state === undefined ? `no lab ${options.lab}` : `lab ${state.name}: ${state.doing}`);
    });
}

/** A verb with the options that find the lab. */
function labCommand(name: string, sentence: string, example: string): Command {
  return opsCommand(name, sentence, example)
    .option('--lab <NAME>', 'which lab', readLabName, 'staging')
    .option('--state <DIR>', 'where operations keep what is theirs (default: ~/.local/state/paperfloor)');
}

function pathsOf(context: OpsContext, { lab, state }: LabOptions) {
  const given = state === undefined ? undefined : resolve(context.workingDirectory, state);
  return labPaths(given ?? defaultStateDirectory(context.environment), lab);
}
