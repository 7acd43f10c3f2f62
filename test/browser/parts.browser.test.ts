/**
 * The parts of the page that are fetched when they are first opened: not before, and with an honest word when they cannot be had,
 * because the server is away or because a deployment has taken the files of this page's version.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route, WebSocketRoute } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { accessibilityViolations, findChromium, launchChromium } from './chromium.ts';
import { botOf, lastPrice, openTrader, setClock } from './trader.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;

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

test('the first sight fetches no part; a tab, the help and the ladder fetch theirs, once', { skip }, async () => {
  const page = await trader();
  const late: string[] = [];
  page.on('request', (request) => {
    const name = partOf(request.url());
    if (name !== undefined) late.push(name);
  });
  await page.reload();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  assert.deepEqual(late, []);
  await page.getByRole('tab', { name: 'Fills' }).click();
  await page.getByText('No fills yet.').waitFor();
  await page.getByRole('tab', { name: 'Balances' }).click();
  await page.getByRole('row', { name: /^BTC/ }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await page.getByRole('application', { name: /^Price ladder/ }).waitFor();
  await page.keyboard.press('l');
  await page.keyboard.press('l');
  await page.getByRole('application', { name: /^Price ladder/ }).waitFor();
  assert.deepEqual(late.sort(), ['account-pages', 'help-page', 'ladder']);
  await page.context().close();
});

test('a page that a deployment has overtaken says so where its part would be, and a reload brings it', {
  skip,
}, async () => {
  const page = await trader();
  await deployAnother(page);
  await page.getByRole('tab', { name: 'Balances' }).click();
  const word = page.locator('#account-tab').getByRole('alert');
  await word.getByText('The server has another version of this page by now').waitFor();
  assert.equal(await word.getByRole('button', { name: 'Try again' }).count(), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  // What came with the first sight goes on.
  await page.getByRole('tab', { name: 'Open orders' }).click();
  await page.getByText('No open orders.').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('The server has another version of this page by now').waitFor();
  await page.unrouteAll();
  await page.getByRole('dialog').getByRole('button', { name: 'Reload the page' }).click();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.getByRole('tab', { name: 'Balances' }).click();
  await page.getByRole('row', { name: /^BTC/ }).waitFor();
  await page.context().close();
});

test('a page without its chart says so in its place, and trades', { skip }, async () => {
  const page = await trader();
  await page.route(/\/assets\/chart-canvas/, (route) => route.fulfill({ status: 404, body: '' }));
  await page.reload();
  const word = page.locator('.chart-area').getByRole('alert');
  await word.getByText('This part of the page could not be fetched. Try again').waitFor();
  await page.getByRole('button', { name: 'Market', exact: true }).click();
  await page.getByLabel('Quantity').fill('0.01');
  await page.locator('.ticket button[type="submit"]:enabled').waitFor();
  await page.getByLabel('Quantity').press('Enter');
  await page
    .locator('.notice')
    .getByText(/^Bought /)
    .first()
    .waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.unrouteAll();
  await word.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.chart-canvas canvas').first().waitFor();
  await page.context().close();
});

test('an order typed over on such a page is not changed, and nothing is sent', { skip }, async () => {
  const page = await trader();
  const bot = await botOf(page, server.url);
  await page.reload();
  await setClock(server.url, { paused: true });
  const price = String(Math.round((await lastPrice(server.url, 'BTCUSDT')) * 0.9));
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.05', price };
  const { orderId } = await bot(order);
  await page.locator('.available').getByText('100,000.00 USDT').waitFor({ state: 'detached' });
  await deployAnother(page);
  await page.getByRole('tab', { name: 'Open orders' }).click();
  await page.getByRole('button', { name: `Change quantity of order ${orderId}` }).click();
  await page.keyboard.type('0.03');
  await page.keyboard.press('Enter');
  await page.locator('.edit-note').getByText('The server has another version of this page by now').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Change quantity of order ${orderId}, 0.05000` }).waitFor();
  // A cancel never waits for a part.
  await page.getByRole('button', { name: `Cancel order ${orderId}` }).click();
  await page.getByText('No open orders.').waitFor();
  await setClock(server.url, { paused: false });
  await page.context().close();
});

test('a part that a bad connection lost is had by trying again; one that came late is shown when it comes', {
  skip,
}, async () => {
  const page = await trader();
  await page.route(/\/assets\/account-pages/, (route) => route.abort('connectionreset'));
  await page.getByRole('tab', { name: 'Fills' }).click();
  const word = page.locator('#account-tab').getByRole('alert');
  await word.getByText('This part of the page could not be fetched. Try again').waitFor();
  await page.unrouteAll();
  await page.route(/\/assets\/account-pages/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await word.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Fetching this part of the page…').waitFor();
  await page.getByText('No fills yet.').waitFor();
  await page.context().close();
});

test('what could not be fetched while the server was away comes by itself when the connection is back', {
  skip,
}, async () => {
  const page = await trader();
  const streams: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/stream$/, (socket) => {
    socket.connectToServer();
    streams.push(socket);
  });
  await page.reload();
  await page.locator('.connection[data-state="live"]').waitFor();
  const away = (route: Route): Promise<void> => route.abort('connectionrefused');
  await page.route(/\/assets\/account-pages/, away);
  await page.route(`${server.url}/`, away);
  await page.getByRole('tab', { name: 'Fills' }).click();
  await page.getByText('the server does not answer. It comes when the connection is back').waitFor();
  await page.unrouteAll();
  await streams[0]?.close({ code: 1001 });
  await page.getByText('No fills yet.').waitFor();
  await page.context().close();
});

async function trader(): Promise<Page> {
  return (await openTrader(browser, server.url)).page;
}

/** From now on the server has another version of the page, and the parts of this one are gone. */
async function deployAnother(page: Page): Promise<void> {
  await page.route(`${server.url}/`, async (route) => {
    const response = await route.fetch();
    const text = (await response.text()).replaceAll(/\/assets\/[\w-]+\.(js|css)/g, '/assets/another.$1');
    await route.fulfill({ response, body: text });
  });
  await page.route(
    (url) => partOf(url.href) !== undefined,
    (route) => route.fulfill({ status: 404, json: { code: -1000, msg: 'Not found.' } }),
  );
}

/** The part whose file this is; undefined for anything that comes with the first sight. */
function partOf(url: string): string | undefined {
  return /\/assets\/(account-pages|order-changes|ladder|help-page)-[\w-]+\.js$/.exec(url)?.[1];
}
