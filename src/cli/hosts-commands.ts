/**
 * `paperfloor hosts …`: for clients whose host names can't be changed. The front is a process of its own that outlives the command;
 * when the command ran as root it gives that up as soon as it listens.
 */
import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openFront } from '../hosts/front.ts';
import { HostsDirectory, HostsProblem } from '../hosts/hosts-state.ts';
import { disableHosts, enableHosts, type HostsStatus, hostsStatus, loopbackAddresses } from '../hosts/hosts-switch.ts';
import { readEndpoints, readTarget } from './argument.ts';
import { type CommandContext, configOf, type ExchangeOptions, reply, schemaOption } from './command-context.ts';
import { DataDirectoryUnusable } from './data-directory.ts';
import { exitCode } from './exit-code.ts';
import { formatFields } from './table.ts';

interface HostsOptions extends ExchangeOptions {
  readonly names?: string;
  readonly to: string;
  readonly hostsFile: string;
}

const startMs = 10_000;

export function hostsCommands(context: CommandContext): Command {
  const enable = hostsCommand(
    'enable',
    'lead host names to this machine, with TLS: certificate, front, hosts file',
    'sudo paperfloor hosts enable --names api.example.com,stream.example.com:9443',
  )
    .requiredOption('--names <NAME[:PORT],…>', 'host names as the client has them; port 443 without one')
    .option('--to <URL>', 'the server that answers', 'http://127.0.0.1:8080')
    .action(async (options: HostsOptions) => {
      const directory = directoryOf(context, options);
      const { names, ports } = readEndpoints('--names', options.names ?? '');
      const wish = { names, ports, target: readTarget('--to', options.to), hostsFile: options.hostsFile };
      await enableHosts(directory, wish, () => startFront(context, directory, options), Date.now());
      await answer(context, options, directory);
    });
  const disable = hostsCommand('disable', 'take all of it back', 'sudo paperfloor hosts disable').action(
    async (options: HostsOptions) => {
      const directory = directoryOf(context, options);
      const disabled = await disableHosts(directory, options.hostsFile);
      reply(context, options, { disabled }, () => (disabled ? 'the names are as they were' : 'nothing was enabled'));
    },
  );
  const status = hostsCommand(
    'status',
    'whether the names lead here, and all of it works',
    'paperfloor hosts status',
  ).action(async (options: HostsOptions) => answer(context, options, directoryOf(context, options)));
  const run = hostsCommand('run', 'the front itself; started by enable', 'paperfloor hosts run').action(
    async (options: HostsOptions) => runFront(directoryOf(context, options), context),
  );
  const command = new Command('hosts').description('a local TLS front for clients with fixed host names');
  for (const child of [enable, disable, status]) command.addCommand(child);
  return command.addCommand(run, { hidden: true });
}

function hostsCommand(name: string, sentence: string, example: string): Command {
  return new Command(name)
    .description(sentence)
    .addHelpText('before', `Example: ${example}\n`)
    .option('--json', 'answer as JSON')
    .option('--hosts-file <FILE>', 'the file that leads names to addresses', '/etc/hosts')
    .addOption(schemaOption('data'));
}

function directoryOf(context: CommandContext, options: HostsOptions): HostsDirectory {
  const { data } = configOf(context, { data: options.data });
  if (!existsSync(data))
    throw new DataDirectoryUnusable(`there is no data directory at ${data}: no server has run on it`);
  return new HostsDirectory(join(data, 'hosts'));
}

async function answer(context: CommandContext, options: HostsOptions, directory: HostsDirectory): Promise<void> {
  const status = await hostsStatus(directory, options.hostsFile);
  reply(context, options, status, () => describe(status));
  if (status.state === 'half') context.endWith(exitCode.failed);
}

function describe(status: HostsStatus): string {
  if (status.state === 'off') return 'off: no names lead here';
  const fields = formatFields({
    state: status.state === 'on' ? 'on' : 'half done: run hosts disable, or hosts enable again',
    names: status.names.join(', '),
    ports: status.ports.join(', '),
    'leads to': status.target ?? 'nowhere',
    'hosts file': `${status.hostsFile} ${status.inHostsFile ? 'has the names' : 'does not have the names'}`,
    front: status.frontRuns ? 'runs' : 'does not run',
    authority: status.authority ?? 'none',
    'valid until': status.validUntil ?? 'never',
  });
  if (status.state === 'half') return fields;
  return `${fields}\n\nTell the client to trust it:\n  Node    NODE_EXTRA_CA_CERTS=${status.authority}\n  Python  SSL_CERT_FILE=${status.authority}`;
}

/** Resolves when the front says that it listens. */
async function startFront(context: CommandContext, directory: HostsDirectory, options: HostsOptions): Promise<void> {
  const log = openSync(directory.log, 'a', 0o600);
  const words = ['hosts', 'run', '--hosts-file', options.hostsFile, '--data', join(directory.path, '..')];
  const child = spawn(process.execPath, [...process.execArgv, join(context.root, 'src/main.ts'), ...words], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const told = Promise.withResolvers<string>();
  const late = setTimeout(() => told.resolve(`it did not start within ${startMs / 1000} s`), startMs);
  child.once('message', (message) => told.resolve(String(message)));
  child.once('exit', () => told.resolve(`it ended at once; see ${directory.log}`));
  child.once('error', (error) => told.resolve(error.message));
  const said = await told.promise;
  clearTimeout(late);
  if (said === ready) {
    child.disconnect();
    child.unref();
    return;
  }
  child.kill();
  throw new HostsProblem(`the TLS front can't run: ${said}`);
}

const ready = 'ready';

async function runFront(directory: HostsDirectory, context: CommandContext): Promise<void> {
  const state = directory.read();
  const certificate = directory.readCertificate();
  if (state === undefined || certificate === undefined) {
    process.send?.('there is nothing to run: hosts enable makes it');
    context.endWith(exitCode.failed);
    return;
  }
  const { ports, target } = state;
  try {
    const front = await openFront({
      ...{ ports, target, certificate: certificate.certificate, key: certificate.key },
      ...{ addresses: loopbackAddresses(), control: directory.control },
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => front.stop());
    becomeOwner(directory);
    process.send?.(ready);
    await front.stopped;
  } catch (error) {
    process.send?.((error as Error).message);
    context.endWith(exitCode.failed);
  }
}

/** Root is needed for the ports alone; what the front must take away at its end belongs to whoever it becomes. */
function becomeOwner(directory: HostsDirectory): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(join(directory.path, '..'));
  for (const path of [directory.path, directory.control]) chownSync(path, uid, gid);
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
