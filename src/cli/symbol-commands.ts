/** `paperfloor symbol …`: what trades, and what does not for now. */
import { Command } from 'commander';
import type { SymbolAnswer } from '../gateway/admin/symbol-operations.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, reply } from './command-context.ts';
import { formatTable } from './table.ts';

export function symbolCommands(context: CommandContext): Command {
  const list = exchangeCommand('list', 'the symbols of a floor and their status', 'paperfloor symbol list main')
    .argument('<NAME>', 'name of the floor')
    .action(async (name: string, options: ExchangeOptions) => {
      const symbols = await ask(context, options, 'symbol.list', { floor: name });
      reply(context, options, symbols, () => symbolsTable(symbols));
    });
  const status = exchangeCommand(
    'status',
    'open or close a symbol for trading; orders on its book stay',
    'paperfloor symbol status main BTCUSDT halt',
  )
    .argument('<NAME>', 'name of the floor')
    .argument('<SYMBOL>', 'name of the symbol')
    .argument('<STATUS>', 'trading, halt, break (neither orders nor cancels), or cancel-only')
    .action(async (name: string, symbol: string, wish: string, options: ExchangeOptions) => {
      const answer = await ask(context, options, 'symbol.status', { floor: name, symbol, status: wish });
      reply(context, options, answer, () => symbolsTable([answer]));
    });
  return new Command('symbol').description('symbols and their trading status').addCommand(list).addCommand(status);
}

function symbolsTable(symbols: readonly SymbolAnswer[]): string {
  return formatTable(
    ['floor', 'symbol', 'status'],
    symbols.map(({ floor, symbol, status }) => [floor, symbol, status.replace('_', '-')]),
  );
}
