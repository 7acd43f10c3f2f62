/** `paperfloor floor …`: the exchanges of this server and their clocks. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { FloorAnswer, FloorTakenAnswer } from '../gateway/admin/floor-operations.ts';
import type { FloorParts } from '../gateway/admin/floor-parts.ts';
import { readNumber, readSequence, readTime } from './argument.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, reply } from './command-context.ts';
import { UsageError } from './exit-code.ts';
import { formatTable } from './table.ts';

const definitionBytesMax = 200_000;

interface CreateOptions extends ExchangeOptions {
  readonly replay?: readonly string[];
  readonly symbol?: string;
  readonly seed?: string;
  readonly start?: string;
  readonly definition?: string;
  readonly speed?: string;
  readonly apiRules?: string;
  readonly paused?: boolean;
}

export function floorCommands(context: CommandContext): Command {
  const floor = new Command('floor').description('floors: the exchanges of this server, each with its own clock');
  floor.addCommand(createCommand(context));
  const list = exchangeCommand('list', 'all floors', 'paperfloor floor list').action(
    async (options: ExchangeOptions) => {
      const floors = await ask(context, options, 'floor.list', {});
      const closed = await ask(context, options, 'floor.closed', {});
      reply(context, options, floors, () => floorsTable(floors));
      for (const { name, reason } of closed) context.console.talk(`floor ${name} is closed on this server: ${reason}`);
    },
  );
  floor.addCommand(list);
  const definition = exchangeCommand(
    'definition',
    'what it was made with, as JSON for --definition of another',
    'paperfloor floor definition main > class.json',
  )
    .argument('<NAME>', 'name of the floor')
    .action(async (name: string, options: ExchangeOptions) => {
      const parts = await ask(context, options, 'floor.definition', { floor: name });
      reply(context, options, parts, () => JSON.stringify(parts, undefined, 2));
    });
  floor.addCommand(definition);
  floor.addCommand(clockCommand(context, 'show', 'floor.show', 'one floor', 'paperfloor floor show main'));
  floor.addCommand(clockCommand(context, 'pause', 'floor.pause', 'stop its clock', 'paperfloor floor pause main'));
  floor.addCommand(
    clockCommand(context, 'resume', 'floor.resume', 'let its clock run', 'paperfloor floor resume main'),
  );
  const speed = exchangeCommand('speed', 'floor seconds per wall second', 'paperfloor floor speed crash 100')
    .argument('<NAME>', 'name of the floor')
    .argument('<RATE>', '0.1 to 1000')
    .action(async (name: string, rateText: string, options: ExchangeOptions) => {
      const rate = readNumber('RATE', rateText);
      const answer = await ask(context, options, 'floor.speed', { floor: name, rate });
      reply(context, options, answer, () => floorsTable([answer]));
    });
  const step = exchangeCommand('step', 'let time pass on a paused floor', 'paperfloor floor step crash --seconds 60')
    .argument('<NAME>', 'name of the floor')
    .option('--seconds <NUMBER>', 'floor time to pass', '1')
    .action(async (name: string, options: ExchangeOptions & { seconds: string }) => {
      const seconds = readNumber('--seconds', options.seconds);
      const answer = await ask(context, options, 'floor.step', { floor: name, seconds });
      reply(context, options, answer, () => floorsTable([answer]));
    });
  const take = exchangeCommand('take', 'write a floor here, handed over by its writer', 'paperfloor floor take main')
    .argument('<NAME>', 'name of the floor')
    .action(async (name: string, options: ExchangeOptions) => {
      const answer = await ask(context, options, 'floor.take', { floor: name });
      reply(context, options, answer, () => takenText(answer));
    });
  const reconcile = exchangeCommand(
    'reconcile',
    'a digest of all open orders and balances at a command to come; every server must say the same',
    'paperfloor floor reconcile main --at 120000',
  )
    .argument('<NAME>', 'name of the floor')
    .requiredOption('--at <SEQUENCE>', "the command's place in the journal")
    .action(async (name: string, options: ExchangeOptions & { at: string }) => {
      const answer = await ask(context, options, 'floor.reconcile', {
        floor: name,
        at: readSequence('--at', options.at, 1),
      });
      const { sequence, accounts, openOrders, digest } = answer;
      reply(
        context,
        options,
        answer,
        () => `${digest}  ${accounts} accounts, ${openOrders} open orders at ${sequence}`,
      );
    });
  return floor.addCommand(speed).addCommand(step).addCommand(take).addCommand(reconcile);
}

function createCommand(context: CommandContext): Command {
  return exchangeCommand(
    'create',
    'make a floor: a simulated market, or a replay of real data',
    'paperfloor floor create crash --replay BTCUSDT-trades-2021-05-19.csv.gz --speed 100',
  )
    .argument('<NAME>', 'small letters, digits and dashes; a letter first')
    .option(
      '--replay <PATH...>',
      'market data to replay: Binance-layout CSV or .gz, captured streams, or a folder of them',
    )
    .option('--symbol <NAME>', 'symbol of replayed files that do not tell theirs; the one to take of several')
    .option('--seed <TEXT>', 'seed of the simulated market (default: drawn at random)')
    .option('--start <TIME>', 'UTC floor time to begin at (default: now; for a replay, where its data begins)')
    .option(
      '--definition <FILE>',
      'JSON with parts of a definition (fees, filters, money, assets, symbols, market); the rest as by default',
    )
    .option('--speed <RATE>', 'floor seconds per wall second, 0.1 to 1000', '1')
    .option('--api-rules <NAME>', "the API it speaks: compatible, today or a day (default: the server's)")
    .option('--paused', 'do not let its clock run yet')
    .action(async (name: string, options: CreateOptions) => {
      if (options.symbol !== undefined && options.replay === undefined)
        throw new UsageError('--symbol goes with --replay');
      const replay = options.replay?.map((path) => existingPath(context, path));
      const floor = await ask(context, options, 'floor.create', {
        name,
        rate: readNumber('--speed', options.speed ?? '1'),
        paused: options.paused === true,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(options.symbol === undefined ? {} : { symbol: options.symbol }),
        ...(replay === undefined ? {} : { replay }),
        ...(options.apiRules === undefined ? {} : { apiRules: options.apiRules }),
        ...(options.definition === undefined ? {} : { parts: readParts(context, options.definition) }),
        ...(options.start === undefined ? {} : { startTimeUs: readTime('--start', options.start) }),
      });
      for (const note of floor.notes) context.console.talk(note);
      reply(context, options, floor, () => floorsTable([floor]));
    });
}

/** A command on one floor that takes nothing but its name. */
function clockCommand(
  context: CommandContext,
  verb: string,
  operation: 'floor.show' | 'floor.pause' | 'floor.resume',
  sentence: string,
  example: string,
): Command {
  return exchangeCommand(verb, sentence, example)
    .argument('<NAME>', 'name of the floor')
    .action(async (name: string, options: ExchangeOptions) => {
      const floor = await ask(context, options, operation, { floor: name });
      reply(context, options, floor, () => floorsTable([floor]));
    });
}

