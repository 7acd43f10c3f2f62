/** The reviewer's tools, one command each. `npm run check` runs them all; the test suite runs them one test each. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

export interface Check {
  readonly name: string;
  /** A tool of node_modules/.bin and its arguments. */
  readonly tool: string;
  readonly args: readonly string[];
}

export const checks: readonly Check[] = [
  { name: 'formatting and lint', tool: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'types of the program', tool: 'tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'the core compiles without Node and DOM', tool: 'tsc', args: ['-p', 'src/core'] },
  { name: 'the market compiles without Node and DOM', tool: 'tsc', args: ['-p', 'src/market'] },
  { name: 'types of the terminal', tool: 'tsc', args: ['-p', 'terminal'] },
  { name: 'dependency rules', tool: 'depcruise', args: ['src', 'ops', '--config', '.dependency-cruiser.mjs'] },
];

/** What the tool printed when it was not content; undefined when it was. */
export function runCheck(check: Check): string | undefined {
  const tool = join(root, 'node_modules/.bin', check.tool);
  if (!existsSync(tool)) return `${check.tool} is not installed: run npm ci`;
  const result = spawnSync(process.execPath, [tool, ...check.args], { cwd: root, encoding: 'utf8' });
  return result.status === 0 ? undefined : `${result.stdout}${result.stderr}`.trim();
}
