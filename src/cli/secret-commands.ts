/** `paperfloor secret …`: the keys that seal stored API secrets. None of them is ever printed; they are known by their ids. */
import { Command } from 'commander';
import type { SecretsAnswer } from '../gateway/admin/secret-operations.ts';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, reply } from './command-context.ts';
import { formatTable } from './table.ts';

export function secretCommands(context: CommandContext): Command {
  const status = exchangeCommand(
    'status',
    'which keys are in the key file, and what each has sealed',
    'paperfloor secret status',
  ).action(async (options: ExchangeOptions) => {
    const answer = await ask(context, options, 'secret.status', {});
    reply(context, options, answer, () => describe(answer));
  });
  const rotate = exchangeCommand(
    'rotate',
    'a fresh key instead of the one that seals now; everything is sealed anew, nothing stops',
    'paperfloor secret rotate',
  ).action(async (options: ExchangeOptions) => {
    const answer = await ask(context, options, 'secret.rotate', {});
    reply(context, options, answer, () => describe(answer));
  });
  const reseal = exchangeCommand(
    'reseal',
    'read the key file again and seal everything with its first key',
    'paperfloor secret reseal',
  ).action(async (options: ExchangeOptions) => {
    const answer = await ask(context, options, 'secret.reseal', {});
    reply(context, options, answer, () => describe(answer));
  });
  const command = new Command('secret').description('keys that seal stored API secrets');
  for (const child of [status, rotate, reseal]) command.addCommand(child);
  return command;
}

function describe({ keys, resealed }: SecretsAnswer): string {
  const rows = keys.map(({ id, seals, secrets }) => [id, seals ? 'seals' : 'opens', String(secrets)]);
  const table = formatTable(['key', 'use', 'secrets'], rows);
  return resealed === 0 ? table : `${table}\nsealed anew: ${resealed}`;
}
