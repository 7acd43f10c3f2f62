/**
 * Market data to a thousand clients in a process of their own: trades of one symbol, several gathered in one flush, over the
 * real gateway, against a server that calls `send` of the library for each client and message. In one run: A B A B …
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { UserCommand } from '../../src/core/messages/command.ts';
import { createTestGateway } from '../../test/support/test-gateway.ts';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';

const options = toldOptions('fanout');
const clients = options.clients;
/** Turns that may be under way before the listeners have caught up. */
const turnsAhead = 4;

interface Figure {
  readonly perSecond: number;
  /** What the machine's other work does not change. */
  readonly perCpuSecond: number;
}

interface Side {
  readonly port: number;
  readonly path: string;
  /** Sends so many messages to everybody, then lets the event loop turn. */
  turn(messages: number): Promise<void>;
}

const ours = await openGateway();
const plain = await openPlain();
for (const messages of [1, 10, 50]) {
  const figures = { ours: [] as Figure[], plain: [] as Figure[] };
  for (let round = 0; round < options.rounds; round++) {
    figures.plain.push(await measure(plain, messages));
    figures.ours.push(await measure(ours, messages));
  }
  const ratios = figures.ours.map(
    (figure, index) => figure.perSecond / (figures.plain[index]?.perSecond ?? Number.NaN),
  );
  const name = `${clients} clients, ${messages} messages a flush`;
  report(`send per client, ${name}`, figures.plain);
  report(`joined frames, ${name}`, figures.ours, median(ratios));
}
process.exit(0);

function report(name: string, figures: readonly Figure[], ratio?: number): void {
  const rounds = figures.map((figure) => figure.perSecond);
  const perCpu = median(figures.map((figure) => figure.perCpuSecond));
  const note = `${perCpu.toFixed(0)} per second of the server's CPU`;
  const result = { bench: 'fanout', case: name, unit: 'deliveries/s', value: median(rounds), rounds, note };
  printResult(ratio === undefined ? result : { ...result, ratio }, options.json);
}

/** The real gateway over a floor in memory; each message is a real trade. */
async function openGateway(): Promise<Side> {
  const test = await createTestGateway({ limits: false, sockets: { flushMs: 1 } });
  const url = await test.gateway.listen('127.0.0.1', 0);
  const { session } = test;
  await test.client({ USDT: '1000000000', BTC: '1000000' });
  const account = test.identity.accounts(session.name)[0]?.account;
  if (account === undefined) throw new Error('the account could not be made');
  let orders = 0;
  const order = (side: 'buy' | 'sell'): UserCommand => ({
    type: 'place_order',
    account,
    symbol: 0 as never,
    side,
    terms: { kind: 'limit', timeInForce: 'gtc', price: 5_000_000 as never, quantity: 10_000 as never },
    clientOrderId: `b${orders++}`,
    selfTradePrevention: 'none',
  });
  return {
    port: Number(new URL(url).port),
    path: '/ws/btcusdt@trade',
    async turn(messages) {
      for (let i = 0; i < messages; i++) {
        await session.submit(order('sell'));
        await session.submit(order('buy'));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

/** What a server does that knows nothing better. */
async function openPlain(): Promise<Side> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const message = JSON.stringify({
    ...{ e: 'trade', E: 1767323045678, s: 'BTCUSDT', t: 123456, p: '50000.00000000', q: '0.10000000' },
    ...{ T: 1767323045678, m: false, M: true },
  });
  return {
    port: (server.address() as AddressInfo).port,
    path: '/',
    async turn(messages) {
      for (let i = 0; i < messages; i++) for (const client of server.clients) client.send(message);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Deliveries per second: as many turns as the listeners can take for the given time. */
async function measure(side: Side, messages: number): Promise<Figure> {
  const child = fork(new URL('clients.ts', import.meta.url), [String(side.port), side.path, String(clients)]);
  const told = { open: 0, received: 0 };
  child.on('message', (message) => Object.assign(told, message));
  while (told.open < clients) await once(child, 'message');
  await run(side, messages, told, child, 500);
  const figure = await run(side, messages, told, child, options.seconds * 1000);
  child.kill();
  await once(child, 'exit');
  return figure;
}

async function run(
  side: Side,
  messages: number,
  told: { readonly received: number },
  child: ChildProcess,
  milliseconds: number,
): Promise<Figure> {
  const before = told.received;
  const cpu = process.cpuUsage();
  const start = performance.now();
  let sent = before;
  while (performance.now() - start < milliseconds) {
    await side.turn(messages);
    sent += messages * clients;
    while (sent - told.received > turnsAhead * messages * clients) await once(child, 'message');
  }
  while (told.received < sent) await once(child, 'message');
  const { user, system } = process.cpuUsage(cpu);
  const deliveries = told.received - before;
  return {
    perSecond: (deliveries / (performance.now() - start)) * 1000,
    perCpuSecond: (deliveries / (user + system)) * 1e6,
  };
}
