/** The verbs of `paperfloor account` that move paper money or say how it trades, and the one that shows where it went. */
import { type Command, Option } from 'commander';
import type { OperationAnswer } from '../gateway/admin/operations.ts';
import { readFunds } from './argument.ts';
import { balancesTable } from './balances-table.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { UsageError } from './exit-code.ts';
import { formatTable } from './table.ts';

export const floorFlag = ['--floor <NAME>', 'floor of the account (default: the default floor)'] as const;
const amountFlag = ['--amount <ASSET=AMOUNT>', 'one asset and how much of it, such as USDT=500'] as const;

interface AmountOptions extends ExchangeOptions {
  readonly amount?: string;
}

export function moneyCommands(context: CommandContext): Command[] {
  return [
    withdraw(context),
    transfer(context),
    faucet(context),
    reset(context),
    fees(context),
    group(context),
    show(context),
  ];
}

function withdraw(context: CommandContext): Command {
  return exchangeCommand(
    'withdraw',
    'take paper money out of an account',
    'paperfloor account withdraw alice --amount USDT=500',
  )
    .argument('<NAME>', 'name of the account')
    .requiredOption(...amountFlag)
    .option(...floorFlag)
    .action(async (name: string, options: AmountOptions) => {
      const input = { ...floorOf(options), name, ...readAmount(options) };
      const account = await ask(context, options, 'account.withdraw', input);
      reply(context, options, account, () => balancesTable([account]));
    });
}

function transfer(context: CommandContext): Command {
  return exchangeCommand(
    'transfer',
    'move paper money from one account to another',
    'paperfloor account transfer alice alice-bot --amount USDT=500',
  )
    .argument('<FROM>', 'name of the account it leaves')
    .argument('<TO>', 'name of the account it comes to')
    .requiredOption(...amountFlag)
    .option(...floorFlag)
    .action(async (from: string, to: string, options: AmountOptions) => {
      const input = { ...floorOf(options), from, to, ...readAmount(options) };
      const accounts = await ask(context, options, 'account.transfer', input);
      reply(context, options, accounts, () => balancesTable(accounts));
    });
}

function faucet(context: CommandContext): Command {
  return exchangeCommand(
    'faucet',
    "take from the floor's faucet, within its limits",
    'paperfloor account faucet alice USDT',
  )
    .argument('<NAME>', 'name of the account')
    .argument('<ASSET>', 'what to take, as much as the faucet gives at once; or ASSET=AMOUNT')
    .option(...floorFlag)
    .action(async (name: string, wanted: string, options: ExchangeOptions) => {
      const wish = wanted.includes('=') ? readAmount({ amount: wanted }) : { asset: wanted };
      const account = await ask(context, options, 'account.faucet', { ...floorOf(options), name, ...wish });
      reply(context, options, account, () => balancesTable([account]));
    });
}

function reset(context: CommandContext): Command {
  return exchangeCommand(
    'reset',
    'cancel all orders of an account and give it what it was opened with; its history stays',
    'paperfloor account reset alice --yes',
  )
    .argument('<NAME>', 'name of the account')
    .requiredOption('--yes', 'do it: its present balances are lost')
    .option(...floorFlag)
    .action(async (name: string, options: ExchangeOptions) => {
      const account = await ask(context, options, 'account.reset', { ...floorOf(options), name });
      reply(context, options, account, () => balancesTable([account]));
    });
}

interface FeeOptions extends ExchangeOptions {
  readonly tier?: string;
  readonly discount?: string;
}

function fees(context: CommandContext): Command {
  return exchangeCommand(
    'fees',
    'what an account pays for its trades; without an option only shown',
    'paperfloor account fees alice --tier vip-1 --discount on',
  )
    .argument('<NAME>', 'name of the account')
    .option('--tier <NAME>', "a fee tier of the floor, or none for the floor's own rates")
    .addOption(
      new Option('--discount <STATE>', 'pay commission with a discount in another asset').choices(['on', 'off']),
    )
    .option(...floorFlag)
    .action(async (name: string, options: FeeOptions) => {
      const tier = options.tier === undefined ? {} : { tier: options.tier };
      const discount = options.discount === undefined ? {} : { discount: options.discount === 'on' };
      const account = await ask(context, options, 'account.fees', { ...floorOf(options), name, ...tier, ...discount });
      reply(context, options, account, () =>
        formatTable(['floor', 'account', 'tier', 'discount'], [[account.floor, account.name, ...feeCells(account)]]),
      );
    });
}

function feeCells({
  tier,
  discount,
  discountAsset,
}: {
  tier: string;
  discount: boolean;
  discountAsset: string;
}): string[] {
  return [tier, discount ? `in ${discountAsset}` : 'off'];
}

function group(context: CommandContext): Command {
  return exchangeCommand(
    'group',
    'accounts of one trade group count as one owner for self-trade prevention; without a number only shown',
    'paperfloor account group alice 7',
  )
    .argument('<NAME>', 'name of the account')
    .argument('[GROUP]', 'number of the trade group, or none')
    .option(...floorFlag)
    .action(async (name: string, wanted: string | undefined, options: ExchangeOptions) => {
      const chosen = wanted === undefined ? {} : { group: readGroup(wanted) };
      const account = await ask(context, options, 'account.group', { ...floorOf(options), name, ...chosen });
      reply(context, options, account, () =>
        formatTable(
          ['floor', 'account', 'trade group'],
          [[account.floor, account.name, account.group === 0 ? noGroup : String(account.group)]],
        ),
      );
    });
}

const noGroup = 'none';

function readGroup(text: string): number {
  if (text === noGroup) return 0;
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`expected the number of a trade group, from 1, or none; found ${JSON.stringify(text)}`);
}

function show(context: CommandContext): Command {
  return exchangeCommand('show', 'one account: balances and last movements', 'paperfloor account show alice')
    .argument('<NAME>', 'name of the account')
    .option(...floorFlag)
    .action(async (name: string, options: ExchangeOptions) => {
      const account = await ask(context, options, 'account.show', { ...floorOf(options), name });
      reply(context, options, account, () => describe(account));
    });
}

function describe(account: OperationAnswer<'account.show'>): string {
  const { openOrders, sameUser, movements } = account;
  const rows = movements.map(({ movementId, time, kind, asset, amount, counterparty = '' }) => {
    return [String(movementId), time, kind, asset, amount, counterparty];
  });
  return [
    balancesTable([account]),
    `open orders: ${openOrders}`,
    `fee tier, discount: ${feeCells(account.fees).join(', ')}`,
    ...(sameUser.length === 0 ? [] : [`same user: ${sameUser.join(', ')}`]),
    '',
    formatTable(['movement', 'floor time', 'kind', 'asset', 'amount', 'account'], rows),
  ].join('\n');
}

function readAmount({ amount = '' }: Pick<AmountOptions, 'amount'>): { asset: string; amount: string } {
  const [[asset, text] = [], another] = Object.entries(readFunds(amount, '--amount'));
  if (asset === undefined || text === undefined || another !== undefined) {
    throw new UsageError(`--amount: expected one ASSET=AMOUNT such as USDT=500, found ${JSON.stringify(amount)}`);
  }
  return { asset, amount: text };
}
