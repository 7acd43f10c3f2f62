/**
 * `npm run bench -- durable`: users' commands through the journal into the
 * embedded PostgreSQL in batches of 1,024, without and with the history that queries read; recovery of the same commands from the
 * journal; and a restart of the whole server on a floor with many resting orders, up to its first answered order, with its clean
 * stop, its parts, and what a snapshot does to a server.
 *
 * `--part journal`: without the history, and the recovery; `history`: with it. Speeds stand beside that of everyday JavaScript on the flow
 * `mixed` (../engine/yardstick.ts), which is measured before and after each: operations a second against commands a second.
 *
 * `--flow growing`: nearly half of the orders stay open (order-commands.ts); `mixed`: the flow of the engine benchmarks as users send it.
 *
 * Every round has a database of its own. The recovered floor must have the hash of the one that wrote.
 */
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../test/support/start-server.ts';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';
import { askWorker, compileWorker, startWorker } from '../support/worker.ts';
import type { DurablePart } from './durable-worker.ts';
import type { RestartParts } from './restart-worker.ts';

/** Of the orders that rest (order-commands.ts). */
const bestBid = 59_999;
type Flow = (typeof options.flow)[number];

/** A part, and nanoseconds an operation that the yardstick took around it. */
type TimedPart = DurablePart & { readonly yardstickNs: number };

const options = toldOptions('durable');
const file = new URL('durable-worker.ts', import.meta.url);
const yardstickFile = new URL('../engine/engine-worker.ts', import.meta.url);
const partsFile = new URL('restart-worker.ts', import.meta.url);
await compileWorker(file, []);
if (options.commands > 0) await benchJournals();
for (const resting of options.resting) await benchRestart(resting);

async function benchJournals(): Promise<void> {
  const yardstick = await startWorker(yardstickFile, ['yardstick', 'mixed', '1000000']);
  try {
    for (const flow of options.flow) await benchJournal(flow, yardstick);
  } finally {
    yardstick.kill();
  }
}

async function benchJournal(flow: Flow, yardstick: ChildProcess): Promise<void> {
  const plain: TimedPart[] = [];
  const recovered: TimedPart[] = [];
  const history: TimedPart[] = [];
  const run = async (part: string, directory: string): Promise<TimedPart> => {
    const before = await askWorker<number>(yardstick, 'round');
    const done = await runPart(part, directory, options.commands, flow);
    const after = await askWorker<number>(yardstick, 'round');
    return { ...done, yardstickNs: (before + after) / 2 };
  };
  for (let round = 0; round < options.rounds; round++) {
    if (options.part.includes('journal')) {
      await withDirectory(async (directory) => {
        const written = await run('write', directory);
        const found = await run('recover', directory);
        if (found.hash !== written.hash) throw new Error(`expected hash ${written.hash}, recovered ${found.hash}`);
        plain.push(written);
        recovered.push(found);
      });
    }
    if (options.part.includes('history')) {
      await withDirectory(async (directory) => {
        history.push(await run('history', directory));
      });
    }
  }
  tellRates(`${flow}: journal and floor, batches of 1,024`, plain);
  tellRates(`${flow}: the same, history written as well`, history);
  tellRates(`${flow}: recovery from the journal`, recovered);
}

async function benchRestart(resting: number): Promise<void> {
  await withDirectory(async (directory) => {
    await runPart('rest', directory, resting, 'growing');
    const orders = resting.toLocaleString('en');
    tellParts(orders, await runParts(directory));
    const first = await startServer({ dataDir: directory });
    await first.cli(['account', 'create', 'bench', '--fund', 'USDT=1000000', '--json']);
    const key = (await first.cli(['key', 'create', 'bench', '--json'])) as { apiKey: string; secretKey: string };
    await first.stop();
    const rounds: number[] = [];
    const stops: number[] = [];
    for (let round = 0; round < options.rounds; round++) {
      const began = performance.now();
      const server = await startServer({ dataDir: directory });
      await order(server.url, key);
      rounds.push((performance.now() - began) / 1000);
      await checkBook(server.url);
      const stopping = performance.now();
      await server.stop();
      stops.push((performance.now() - stopping) / 1000);
    }
    tellSeconds(`restart with ${orders} resting orders to first order`, rounds);
    tellSeconds(`clean stop with ${orders} resting orders`, stops);
  });
}

function tellSeconds(title: string, rounds: readonly number[]): void {
  printResult({ bench: 'durable', case: title, unit: 's', value: median(rounds), rounds }, options.json);
}

function tellParts(orders: string, parts: RestartParts): void {
  const megabytes = (parts.bytes / 1e6).toFixed(1);
  const of = (name: string, value: number) => {
    const title = `${orders} resting orders, snapshot of ${megabytes} MB: ${name}`;
    printResult({ bench: 'durable', case: title, unit: 'ms', value, rounds: [value] }, options.json);
  };
  of('read', parts.read);
  of('checksum and hash', parts.checked);
  of('decoded', parts.decoded);
  of('taken again, longest turn', parts.longestTurn);
  of('taken again, floor stands', parts.standing);
  of('taken again, until stored', parts.stored);
}

async function runParts(directory: string): Promise<RestartParts> {
  const worker = await startWorker(partsFile, [directory]);
  try {
    return await askWorker<RestartParts>(worker, 'parts');
  } finally {
    worker.kill();
  }
}

async function order(url: string, key: { apiKey: string; secretKey: string }): Promise<void> {
  const query = `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=58000&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', key.secretKey).update(query).digest('hex');
  const answer = await fetch(`${url}/api/v3/order?${query}&signature=${signature}`, {
    method: 'POST',
    headers: { 'x-mbx-apikey': key.apiKey },
  });
  if (answer.status !== 200) throw new Error(`expected an order, got ${answer.status} ${await answer.text()}`);
}

async function checkBook(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/v3/ticker/bookTicker?symbol=BTCUSDT`);
  const { bidPrice } = (await answer.json()) as { readonly bidPrice: string };
  if (Number(bidPrice) !== bestBid)
    throw new Error(`expected best bid ${bestBid} after the restart, found ${bidPrice}`);
}

async function runPart(part: string, directory: string, count: number, flow: Flow): Promise<DurablePart> {
  const worker = await startWorker(file, [part, directory, String(count), flow]);
  try {
    return await askWorker<DurablePart>(worker, part);
  } finally {
    worker.kill();
  }
}

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-bench-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function tellRates(title: string, parts: readonly TimedPart[]): void {
  if (parts.length === 0) return;
  const rounds = parts.map(({ commands, milliseconds }) => (commands * 1000) / milliseconds);
  const perCommand = (of: (part: DurablePart) => number) =>
    median(parts.map((part) => (of(part) * 1000) / part.commands)).toFixed(2);
  const all = `${perCommand(({ milliseconds }) => milliseconds)} us a command`;
  const note = parts.some(({ commitMs }) => commitMs > 0)
    ? `${all}, of it ${perCommand(({ commitMs }) => commitMs)} encoding and waiting for commits`
    : all;
  const ratio = median(parts.map((part) => (part.yardstickNs * part.commands) / (part.milliseconds * 1e6)));
  const result = { bench: 'durable', case: title, unit: 'commands/s', value: median(rounds), rounds, ratio, note };
  printResult(result, options.json);
}
