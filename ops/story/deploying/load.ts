/**
 * Traders outside, through the load balancer: each places, looks and cancels, one request after the other, and writes down every
 * answer. Besides, one stream of trades that goes on elsewhere when it is told that its server goes. Started as a process of its own in
 * the lab's network: `node load.ts SETTINGS`; ends on SIGTERM and prints what it saw as one line of JSON.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface LoadSettings {
  readonly host: string;
  readonly address: string;
  readonly authority: string;
  readonly keys: readonly { readonly apiKey: string; readonly secretKey: string }[];
  /** Between two requests of one trader, milliseconds. */
  readonly pauseMs: number;
}

export interface LoadReport {
  readonly requests: number;
  /** The first few of those that failed, each with its time. */
  readonly failures: readonly string[];
  readonly failed: number;
  /** Client order ids whose order was acknowledged, by trader. */
  readonly acknowledged: readonly (readonly string[])[];
  readonly worstMs: number;
  readonly p99Ms: number;
  readonly trades: number;
  readonly tradesMissing: number;
  readonly tradesTwice: number;
  readonly streams: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as LoadSettings;
const ca = readFileSync(settings.authority);
const agent = new Agent({ keepAlive: true, ca, servername: settings.host, maxSockets: settings.keys.length });
const failures: string[] = [];
const took: number[] = [];
const acknowledged: string[][] = settings.keys.map(() => []);
let failed = 0;
let ending = false;

process.on('SIGTERM', () => {
  ending = true;
});

const stream = followTrades();
await Promise.all(settings.keys.map((key, index) => trade(key, acknowledged[index] ?? [], index)));
const { trades, tradesMissing, tradesTwice, streams } = stream.end();
took.sort((one, other) => one - other);
const report: LoadReport = {
  ...{ requests: took.length, failures, failed, acknowledged, trades, tradesMissing, tradesTwice, streams },
  worstMs: Math.round(took.at(-1) ?? 0),
  p99Ms: Math.round(took[Math.floor(took.length * 0.99)] ?? 0),
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

async function trade(key: LoadSettings['keys'][number], ids: string[], index: number): Promise<void> {
  const price = Math.round(Number(JSON.parse((await ask('GET', '/api/v3/ticker/price?symbol=BTCUSDT')).body).price));
  for (let count = 0; !ending; count++) {
    const id = `t${index}-${process.pid}-${count}`;
    const side = count % 2 === 0 ? 'BUY' : 'SELL';
    const at = String(side === 'BUY' ? Math.round(price * 0.9) : Math.round(price * 1.1));
    const order = `symbol=BTCUSDT&side=${side}&type=LIMIT&timeInForce=GTC&quantity=0.001&price=${at}&newClientOrderId=${id}`;
    const placed = await ask('POST', '/api/v3/order', key, order);
    if (placed.status === 200) ids.push(id);
    await sleep(settings.pauseMs);
    await ask('GET', '/api/v3/ticker/price?symbol=BTCUSDT');
    await sleep(settings.pauseMs);
    // Some stay open, so that there is something to compare.
    if (placed.status === 200 && count % 25 > 0)
      await ask('DELETE', '/api/v3/order', key, `symbol=BTCUSDT&origClientOrderId=${id}`);
    await sleep(settings.pauseMs);
  }
}

async function ask(
  method: string,
  path: string,
  key?: LoadSettings['keys'][number],
  parameters = '',
): Promise<{ status: number; body: string }> {
  const began = performance.now();
  const query = key === undefined ? parameters : `${parameters}&recvWindow=30000&timestamp=${Date.now()}`;
  const signature =
    key === undefined ? '' : `&signature=${createHmac('sha256', key.secretKey).update(query).digest('hex')}`;
  const answer = await send(method, query === '' ? path : `${path}?${query}${signature}`, key?.apiKey);
  took.push(performance.now() - began);
  if (answer.status !== 200) {
    failed++;
    if (failures.length < 50)
      failures.push(`${new Date().toISOString()} ${method} ${path} ${answer.status} ${answer.body.slice(0, 200)}`);
  }
  return answer;
}

function send(method: string, path: string, apiKey: string | undefined): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const headers = { host: settings.host, ...(apiKey === undefined ? {} : { 'x-mbx-apikey': apiKey }) };
    const sent = request(
      { host: settings.address, port: 443, method, path, agent, headers, timeout: 15_000 },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', (error) => resolve({ status: 0, body: error.message }));
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer for 15 s')));
    sent.on('error', (error) => resolve({ status: 0, body: error.message }));
    sent.end();
  });
}

/** Trade numbers follow one another, so what is missing or there twice on a connection is seen. */
function followTrades() {
  const seen = new Set<number>();
  let tradesTwice = 0;
  let streams = 0;
  let current: WebSocket | undefined;
  const open = () => {
    if (ending) return;
    streams++;
    const options = { ca, servername: settings.host, headers: { host: settings.host } };
    const ws = new WebSocket(`wss://${settings.address}/ws/btcusdt@trade`, options);
    let last = 0;
    let isReplaced = false;
    const replace = () => {
      if (isReplaced) return;
      isReplaced = true;
      open();
    };
    current = ws;
    ws.on('message', (data) => {
      const message = JSON.parse(String(data)) as { e: string; t: number };
      if (message.e === 'serverShutdown') replace();
      if (message.e !== 'trade') return;
      if (message.t <= last) tradesTwice++;
      last = message.t;
      seen.add(message.t);
    });
    ws.on('error', () => {});
    ws.on('close', () => setTimeout(replace, 50));
  };
  open();
  return {
    end: () => {
      current?.terminate();
      const all = [...seen].sort((one, other) => one - other);
      const span = all.length === 0 ? 0 : (all.at(-1) ?? 0) - (all[0] ?? 0) + 1;
      return { trades: all.length, tradesMissing: span - all.length, tradesTwice, streams };
    },
  };
}
