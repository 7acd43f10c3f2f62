/** A page that stays open all day: what it remembers has bounds, so its memory after many messages is that after fewer. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { openTrader, setClock } from './trader.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;
/** Messages fed before the first look, more than any bound, and between that and the last. */
const messagesAtFirst = 64_000;
const messagesAfter = 36_000;
/** Candles gather and are forgotten by the thousand, which alone may be this much. Without bounds it is twice as much (17 MB, measured). */
const growthMbMax = 8;

let server: RunningServer;
let browser: Browser;

before(async () => {
  if (program === undefined) return;
  buildTerminalWhenMissing();
  server = await startServer({ args: ['--limits', 'off'] });
  browser = await launchChromium(program);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('after 100,000 messages the page holds no more than after the first of them', { skip }, async () => {
  const { page, context, complaints } = await openTrader(browser, server.url);
  await context.addInitScript({ content: keepSockets });
  // Before the page begins anew: one that is loading writes an address of its own.
  await page.evaluate("location.hash = '#/BTCUSDT/1s'");
  await page.reload();
  // A floor that stands still says nothing itself: what the page hears from here on is the test's.
  await setClock(server.url, { paused: true });
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.locator('.book-waiting').waitFor({ state: 'detached' });
  await page.locator('.legend b').first().waitFor();
  const profiler = await context.newCDPSession(page);
  const heapMb = async (): Promise<number> => {
    await profiler.send('HeapProfiler.collectGarbage');
    const { usedSize } = await profiler.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  };
  const { lastUpdateId } = (await (await fetch(`${server.url}/api/v3/depth?symbol=BTCUSDT&limit=5`)).json()) as {
    lastUpdateId: number;
  };
  await page.evaluate(feed(0, messagesAtFirst, lastUpdateId));
  const first = await heapMb();
  await page.evaluate(feed(messagesAtFirst, messagesAfter, lastUpdateId));
  const last = await heapMb();
  assert.ok(last - first < growthMbMax, `${first.toFixed(1)} MB, then ${last.toFixed(1)} MB`);
  // They arrived: the book, the tape and the account show the last of them.
  await page.getByRole('tab', { name: 'Fills' }).click();
  const newest = `#${Math.floor((messagesAtFirst + messagesAfter - 1) / 20)}`;
  await page.locator('.tab-body tbody tr').first().getByText(newest, { exact: true }).waitFor();
  assert.equal(await page.locator('.tab-body tbody tr').count(), 300);
  assert.equal(await page.locator('.book-waiting').count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('who looks back at older candles is not moved by many newer ones; who sees the last follows them', {
  skip,
}, async () => {
  const { page, context } = await openTrader(browser, server.url);
  await context.addInitScript({ content: keepSockets });
  await setClock(server.url, { paused: true });
  // Before the page begins anew: one that is loading writes an address of its own.
  await page.evaluate("location.hash = '#/BTCUSDT/1s'");
  await page.reload();
  await page.locator('.book-waiting').waitFor({ state: 'detached' });
  await page.locator('.legend b').first().waitFor();
  await page.evaluate(feed(0, 2_000, 0));
  const canvas = await page.locator('.chart-canvas').boundingBox();
  assert.ok(canvas);
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  /** The candle in the middle of what is shown. */
  const middle = async (): Promise<string> => {
    await page.mouse.move(x, y + 1);
    await page.mouse.move(x, y);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    return await page.locator('.legend').innerText();
  };
  const shown = await middle();
  await page.evaluate(feed(2_000, 200, 0));
  assert.notEqual(await middle(), shown);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + canvas.width / 2 - 90, y, { steps: 8 });
  await page.mouse.up();
  const older = await middle();
  await page.evaluate(feed(2_200, 200, 0));
  assert.equal(await middle(), older);
  await context.close();
});

/** In the page: its sockets, by the path they lead to. */
const keepSockets = `
  window.sockets = {};
  window.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url);
      window.sockets[new URL(url).pathname] = this;
    }
  };
`;

/** In the page: so many messages from the number \`from\` on, as the two connections bring them, with a frame in between now and then. */
function feed(from: number, count: number, lastUpdateId: number): string {
  return `(async () => {
    const hear = (path, message) =>
      window.sockets[path].dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
    const market = (stream, data) => hear('/stream', { stream: 'btcusdt@' + stream, data: { s: 'BTCUSDT', ...data } });
    const start = Math.ceil(Date.now() / 1000) * 1000 + 3600_000;
    for (let at = ${from}; at < ${from + count}; at += 1) {
      const T = start + at * 1000;
      const price = (60000 + (at % 500) / 100).toFixed(8);
      const turn = at % 20;
      if (turn < 8) {
        const k = { t: T, i: '1s', o: price, h: price, l: price, c: price, v: '1.00000000', x: false };
        market('kline_1s', { e: 'kline', E: T, k });
      } else if (turn < 13) {
        market('aggTrade', { e: 'aggTrade', E: T, a: 1e9 + at, p: price, q: '0.10000000', T, m: false });
      } else if (turn < 19) {
        const u = ${lastUpdateId} + 1 + Math.floor(at / 20) * 6 + turn - 13;
        const b = [[(1 + (at % 90_000) / 100).toFixed(8), '0.50000000']];
        market('depth@100ms', { e: 'depthUpdate', E: T, U: u, u, b, a: [] });
      } else {
        const i = Math.floor(at / 20);
        hear('/ws-api/v3', { subscriptionId: 0, event: {
          e: 'executionReport', E: T, s: 'BTCUSDT', c: 'long-day-' + i, C: '', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.10000000', p: price,
          P: '0.00000000', x: 'TRADE', X: 'FILLED', i: 1e6 + i, g: -1, l: '0.10000000', L: price, Y: '6000.00000000', n: '0.00010000', N: 'BTC',
          t: i, m: true, z: '0.10000000', Z: '6000.00000000', O: T, T, W: T,
        } });
      }
      if (at % 5000 === 0) await new Promise(requestAnimationFrame);
    }
  })()`;
}
