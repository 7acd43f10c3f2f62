/** `paperfloor account …`: paper accounts and their money. */
import { Command } from 'commander';
import { readFunds } from './argument.ts';
import { balancesTable } from './balances-table.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { floorFlag, moneyCommands } from './money-commands.ts';

interface FundOptions extends ExchangeOptions {
  readonly fund?: string;
  readonly owner?: string;
}

const fundFlag = ['--fund <ASSET=AMOUNT,…>', 'paper money to pay in, such as USDT=1000000,BTC=100'] as const;

export function accountCommands(context: CommandContext): Command {
  const create = exchangeCommand(
    'create',
    'open an account',
    'paperfloor account create alice --fund USDT=1000000,BTC=100',
  )
    .argument('<NAME>', 'letters, digits, dot, dash, underscore; unique on its floor')
    .option(...fundFlag)
    .option('--owner <NAME>', 'an account of the same user; money may be moved between them')
    .option(...floorFlag)
    .action(async (name: string, options: FundOptions) => {
      const fund = options.fund === undefined ? {} : readFunds(options.fund);
      const owner = options.owner === undefined ? {} : { owner: options.owner };
      const account = await ask(context, options, 'account.create', { ...floorOf(options), name, fund, ...owner });
      reply(context, options, account, () => balancesTable([account]));
    });
  const fund = exchangeCommand(
    'fund',
    'pay paper money into an account',
    'paperfloor account fund alice --fund USDT=5000',
  )
    .argument('<NAME>', 'name of the account')
    .requiredOption(...fundFlag)
    .option(...floorFlag)
    .action(async (name: string, options: FundOptions) => {
      const fund = readFunds(options.fund ?? '');
      const account = await ask(context, options, 'account.fund', { ...floorOf(options), name, fund });
      reply(context, options, account, () => balancesTable([account]));
    });
  const list = exchangeCommand('list', 'accounts and what they hold', 'paperfloor account list')
    .option(...floorFlag)
    .action(async (options: ExchangeOptions) => {
      const accounts = await ask(context, options, 'account.list', floorOf(options));
      reply(context, options, accounts, () => balancesTable(accounts));
    });
  const command = new Command('account').description('paper accounts');
  for (const child of [create, fund, ...moneyCommands(context), list]) command.addCommand(child);
  return command;
}
