/** `paperfloor key …`: API keys for bots. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Permission } from '../gateway/admin/key-operations.ts';
import { readCount, readExpiry } from './argument.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { UsageError } from './exit-code.ts';
import { formatFields, formatTable } from './table.ts';

interface CreateOptions extends ExchangeOptions {
  readonly type: 'hmac' | 'ed25519' | 'rsa';
  readonly publicKey?: string;
  readonly permissions?: string;
  readonly allow?: string;
  readonly expires?: string;
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
    .addOption(new Option('--type <TYPE>', 'kind of signature').choices(['hmac', 'ed25519', 'rsa']).default('hmac'))
    .option('--public-key <FILE>', 'public key as PEM, Ed25519 or RSA; the private one stays with you')
    .option('--permissions <LIST>', 'what the key may do: read, trade, or both (default: read,trade)')
    .option('--allow <CIDR,…>', 'addresses and networks it may be used from (default: from anywhere)')
    .option('--expires <WHEN>', 'a time such as 2027-01-31T00:00:00Z, or from now 90d, 12h (default: never)')
    .option('--label <TEXT>', 'what the key is for')
    .option(...floorFlag)
    .action(async (account: string, options: CreateOptions) => {
      const publicKey = readPublicKey(context, options);
      const key = await ask(context, options, 'key.create', {
        ...floorOf(options),
        account,
        ...(options.permissions === undefined ? {} : { permissions: readPermissions(options.permissions) }),
        ...(options.allow === undefined ? {} : { allow: options.allow.split(',') }),
        ...(options.expires === undefined ? {} : { expiresAt: readExpiry('--expires', options.expires, Date.now()) }),
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
          ['api key', 'type', 'may', 'from', 'expires', 'created', 'label'],
          keys.map((key) => [
            ...[key.apiKey, key.type, key.permissions.join(','), key.allow.join(',') || 'anywhere'],
            ...[key.expiresAt ?? 'never', key.createdAt, key.label],
          ]),
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
  const audit = exchangeCommand(
    'audit',
    'what was done about keys, the newest first',
    'paperfloor key audit --limit 20',
  )
    .option('--limit <NUMBER>', 'rows at most', '100')
    .action(async (options: ExchangeOptions & { readonly limit: string }) => {
      const rows = await ask(context, options, 'key.audit', { limit: readCount('--limit', options.limit) });
      reply(context, options, rows, () =>
        formatTable(
          ['at', 'by', 'what', 'floor', 'subject', 'detail'],
          rows.map((row) => [row.at, row.actor, row.action, row.floor, row.subject, row.detail]),
        ),
      );
    });
  const command = new Command('key').description('API keys of accounts');
  for (const child of [create, list, revoke, audit]) command.addCommand(child);
  return command;
}

function readPermissions(text: string): Permission[] {
  const wanted = text.split(',');
  const permissions = (['read', 'trade'] as const).filter((permission) => wanted.includes(permission));
  if (permissions.length === wanted.length) return permissions;
  throw new UsageError(`--permissions: expected read, trade or read,trade, found "${text}"`);
}

function readPublicKey(context: CommandContext, { type, publicKey }: CreateOptions): string | undefined {
  if (type === 'hmac' && publicKey === undefined) return undefined;
  if (type === 'hmac') throw new UsageError('--public-key goes with --type ed25519 or rsa; an hmac key has none');
  if (publicKey === undefined) {
    const make = type === 'rsa' ? 'rsa -pkeyopt rsa_keygen_bits:2048' : 'ed25519';
    throw new UsageError(
      `--type ${type} needs --public-key FILE. To make one: openssl genpkey -algorithm ${make} -out private.pem && ` +
        'openssl pkey -in private.pem -pubout -out public.pem',
    );
  }
  try {
    return readFileSync(resolve(context.workingDirectory, publicKey), 'utf8');
  } catch (error) {
    throw new UsageError(`--public-key: cannot read ${publicKey}: ${error instanceof Error ? error.message : error}`);
  }
}
