/** `paperfloor key …`: API keys for bots. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { UsageError } from './exit-code.ts';
import { formatFields, formatTable } from './table.ts';

interface CreateOptions extends ExchangeOptions {
  readonly type: 'hmac' | 'ed25519';
  readonly publicKey?: string;
  readonly readOnly?: boolean;
  readonly label?: string;
}

const floorFlag = ['--floor <NAME>', 'floor of the account (default: the default floor)'] as const;

export function keyCommands(context: CommandContext): Command {
  const create = exchangeCommand(
    'create',
    'make an API key; its secret is shown once',
    'paperfloor key create alice --json',
  )
    .argument('<NAME>', 'name of the account')
    .addOption(new Option('--type <TYPE>', 'kind of signature').choices(['hmac', 'ed25519']).default('hmac'))
    .option('--public-key <FILE>', 'Ed25519 public key as PEM; the private one stays with you')
    .option('--read-only', 'the key may look, not trade')
    .option('--label <TEXT>', 'what the key is for')
    .option(...floorFlag)
    .action(async (account: string, options: CreateOptions) => {
      const publicKey = readPublicKey(context, options);
      const key = await ask(context, options, 'key.create', {
        ...floorOf(options),
        account,
        readOnly: options.readOnly === true,
        ...(publicKey === undefined ? {} : { publicKey }),
        ...(options.label === undefined ? {} : { label: options.label }),
      });
      reply(context, options, key, () => formatFields({ ...key }));
    });
  const list = exchangeCommand('list', 'keys of an account', 'paperfloor key list alice')
    .argument('<NAME>', 'name of the account')
    .option(...floorFlag)
    .action(async (account: string, options: ExchangeOptions) => {
      const keys = await ask(context, options, 'key.list', { ...floorOf(options), account });
      reply(context, options, keys, () =>
        formatTable(
          ['api key', 'type', 'rights', 'created', 'label'],
          keys.map((key) => [key.apiKey, key.type, key.readOnly ? 'read' : 'trade', key.createdAt, key.label]),
        ),
      );
    });
  const revoke = exchangeCommand('revoke', 'end a key at once', 'paperfloor key revoke API_KEY')
    .argument('<API_KEY>', 'as shown by key list')
    .option(...floorFlag)
    .action(async (apiKey: string, options: ExchangeOptions) => {
      const done = await ask(context, options, 'key.revoke', { ...floorOf(options), apiKey });
      reply(context, options, done, () => `revoked ${apiKey}`);
    });
  return new Command('key').description('API keys of accounts').addCommand(create).addCommand(list).addCommand(revoke);
}

function readPublicKey(context: CommandContext, { type, publicKey }: CreateOptions): string | undefined {
  if (type === 'hmac' && publicKey === undefined) return undefined;
  if (type === 'hmac') throw new UsageError('--public-key goes with --type ed25519; an hmac key has none');
  if (publicKey === undefined) {
    throw new UsageError(
      '--type ed25519 needs --public-key FILE. To make one: openssl genpkey -algorithm ed25519 -out private.pem && ' +
        'openssl pkey -in private.pem -pubout -out public.pem',
    );
  }
  try {
    return readFileSync(resolve(context.workingDirectory, publicKey), 'utf8');
  } catch (error) {
    throw new UsageError(`--public-key: cannot read ${publicKey}: ${error instanceof Error ? error.message : error}`);
  }
}
