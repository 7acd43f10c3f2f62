/**
 * Many sockets on the whole server, its ten markets trading: a thousand that listen to five streams each, then ten thousand that
 * wait. Listeners are raw sockets in processes of their own. Tells deliveries, the server's processor time and its memory.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { toldOptions } from '../catalogue.ts';
import { printResult } from '../support/report.ts';

const options = toldOptions('sockets');
const streams = ['trade', 'bookTicker', 'depth@100ms', 'kline_1m', 'ticker'].map((topic) => `btcusdt@${topic}`);
/** Sockets that one process opens: within what waits at a listening port. */
const atOnce = 500;
/** Of the processor's clock, per second (Linux). */
const ticksPerSecond = 100;
const openMsMax = 30_000;

interface Told {
  open: number;
  received: number;
}

const server = await startServer({ args: ['--limits', 'off'] });
const children: ChildProcess[] = [];
try {
  const { port } = new URL(server.url);
  const listeners = await open(port, `/stream?streams=${streams.join('/')}`, options.listeners);
  const before = { ...sum(listeners), cpu: cpuSeconds(server), ms: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, options.seconds * 1000));
  const seconds = (performance.now() - before.ms) / 1000;
  const perSecond = (sum(listeners).received - before.received) / seconds;
  const share = (cpuSeconds(server) - before.cpu) / seconds;
  tell(`${options.listeners} sockets of ${streams.length} streams`, 'deliveries/s', perSecond, {
    note: `${(share * 100).toFixed(0)} % of one processor, ${memoryMb(server).toFixed(0)} MB`,
  });
  await closeAll();

  const lean = memoryMb(server);
  const idle = await open(port, '/ws', options.idle);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  tell(`${sum(idle).open} idle sockets`, 'MB', memoryMb(server), { note: `${lean.toFixed(0)} MB without them` });
} finally {
  await closeAll();
  await server.stop();
}

async function open(port: string, path: string, wanted: number): Promise<readonly Told[]> {
  const all: Told[] = [];
  for (let left = wanted; left > 0; left -= atOnce) {
    const count = Math.min(left, atOnce);
    const child = fork(new URL('../fanout/clients.ts', import.meta.url).pathname, [port, path, String(count)]);
    const told: Told = { open: 0, received: 0 };
    child.on('message', (message: Told) => Object.assign(told, message));
    children.push(child);
    all.push(told);
    const until = performance.now() + openMsMax;
    while (told.open < count) {
      if (performance.now() > until) throw new Error(`only ${told.open} of ${count} sockets opened`);
      await once(child, 'message');
    }
  }
  return all;
}

async function closeAll(): Promise<void> {
  for (const child of children.splice(0)) {
    child.kill();
    await once(child, 'exit');
  }
}

function sum(all: readonly Told[]): Told {
  const add = (name: keyof Told) => all.reduce((total, told) => total + told[name], 0);
  return { open: add('open'), received: add('received') };
}

function cpuSeconds({ pid }: RunningServer): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function memoryMb({ pid }: RunningServer): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

function tell(name: string, unit: string, value: number, { note }: { readonly note: string }): void {
  printResult({ bench: 'sockets', case: name, unit, value, rounds: [], note }, options.json);
}
