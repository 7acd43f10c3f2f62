/**
 * Flags and environment to the server's configuration: a flag wins over its variable, a variable over the default.
 * Unknown names and bad values are refused by name, all at once; nothing is opened, listened on or created here.
 */
import { isAbsolute, resolve } from 'node:path';
import type { Environment } from './environment.ts';
import {
  flagOf,
  type OptionName,
  type OptionValues,
  optionNames,
  options,
  variableOf,
  variablePrefix,
} from './options.ts';

export interface Config extends Omit<OptionValues, 'data' | 'secretKeyFile' | 'limits' | 'bans' | 'demo' | 'terminal'> {
  /** Absolute. */
  readonly data: string;
  readonly secretKeyFile: string;
  /** The operator has named it, so it is there; else it is the data directory's own, which a first start makes. */
  readonly secretKeyFileNamed: boolean;
  readonly limits: boolean;
  readonly bans: boolean;
  readonly demo: boolean;
  /** Whether a visitor of the terminal may pause and speed up a floor: only where all visitors are on this machine. */
  readonly clockControl: boolean;
  readonly terminal: boolean;
}

/** The command line or the environment is wrong; `problems` has a line for each fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The text given for each option by flag; whoever parses the command line refuses unknown flags. */
export type Flags = { readonly [Name in OptionName]?: string | undefined };

export interface ConfigSources {
  readonly flags: Flags;
  readonly environment: Environment;
  /** Base of relative paths. */
  readonly workingDirectory: string;
  /** Paperfloor's own directory: home of the default data directory. */
  readonly root: string;
}

export function readConfig({ flags, environment, workingDirectory, root }: ConfigSources): Config {
  const problems = unknownVariables(environment);
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of optionNames) {
    const flag = flags[name];
    const text = flag ?? environment[variableOf(name)];
    if (text === undefined) {
      values[name] = options[name].default;
      continue;
    }
    const reading = options[name].read(text);
    if (reading.ok) values[name] = reading.value;
    else
      problems.push(describeFault(name, flag === undefined ? variableOf(name) : flagOf(name), text, reading.expected));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const read = values as OptionValues;
  const isLocal = read.database === undefined && isLoopback(read.host);
  const data = read.data === undefined ? resolve(root, '.data') : absolute(read.data, workingDirectory);
  return {
    ...read,
    data,
    secretKeyFile:
      read.secretKeyFile === undefined ? resolve(data, 'secret.key') : absolute(read.secretKeyFile, workingDirectory),
    secretKeyFileNamed: read.secretKeyFile !== undefined,
    operationsRecord:
      read.operationsRecord === undefined ? undefined : absolute(read.operationsRecord, workingDirectory),
    limits: read.limits === 'on',
    bans: read.bans === 'on',
    terminal: read.terminal === 'on',
    demo: read.demo === 'auto' ? isLocal : read.demo === 'on',
    clockControl: isLocal && read.demo !== 'off',
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function unknownVariables(environment: Environment): string[] {
  const known = new Set(optionNames.map(variableOf));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(variablePrefix) && !known.has(variable))
    .sort()
    .map((variable) => `unknown environment variable ${variable}: unset it, or see paperfloor serve --help`);
}

function describeFault(name: OptionName, source: string, found: string, expected: string): string {
  const shown = options[name].secret ? 'what it was given' : JSON.stringify(found);
  return `${source}: expected ${expected}, found ${shown}`;
}

function absolute(path: string, workingDirectory: string): string {
  return isAbsolute(path) ? path : resolve(workingDirectory, path);
}
