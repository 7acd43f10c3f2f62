/** `paperfloor journal …`: what the journal leads to, and the proof. */
import { Command } from 'commander';
import { ask, type CommandContext, type ExchangeOptions, exchangeCommand, floorOf, reply } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { formatFields } from './table.ts';

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
      reply(context, options, verdict, () => {
        const { faults, ...numbers } = verdict;
        const fields = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
        return `${formatFields(fields)}\n${faults.length === 0 ? 'the journal is sound' : faults.join('\n')}`;
      });
      if (verdict.faults.length > 0) context.endWith(exitCode.faultFound);
    });
  const hash = exchangeCommand('hash', 'the state hash as it stands', 'paperfloor journal hash --json')
    .option(...floorFlag)
    .action(async (options: ExchangeOptions) => {
      const answer = await ask(context, options, 'journal.hash', floorOf(options));
      reply(context, options, answer, () => `${answer.hash} ${answer.floor} at sequence ${answer.sequence}`);
    });
  return new Command('journal').description('the journal of commands').addCommand(verify).addCommand(hash);
}
