/**
 * Signed, durable orders over HTTP against a bare node:http + HMAC server, in one run: A B A B …, 64 connections, the load
 * in a process of its own. The full server does everything it always does: the ten markets trade meanwhile.
 * With --door sockets the orders come over the WebSocket API, against the same bare HTTP server.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startServer } from '../../test/support/start-server.ts';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';

const options = toldOptions('http');

interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
  readonly firstRefusal: string;
}

const here = new URL('.', import.meta.url).pathname;
const bySocket = options.door === 'sockets';
const loads = { http: `${here}load.ts`, sockets: `${here}../ws-api/socket-load.ts` } as const;
const server = await startServer({ args: ['--limits', 'off'] });
const bareSecret = 'a'.repeat(64);
const bare = await startBare(bareSecret);
try {
  await server.cli(['account', 'create', 'bench', '--fund', 'USDT=50000000', '--json']);
  const key = (await server.cli(['key', 'create', 'bench', '--json'])) as { apiKey: string; secretKey: string };
  const ticker = (await (await fetch(`${server.url}/api/v3/ticker/bookTicker?symbol=BTCUSDT`)).json()) as {
    bidPrice: string;
  };
  const price = `${Math.floor(Number(ticker.bidPrice) * 0.8)}.00`;

  const full: Load[] = [];
  const yardstick: Load[] = [];
  for (let round = 0; round < options.rounds; round++) {
    yardstick.push(await load(loads.http, bare.url, 'k', bareSecret, price));
    full.push(
      bySocket
        ? await load(loads.sockets, server.url.replace('http', 'ws'), key.apiKey, key.secretKey, price)
        : await load(loads.http, server.url, key.apiKey, key.secretKey, price),
    );
  }
  const ratios = full.map((result, index) => result.perSecond / (yardstick[index]?.perSecond ?? Number.NaN));
  report('bare node:http + HMAC', yardstick);
  report(bySocket ? 'signed durable orders over the WebSocket API' : 'signed durable orders', full, median(ratios));
} finally {
  bare.process.kill('SIGTERM');
  await server.stop();
}

function report(name: string, results: readonly Load[], ratio?: number): void {
  const refused = results.reduce((sum, result) => sum + result.refused, 0);
  const rounds = results.map((result) => result.perSecond);
  const first = results.find((result) => result.firstRefusal !== '')?.firstRefusal;
  printResult(
    {
      bench: bySocket ? 'ws-api' : 'http',
      case: name,
      unit: 'orders/s',
      value: median(rounds),
      rounds,
      ...(ratio === undefined ? {} : { ratio }),
      note:
        `p50 ${median(results.map((result) => result.p50Ms)).toFixed(2)} ms, p99 ${median(results.map((result) => result.p99Ms)).toFixed(2)} ms` +
        (refused > 0 ? `, ${refused} refused: ${first}` : ''),
    },
    options.json,
  );
}

async function load(program: string, url: string, apiKey: string, secret: string, price: string): Promise<Load> {
  const args = [program, url, apiKey, secret, options.connections, options.seconds, price].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Load;
}

async function startBare(secret: string): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [`${here}bare-server.ts`, secret], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: line, process: child };
}
