/** docs/reference/operations.md: every verb's own help, made from the commands. Run this file to print it. */
import type { Command } from 'commander';
import { buildOps, runOps } from './ops.ts';

export async function opsReference(): Promise<string> {
  const ops = buildOps({ ...silent(() => {}), endWith: () => {} });
  const pages: string[] = [];
  for (const words of [[], ...verbs(ops, [])]) pages.push(await helpPage(words));
  return [
    '# The command line of operations',
    '',
    'Made from the commands themselves; a test compares the two. The answer goes to stdout, everything else to stderr.',
    '',
    ...pages,
  ].join('\n');
}

/** Every command that does something, by its words. */
function verbs(command: Command, words: readonly string[]): string[][] {
  if (command.commands.length === 0) return [[...words]];
  return command.commands.flatMap((child) => verbs(child, [...words, child.name()]));
}

async function helpPage(words: readonly string[]): Promise<string> {
  let text = '';
  const write = (part: string) => {
    text += `${part}\n`;
  };
  await runOps([...words, '--help'], silent(write));
  return `## ${['paperfloor ops', ...words].join(' ')}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}

function silent(write: (text: string) => void) {
  return { answer: write, talk: write, environment: {}, workingDirectory: '/', root: '/' };
}

if (import.meta.main) process.stdout.write(await opsReference());
