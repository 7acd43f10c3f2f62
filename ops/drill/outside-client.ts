/** The client outside, started and ended, and what it has told so far. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OpsProblem } from '../command/problem.ts';
import type { Key } from '../verify/probe/exchange.ts';
import type { Attempt } from './attempt.ts';
import type { DrillParts } from './drill.ts';
import type { OutsideInput } from './outside/main.ts';

export interface OutsideClient {
  /** In the order they ended. */
  readonly attempts: readonly Attempt[];
  /** Places no more, and resolves to the orders the exchange has: its number of each, by the client's id. */
  stop(): Promise<ReadonlyMap<string, number>>;
  kill(): void;
}

/** `name`: beginning of each order's id. */
export function startClient(parts: DrillParts, keys: readonly Key[], name: string): OutsideClient {
  const { site, authority } = parts;
  const main = join(parts.root, 'ops/drill/outside/main.ts');
  const { program, args } = parts.here([process.execPath, main]);
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const attempts: Attempt[] = [];
  let there: [string, number][] | undefined;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  child.stdin.on('error', () => {});
  const ended = once(child, 'close');
  ended.catch(() => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as Attempt | { there: [string, number][] };
    if ('there' in told) there = told.there;
    else attempts.push(told);
  });
  const input: OutsideInput = {
    ...{ address: site.serviceAddress, serverName: site.serviceName, authority },
    ...{ keys, name },
  };
  child.stdin.write(`${JSON.stringify(input)}\n`);
  return {
    attempts,
    kill: () => void child.kill(),
    stop: async () => {
      child.stdin.end();
      await ended;
      if (there !== undefined) return new Map(there);
      const why = /^\w*Error: .*$/m.exec(said)?.[0] ?? said.trim().split('\n').at(-1) ?? '';
      throw new OpsProblem(
        `the client outside could not read its orders back: ${why}`,
        'paperfloor ops verify smoke --env …',
      );
    },
  };
}
