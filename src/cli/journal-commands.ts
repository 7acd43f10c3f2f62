/** `paperfloor journal …`: what the journal leads to, the proof, a look back, and a copy as text. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { JournalState } from '../engine/replay-journal.ts';
import type { JournalVerdict } from '../engine/verify-journal.ts';
import { readSequence } from './argument.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { exitCode, UsageError } from './exit-code.ts';
import { formatFields, formatTable } from './table.ts';

const floorFlag = ['--floor <NAME>', 'which floor (default: the default floor)'] as const;

export function journalCommands(context: CommandContext): Command {
  const verify = exchangeCommand(
    'verify',
    `check every batch and apply the journal again; ends with ${exitCode.faultFound} when something is wrong`,
    'paperfloor journal verify',
  )
    .option(...floorFlag)
    .action(async (options: ExchangeOptions) => {
      const verdict = await ask(context, options, 'journal.verify', floorOf(options));
      reply(context, options, verdict, () => verdictText(verdict));
      if (verdict.faults.length > 0) context.endWith(exitCode.faultFound);
    });
  const hash = exchangeCommand('hash', 'the state hash as it stands', 'paperfloor journal hash --json')
    .option(...floorFlag)
    .action(async (options: ExchangeOptions) => {
      const answer = await ask(context, options, 'journal.hash', floorOf(options));
      reply(context, options, answer, () => `${answer.hash} ${answer.floor} at sequence ${answer.sequence}`);
    });
  return new Command('journal')
    .description('the journal of commands')
    .addCommand(verify)
    .addCommand(hash)
    .addCommand(replayCommand(context))
    .addCommand(exportCommand(context));
}

function replayCommand(context: CommandContext): Command {
  return exchangeCommand(
    'replay',
    'the floor as it stood after a command: state hash, balances, best prices',
    'paperfloor journal replay --to 1200',
  )
    .option('--to <SEQUENCE>', 'the last command to apply; 0 is the first moment (default: the last there is)')
    .option('--time-us <TIME>', 'floor time behind that command, as journal hash --json tells it (default: at once)')
    .option(...floorFlag)
    .action(async (options: ExchangeOptions & { to?: string; timeUs?: string }) => {
      const to = options.to === undefined ? {} : { to: readSequence('--to', options.to, 0) };
      const time = options.timeUs === undefined ? {} : { timeUs: readSequence('--time-us', options.timeUs, 0) };
      const state = await ask(context, options, 'journal.replay', { ...floorOf(options), ...to, ...time });
      reply(context, options, state, () => stateText(state));
    });
}

function exportCommand(context: CommandContext): Command {
  return exchangeCommand(
    'export',
    'write the commands into a file, as lines of JSON with a checksum',
    'paperfloor journal export main.jsonl --from 1 --to 1200',
  )
    .argument('<FILE>', 'a new file; it appears when it is whole')
    .option('--from <SEQUENCE>', 'the first command (default: 1)')
    .option('--to <SEQUENCE>', 'the last command (default: the last there is)')
    .option(...floorFlag)
    .action(async (file: string, options: ExchangeOptions & { from?: string; to?: string }) => {
      const from = options.from === undefined ? undefined : readSequence('--from', options.from, 1);
      const to = options.to === undefined ? undefined : readSequence('--to', options.to, 1);
      if (from !== undefined && to !== undefined && from > to) {
        throw new UsageError(`expected --from at or before --to, found ${from} and ${to}`);
      }
      const answer = await ask(context, options, 'journal.export', {
        ...floorOf(options),
        file: resolve(context.workingDirectory, file),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      reply(context, options, answer, () => {
        const { commands, lastSequence, bytes, sha256 } = answer;
        return `${commands} commands to sequence ${lastSequence} in ${answer.file}, ${bytes} bytes, sha256 ${sha256}`;
      });
    });
}

/** What was proved, and what only a release of other rules can prove. */
export function verdictText({ faults, provedFrom, unproved, ...numbers }: JournalVerdict): string {
  const fields = formatFields(
    Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
  );
  const sound =
    provedFrom === 0 && unproved.length === 0
      ? 'the journal is sound'
      : `the journal is sound behind sequence ${provedFrom}, from the snapshot there on`;
  const parts = unproved.map((part) => {
    const what = `sequence ${part.fromSequence} to ${part.toSequence} (${part.batches} batches, rules ${part.rulesVersion})`;
    const why =
      part.rulesVersion === numbers.rulesVersion
        ? 'no snapshot from before it is kept'
        : `only a release with "rulesVersion": ${part.rulesVersion} in its manifest can apply it again`;
    return `${what} was read and its checksums are right; ${why}`;
  });
  return [fields, ...(faults.length === 0 ? [sound] : faults), ...parts].join('\n');
}

function stateText(state: JournalState): string {
  const fields = formatFields({
    floor: state.floor,
    sequence: String(state.sequence),
    time: new Date(state.timeUs / 1000).toISOString(),
    hash: state.hash,
    from: state.from === 0 ? 'the beginning' : `the snapshot at sequence ${state.from}`,
    commands: String(state.commands),
    accounts: String(state.accounts),
    'open orders': String(state.openOrders),
  });
  const balances = formatTable(
    ['asset', 'available', 'held'],
    state.balances.map(({ asset, available, held }) => [asset, available, held]),
  );
  const markets = formatTable(
    ['symbol', 'bid', 'ask', 'last', 'open orders'],
    state.markets.map((market) => [
      market.symbol,
      market.bestBid || '-',
      market.bestAsk || '-',
      market.lastPrice || '-',
      String(market.openOrders),
    ]),
  );
  return `${fields}\n\n${balances}\n\n${markets}`;
}