/** The shapes in it are checked by whoever makes the floor. */
function readParts(context: CommandContext, path: string): FloorParts {
  const absolute = resolve(context.workingDirectory, path);
  try {
    if (statSync(absolute).size > definitionBytesMax) throw new Error(`expected at most ${definitionBytesMax} bytes`);
    const parts: unknown = JSON.parse(readFileSync(absolute, 'utf8'));
    if (typeof parts === 'object' && parts !== null && !Array.isArray(parts)) return parts as FloorParts;
  } catch (error) {
    throw new UsageError(`--definition: ${absolute}: ${(error as Error).message}`);
  }
  throw new UsageError(
    `--definition: ${absolute}: expected a JSON object, such as {"fees":{"makerPpm":0,"takerPpm":500}}`,
  );
}

function existingPath(context: CommandContext, path: string): string {
  const absolute = resolve(context.workingDirectory, path);
  if (existsSync(absolute)) return absolute;
  throw new UsageError(`--replay: there is no ${absolute}`);
}

function floorsTable(floors: readonly FloorAnswer[]): string {
  const table = formatTable(
    ['floor', 'market', 'clock', 'floor time', 'sequence', 'role', 'symbols'],
    floors.map((floor) => [
      floor.name,
      floor.market,
      clockText(floor),
      floor.time,
      String(floor.sequence),
      `${floor.role} ${floor.epoch}`,
      floor.symbols.join(' '),
    ]),
  );
  const faults = floors.flatMap(({ name, auditFault }) =>
    auditFault === undefined
      ? []
      : [
          `floor ${name} takes cancels only, because its audit failed: ${auditFault}`,
          '  restart the server: the floor is then made again from its journal; `paperfloor journal verify` proves the journal',
        ],
  );
  return [table, ...faults].join('\n');
}

function takenText({ name, epoch, sequence, stateHash, milliseconds }: FloorTakenAnswer): string {
  if (stateHash === undefined) return `floor ${name} is written here already, epoch ${epoch}`;
  return `floor ${name} is written here, epoch ${epoch}, after ${milliseconds} ms; both copies were ${stateHash} at ${sequence}`;
}

function clockText(floor: FloorAnswer): string {
  if (floor.auditFault !== undefined) return 'cancel only';
  return floor.paused ? 'paused' : `x${floor.rate}`;
}
