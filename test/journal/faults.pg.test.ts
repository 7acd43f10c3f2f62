/**
 * A real server, real HTTP, and a PostgreSQL that goes away under load: stopped, killed, unable to sync, standing still, without
 * connections, without disk. While it is away orders are refused at once in the API's words and everything in memory is still served; it
 * comes back and so does the exchange, within seconds; nothing acknowledged is lost and nothing refused is done.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SocketFriend } from '../sockets/socket-friend.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { Bot, type Told } from './support/bot.ts';
import { BreakableCluster } from './support/breakable-cluster.ts';

/** After the database went: until its loss is noticed, orders may wait. */
const noticeMs = 2_500;
const atOnceMs = 500;
const backMs = 5_000;
const readMs = 1_000;

/** Those sent while the database was surely away, and noticed to be. */
interface Outage {
  readonly goneMs: number;
  readonly backMs: number;
}

suite('a server whose PostgreSQL goes away', () => {
  let cluster: BreakableCluster;
  let server: RunningServer;
  let bot: Bot;

  before(async () => {
    cluster = await BreakableCluster.start();
    server = await startServer({ args: ['--database', cluster.url, '--limits', 'off'] });
    await server.cli(['account', 'create', 'bot', '--fund', 'USDT=100000000', '--database', cluster.url]);
    bot = new Bot(server.url, await server.cli(['key', 'create', 'bot', '--json', '--database', cluster.url]));
  });
  after(async () => {
    bot?.close();
    assert.equal(await server?.stop(), 0);
    await cluster?.close();
  });

  /**
   * Load and readers around an outage; what must hold in it and after it. `refusals` waits until the loss is noticed and then
   * asks: the load alone may ask nothing, when all of it waits in the batch that was on its way when the database went.
   */
  async function during(
    name: string,
    outage: (refusals: () => Promise<void>) => Promise<Outage>,
  ): Promise<readonly Told[]> {
    const stop = new AbortController();
    const from = bot.told.length;
    const stream = await SocketFriend.connect(`${server.url.replace('http', 'ws')}/ws/btcusdt@depth@100ms`);
    const traders = [0, 1, 2, 3].map((trader) => bot.trade(`${name}-${trader}`, stop.signal));
    const reader = read(stop.signal);
    await sleep(300);
    const { goneMs, backMs: returnedMs } = await outage(() => refusals(name));
    const firstBack = await untilAcknowledged(returnedMs);
    stop.abort();
    await Promise.all(traders);
    const slowestRead = await reader;
    assert.equal(stream.ws.readyState, stream.ws.OPEN, 'the stream stays open');
    stream.ws.close();
    const told = bot.told.slice(from);
    const meanwhile = told.filter(({ sentMs }) => sentMs > goneMs + noticeMs && sentMs < returnedMs);
    for (const { id, outcome, sentMs, answeredMs } of meanwhile) {
      assert.equal(outcome, 'refused', `${id} was ${outcome}`);
      const waited = answeredMs - sentMs;
      assert.ok(waited < atOnceMs || answeredMs > returnedMs, `${id} was refused after ${waited} ms`);
    }
    const longest = Math.max(...told.map(({ sentMs, answeredMs }) => answeredMs - sentMs));
    assert.ok(longest < noticeMs + (returnedMs - goneMs), `an order waited ${longest} ms`);
    const count = (outcome: string) => told.filter((one) => one.outcome === outcome).length;
    console.log(
      `${name}: ${count('acknowledged')} acknowledged, ${count('refused')} refused, ${count('unknown')} unknown; back after ` +
        `${Math.round(firstBack - returnedMs)} ms; slowest read ${Math.round(slowestRead)} ms, slowest order ${Math.round(longest)} ms`,
    );
    assert.ok(firstBack - returnedMs < backMs, `back only after ${firstBack - returnedMs} ms`);
    assert.ok(slowestRead < readMs, `a read waited ${slowestRead} ms`);
    await settled();
    return meanwhile;
  }

  /** Called when the database has just gone: a dozen orders after the notice, one by one, are refused at once. */
  async function refusals(name: string): Promise<void> {
    await sleep(noticeMs + 100);
    for (let index = 0; index < 12; index++) {
      const { id, outcome, sentMs, answeredMs } = await bot.place(`${name}-asked-${index}`);
      assert.equal(outcome, 'refused', `${id} was ${outcome}`);
      assert.ok(answeredMs - sentMs < atOnceMs, `${id} was refused after ${answeredMs - sentMs} ms`);
    }
  }

  /** Depth and exchange information, over and over: the longest anyone waited. */
  async function read(stop: AbortSignal): Promise<number> {
    let slowest = 0;
    while (!stop.aborted) {
      for (const path of ['/api/v3/depth?symbol=BTCUSDT', '/api/v3/ticker/24hr?symbol=BTCUSDT', '/readyz']) {
        const began = performance.now();
        const { status } = await bot.call('GET', path);
        assert.equal(status, 200, path);
        slowest = Math.max(slowest, performance.now() - began);
      }
      await sleep(20);
    }
    return slowest;
  }

  async function untilAcknowledged(returnedMs: number): Promise<number> {
    for (let turn = 0; ; turn++) {
      const told = await bot.place(`probe-${Math.round(returnedMs)}-${turn}`);
      if (told.outcome === 'acknowledged') return told.answeredMs;
      assert.ok(performance.now() - returnedMs < 60_000, 'the exchange does not come back');
      await sleep(20);
    }
  }

  /** What each order was told is what became of it. */
  async function settled(): Promise<void> {
    const known = await bot.known();
    assert.equal(new Set(known).size, known.length, 'no order is there twice');
    const there = new Set(known);
    for (const { id, outcome } of bot.told) {
      if (outcome === 'acknowledged') assert.ok(there.has(id), `${id} was acknowledged and is lost`);
      if (outcome === 'refused') assert.ok(!there.has(id), `${id} was refused and is there`);
    }
  }

  test('stopped and started again', async () => {
    const meanwhile = await during('stopped', async (refusals) => {
      const goneMs = performance.now();
      await cluster.stop();
      await refusals();
      // A question about the past can't be answered now; it is told so and does not wait.
      const began = performance.now();
      const history = await bot.signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' });
      assert.deepEqual([history.status, (history.body as { code: number }).code], [503, -1008]);
      assert.ok(performance.now() - began < 1_500);
      await cluster.startAgain();
      return { goneMs, backMs: performance.now() };
    });
    assert.ok(meanwhile.length > 10);
  });

  test('killed, and back by itself', async () => {
    await during('killed', async () => {
      const goneMs = performance.now();
      cluster.kill();
      return { goneMs, backMs: goneMs };
    });
  });

  test('unable to sync: it ends itself, and is back by itself', async (t) => {
    let unable: string | undefined;
    await during('no-sync', async () => {
      unable = await cluster.failSyncs();
      const goneMs = performance.now();
      return { goneMs, backMs: goneMs };
    });
    if (unable !== undefined) return t.skip(unable);
    assert.match(cluster.log(), /PANIC: {2}could not f(data)?sync file/);
  });

  test('standing still for seconds, with its connections open', async () => {
    const meanwhile = await during('frozen', async (refusals) => {
      const goneMs = performance.now();
      cluster.freeze();
      await refusals();
      await sleep(1_000);
      cluster.thaw();
      return { goneMs, backMs: performance.now() };
    });
    assert.ok(meanwhile.length > 10);
  });

  test('out of connections', async () => {
    const meanwhile = await during('no-connections', async (refusals) => {
      const giveBack = await cluster.takeConnections();
      const goneMs = performance.now();
      await refusals();
      await giveBack();
      return { goneMs, backMs: performance.now() };
    });
    assert.ok(meanwhile.length > 10);
  });

  test('out of disk', async (t) => {
    if (cluster.noDisk !== undefined) {
      t.skip(cluster.noDisk);
      return;
    }
    const meanwhile = await during('no-disk', async (refusals) => {
      const makeRoom = await cluster.fillDisk();
      const goneMs = performance.now();
      await refusals();
      await sleep(1_000);
      makeRoom();
      return { goneMs, backMs: performance.now() };
    });
    assert.ok(meanwhile.length > 10);
  });

  test('after all of it the journal is sound and leads to what the server has', async () => {
    const verdict = await server.cli<{ faults: string[] }>(['journal', 'verify', '--json', '--database', cluster.url]);
    assert.deepEqual(verdict.faults, []);
  });
});
