/**
 * docs/reference/command-line.md, written from the commands themselves:
 * `node src/cli/reference.ts > docs/reference/command-line.md`.
 */
import type { Command } from 'commander';
import { createConsole } from './console.ts';
import { buildProgram, type ProgramContext, runProgram } from './program.ts';

const handedOver = ['bench', 'ops'];

export async function commandLineReference(): Promise<string> {
  const program = buildProgram({ ...silentContext(() => {}), endWith: () => {} });
  const pages: string[] = [];
  for (const words of [[], ...verbs(program, [])]) {
    // What is handed over to a program of its own is told by that program.
    if (!handedOver.includes(words[0] ?? '')) pages.push(await helpPage(words));
  }
  return [
    '# The command line',
    '',
    'Made from the commands themselves; a test compares the two. The answer goes to stdout, everything else to stderr.',
    'Commands work while the server runs (they ask it through `admin.sock` in the data directory) and when it does not.',
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
    text += part;
  };
  await runProgram([...words, '--help'], silentContext(write));
  return `## ${['paperfloor', ...words].join(' ')}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}

function silentContext(write: (text: string) => void): ProgramContext {
  return {
    console: createConsole({ stdout: { write }, stderr: { write } }),
    environment: {},
    workingDirectory: '/',
    root: '/',
    version: '',
    openExchange: () => Promise.reject(new Error('help opens nothing')),
    serve: () => Promise.reject(new Error('help starts nothing')),
  };
}

if (import.meta.main) process.stdout.write(await commandLineReference());
