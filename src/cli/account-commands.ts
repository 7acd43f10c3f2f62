/** `paperfloor account …`: paper accounts and their money. */
import { Command } from 'commander';
import type { AccountAnswer } from '../gateway/admin/account-operations.ts';
import { readFunds } from './argument.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { formatTable } from './table.ts';

interface FundOptions extends ExchangeOptions {
  readonly fund?: string;
}

const floorFlag = ['--floor <NAME>', 'floor of the account (default: the default floor)'] as const;
const fundFlag = ['--fund <ASSET=AMOUNT,…>', 'paper money to pay in, such as USDT=1000000,BTC=100'] as const;

export function accountCommands(context: CommandContext): Command {
  const create = exchangeCommand(
    'create',
    'open an account',
    'paperfloor account create alice --fund USDT=1000000,BTC=100',
  )
    .argument('<NAME>', 'letters, digits, dot, dash, underscore; unique on its floor')
    .option(...fundFlag)
    .option(...floorFlag)
    .action(async (name: string, options: FundOptions) => {
      const fund = options.fund === undefined ? {} : readFunds(options.fund);
      const account = await ask(context, options, 'account.create', { ...floorOf(options), name, fund });
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
  return new Command('account').description('paper accounts').addCommand(create).addCommand(fund).addCommand(list);
}

function balancesTable(accounts: readonly AccountAnswer[]): string {
  const rows = accounts.flatMap(({ floor, name, account, balances }) => {
    const first = [floor, name, String(account)];
    if (balances.length === 0) return [[...first, '-', '', '']];
    return balances.map(({ asset, free, locked }) => [...first, asset, free, locked]);
  });
  return formatTable(['floor', 'account', 'id', 'asset', 'free', 'locked'], rows);
}
