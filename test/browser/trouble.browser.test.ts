/**
 * The terminal when things go wrong: refusals that pass, answers that are lost, requests that fail, connections that are
 * cut; and what else a visitor would otherwise have to mend by a reload. A test that changes what a visitor holds, or what
 * reaches the page, has a visitor of its own.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route, WebSocketRoute } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { findChromium, launchChromium, openTerminal } from './chromium.ts';
import { affordableLevel, botOf, lastPrice, openTrader, setClock, stepFloor } from './trader.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;

let server: RunningServer;
let browser: Browser;
/** What the first tests look at, one after the other: they need no account, and a page that is open costs the others time. */
let anyPage: Page;

before(async () => {
  if (program === undefined) return;
  buildTerminalWhenMissing();
  server = await startServer({ args: ['--limits', 'off'] });
  browser = await launchChromium(program);
  anyPage = (await openTerminal(browser, server.url)).page;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the page is as large as the window, and scrolls nowhere', { skip }, async () => {
  const page = anyPage;
  // A full tape, which in a quiet hour takes minutes.
  await setClock(server.url, { paused: true });
  await stepFloor(server.url, 300_000);
  await page.locator('.print').nth(50).waitFor();
  await setClock(server.url, { paused: false });
  assert.equal(await page.evaluate('document.documentElement.scrollHeight'), 900);
  for (const width of [760, 800, 835, 900, 1024, 1099, 1100, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    const right =
      'Math.max(...[...document.querySelectorAll(".top *")].map((one) => one.getBoundingClientRect().right))';
    assert.ok((await page.evaluate<number>(right)) <= width, `the top bar is wider than ${width}`);
    const room =
      'document.querySelector(".symbol").getBoundingClientRect().right - document.querySelector(".last").getBoundingClientRect().right';
    assert.ok((await page.evaluate<number>(room)) > -1, `the last price is cut at ${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('another address in the bar is followed', { skip }, async () => {
  const page = anyPage;
  await page.evaluate("location.hash = '#/ETHUSDT/5m'");
  await page.getByRole('button', { name: 'ETH/USDT', exact: true }).waitFor();
  await page.locator('.intervals [aria-pressed="true"]').getByText('5m', { exact: true }).waitFor();
  await page.evaluate("location.hash = '#/NOSUCHUSDT/5m'");
  await page.waitForURL(/#\/ETHUSDT\/5m$/);
});

test('Ctrl K over the help opens the search, and no letter changes what is behind it', { skip }, async () => {
  const page = anyPage;
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('s');
  assert.equal(await page.locator('.side-sell').getAttribute('aria-pressed'), 'false');
  await page.keyboard.press('Control+k');
  await page.getByRole('heading', { name: 'Keys' }).waitFor({ state: 'hidden' });
  await page.getByRole('combobox', { name: 'Symbol' }).fill('sol');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'SOL/USDT', exact: true }).waitFor();
});

test('a speed that no button stands for is shown', { skip }, async () => {
  const page = anyPage;
  await setClock(server.url, { rate: 50 });
  await page.reload();
  await page.locator('.clock').getByText('×50', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Speed 1 times', exact: true }).click();
  await page.locator('.clock').getByText('×50', { exact: true }).waitFor({ state: 'detached' });
  await page.context().close();
});

test('a logon and a subscription refused for now are repeated, and the account stays', { skip }, async () => {
  const page = await trader();
  const refused = new Set<string>();
  await page.routeWebSocket(/ws-api/, (socket) => {
    const through = socket.connectToServer();
    socket.onMessage((text) => {
      const { id } = JSON.parse(String(text)) as { id: string };
      if (id === 'ping' || refused.has(id)) return through.send(text);
      refused.add(id);
      socket.send(refusal(id, 429, -1003, { serverTime: 1_000, retryAfter: 1_500 }));
    });
  });
  await page.reload();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  assert.deepEqual([...refused], ['logon', 'subscribe']);
  await page.context().close();
});

test('a key refused for good is kept, and so is one that an earlier version kept', { skip }, async () => {
  const page = await trader();
  let refuses = true;
  await page.routeWebSocket(/ws-api/, (socket) => {
    const through = socket.connectToServer();
    socket.onMessage((text) => (refuses ? socket.send(refusal('logon', 401, -2015)) : through.send(text)));
  });
  await page.reload();
  await page.locator('.ticket').getByText('The server does not accept the account kept here').waitFor();
  refuses = false;
  await page.reload();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.evaluate(keepAsEarlier);
  await page.reload();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.context().close();
});

test('an order whose answer is lost is looked up, and was placed once', { skip }, async () => {
  const page = await trader();
  let sent = 0;
  for (const lose of ['cut', 504] as const) {
    await page.route('**/api/v3/order?**', async (route) => {
      if (route.request().method() !== 'POST') return await route.continue();
      sent += 1;
      await route.fetch();
      if (lose === 'cut') await route.abort('connectionreset');
      else await route.fulfill({ status: lose, json: { code: -1007, msg: 'Send status unknown.' } });
    });
    await page.getByRole('button', { name: 'Market', exact: true }).click();
    await page.getByLabel('Quantity').fill('0.01');
    await page.locator('.ticket button[type="submit"]:enabled').waitFor();
    await page.getByLabel('Quantity').press('Enter');
    await page.locator('.notice').getByText('Outcome unknown').first().waitFor();
    await page.locator('.notice').getByText('Order placed after all').first().waitFor();
    assert.equal(await page.getByLabel('Quantity').inputValue(), '');
    assert.equal(await page.locator('.refusal').count(), 0);
    assert.equal(await page.locator('.notice').getByText('Order refused').count(), 0);
    await page.unroute('**/api/v3/order?**');
    await dismissNotices(page);
  }
  assert.equal(sent, 2);
  await page.context().close();
});

test('requests that failed are repeated until every panel has what it shows', { skip }, async () => {
  const page = await trader();
  const failed = new Set<string>();
  await page.route(/\/api\/v3\/(account|openOrders|klines|ticker\/24hr|aggTrades|myTrades)/, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (failed.has(pathname)) return await route.continue();
    failed.add(pathname);
    await route.fulfill({ status: 429, json: { code: -1003, msg: 'Too much request weight used.' } });
  });
  await page.reload();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.locator('.legend b').first().waitFor();
  await page.locator('.market-row .market-price').getByText(/\d/).nth(9).waitFor();
  await page.locator('.print').nth(5).waitFor();
  assert.equal(failed.size, 6);
  await page.context().close();
});

test('fills made while the connection was cut are there when it is back', { skip }, async () => {
  const page = await trader();
  const sockets = new Set<WebSocketRoute>();
  let cut = false;
  await page.routeWebSocket(/.*/, (socket) => {
    if (cut) return void socket.close();
    socket.connectToServer();
    sockets.add(socket);
  });
  await page.reload();
  const call = await botOf(page, server.url);
  await page.getByRole('tab', { name: 'Fills' }).click();
  await page.getByText('No fills yet.').waitFor();
  cut = true;
  for (const socket of sockets) await socket.close();
  await page.locator('.connection[data-state="lost"]').waitFor();
  await call({ symbol: 'ETHUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5' });
  cut = false;
  await page
    .locator('.tab-body tbody tr')
    .filter({ hasText: 'ETH/USDT' })
    .filter({ hasText: 'Sold' })
    .first()
    .waitFor();
  await page.context().close();
});

test('a stop shows its trigger and the distance from it, and its chart line is there', { skip }, async () => {
  const page = await trader();
  const call = await botOf(page, server.url);
  const stopPrice = ((await lastPrice(server.url, 'BTCUSDT')) * 1.05).toFixed(2);
  await page.getByRole('tab', { name: 'Open orders' }).click();
  await call({ symbol: 'BTCUSDT', side: 'BUY', type: 'STOP_LOSS', quantity: '0.01', stopPrice });
  const text = `stop ${Number(stopPrice).toLocaleString('en', { minimumFractionDigits: 2 })}`;
  const row = page.locator('.tab-body tbody tr').filter({ hasText: text });
  await row.filter({ hasText: /\+\d{3} bp/ }).waitFor();
  await page.locator('.notice').getByText(text).waitFor();
  // The same from the list of open orders as from the report.
  await page.reload();
  await row.filter({ hasText: /\+\d{3} bp/ }).waitFor();
  await page.context().close();
});

test('what would have met an own order is counted apart, and the order is not said to have expired', {
  skip,
}, async () => {
  const page = await trader();
  const call = await botOf(page, server.url);
  await page.getByRole('tab', { name: 'Open orders' }).click();
  await setClock(server.url, { paused: true });
  // The best level is bought whole, so that at its price nothing of others stands before the own order.
  const { symbol, price, quantity, decimals } = await affordableLevel(server.url);
  const worth = (dollars: number): string => (dollars / Number(price)).toFixed(decimals);
  const own = { symbol, type: 'LIMIT', price, selfTradePreventionMode: 'DECREMENT' };
  await call({ ...own, side: 'BUY', quantity, timeInForce: 'IOC' });
  const sold = await call({ ...own, side: 'SELL', quantity: worth(60), timeInForce: 'GTC' });
  assert.equal(sold['status'], 'NEW');
  await call({ ...own, side: 'BUY', quantity: worth(30), timeInForce: 'IOC' });
  await page
    .locator('.tab-body tbody tr')
    .filter({ hasText: `(${worth(30)} prevented)` })
    .waitFor();
  await page.locator('.notice').getByText('Not traded with yourself').waitFor();
  await setClock(server.url, { paused: false });
  await page.context().close();
});

test('a cancel whose answer is lost is told by the order itself', { skip }, async () => {
  const page = await trader();
  await restingOrder(page);
  await page.route('**/api/v3/order?**', async (route) => {
    if (route.request().method() !== 'DELETE') return await route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: /^Cancel order/ }).click();
  await page.locator('.notice').getByText('Outcome unknown').waitFor();
  await page.locator('.notice').getByText('Order cancelled after all').waitFor();
  assert.equal(await page.locator('.notice').getByText('Not cancelled').count(), 0);
  await page.context().close();
});

test('keys that could not be fetched are asked for again', { skip }, async () => {
  const page = await trader();
  let failed = 0;
  await page.route('**/paper/v1/keys?**', async (route) => {
    failed += 1;
    if (failed > 1) return await route.continue();
    await route.fulfill({ status: 503, json: { code: -1001, msg: 'Busy.' } });
  });
  await page.getByRole('tab', { name: 'API keys' }).click();
  await page.locator('.key-list').getByText('this browser').waitFor();
  assert.equal(failed, 2);
  await page.context().close();
});

test('a new account shows nothing of the one before it', { skip }, async () => {
  const page = await trader();
  const sockets = new Set<WebSocketRoute>();
  let refuses = false;
  await page.routeWebSocket(/ws-api/, (socket) => {
    const through = socket.connectToServer();
    sockets.add(socket);
    socket.onMessage((text) => (refuses ? socket.send(refusal('logon', 401, -2015)) : through.send(text)));
  });
  await page.reload();
  const call = await botOf(page, server.url);
  await call({ symbol: 'ETHUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5' });
  await page.getByRole('tab', { name: 'Fills' }).click();
  await page.locator('.tab-body tbody tr').first().waitFor();
  refuses = true;
  for (const socket of sockets) await socket.close();
  await page.locator('.ticket').getByText('The server does not accept the account kept here').waitFor();
  refuses = false;
  await page.locator('.ticket').getByRole('button', { name: 'Get a demo account' }).click();
  await page.locator('.available').getByText('100,000.00 USDT').waitFor();
  await page.getByText('No fills yet.').waitFor();
  await page.context().close();
});

test('a second page takes the account that the first one opened', { skip }, async () => {
  const { page, context } = await openTerminal(browser, server.url);
  const second = await context.newPage();
  await second.goto(server.url);
  const opened: string[] = [];
  second.on('request', (request) => void opened.push(new URL(request.url()).pathname));
  for (const each of [page, second]) {
    await each.locator('.ticket').getByRole('button', { name: 'Get a demo account' }).click();
    await each.locator('.available').getByText('100,000.00 USDT').waitFor();
  }
  await second.locator('.notice').getByText('Your account is here').waitFor();
  assert.ok(!opened.includes('/paper/v1/demo-account'));
  await context.close();
});

test('a floor whose journal is shorter than it was is begun anew', { skip }, async () => {
  const { page, context } = await openTerminal(browser, server.url);
  await page.getByText(/^journal/).waitFor();
  const again = page.waitForEvent('load');
  await page.route('**/paper/v1/floor', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), sequence: 0 } });
  });
  await again;
  await context.close();
});

test('in a narrow window every figure of an order and its cancel are within the panel', { skip }, async () => {
  const page = await trader();
  await restingOrder(page);
  await page.setViewportSize({ width: 390, height: 900 });
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Account' }).click();
  for (const width of [390, 780, 1024, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await page.evaluate(outside), [], `at ${width}`);
  }
  await page.context().close();
});

test('an account that was read before an event came does not undo it, though the floor stands still', {
  skip,
}, async () => {
  const page = await trader();
  const bot = await botOf(page, server.url);
  await setClock(server.url, { paused: true });
  const told = new Promise<void>((resolve) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('outboundAccountPosition')) resolve();
      }),
    );
  });
  const read = new Promise<void>((resolve) => {
    const hold = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      resolve();
      await told;
      await route.fulfill({ response });
    };
    void page.route('**/api/v3/account?**', hold, { times: 1 });
  });
  await page.reload();
  await read;
  const price = String(Math.round((await lastPrice(server.url, 'BTCUSDT')) * 0.9));
  await bot({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.05', price });
  const left = (100_000 - Number(price) * 0.05).toLocaleString('en-US', { minimumFractionDigits: 2 });
  await page.locator('.available').getByText(`${left} USDT`).waitFor();
  await setClock(server.url, { paused: false });
  await page.context().close();
});

/** A visitor with a demo account. */
async function trader(): Promise<Page> {
  return (await openTrader(browser, server.url)).page;
}

/** A buy far below the market, seen in the table. */
async function restingOrder(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Open orders' }).click();
  await page.getByLabel(/^Price/).fill(((await lastPrice(server.url, 'BTCUSDT')) * 0.9).toFixed(2));
  await page.getByLabel('Quantity').fill('0.05');
  await page.locator('.ticket button[type="submit"]:enabled').waitFor();
  await page.getByLabel('Quantity').press('Enter');
  await page.locator('.tab-body tbody tr').filter({ hasText: 'Buy limit' }).waitFor();
}

async function dismissNotices(page: Page): Promise<void> {
  const dismiss = page.locator('.notice').getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
}

/** An answer of the WebSocket API. */
function refusal(id: string, status: number, code: number, data?: object): string {
  return JSON.stringify({
    id,
    status,
    error: { code, msg: 'refused by the test', ...(data === undefined ? {} : { data }) },
  });
}

/** In the page: what of the account panel reaches out of it, on every tab; and the button that cancels, when it can't be pressed. */
const outside = `(async () => {
  const panel = document.querySelector('.panel.account').getBoundingClientRect();
  const found = [];
  for (const tab of document.querySelectorAll('.panel.account [role="tab"]')) {
    tab.click();
    // Its page may be on its way.
    while (document.querySelector('.panel.account .coming') !== null) await new Promise(requestAnimationFrame);
    for (const one of document.querySelectorAll('.panel.account :is([role="tab"], td, button)')) {
      const { left, right, width } = one.getBoundingClientRect();
      if (width > 0 && (left < panel.left || right > panel.right)) found.push(tab.id + ': ' + one.textContent);
    }
  }
  document.querySelector('.panel.account [role="tab"]').click();
  const cancel = document.querySelector('.cancel');
  const { x, y, width, height } = cancel.getBoundingClientRect();
  if (document.elementFromPoint(x + width / 2, y + height / 2) !== cancel) found.push('Cancel');
  return found;
})()`;

/** In the page: the identity lies where earlier versions kept it, and nowhere else. */
const keepAsEarlier = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('paperfloor', 1);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const store = opening.result.transaction('identities', 'readwrite').objectStore('identities');
    const reading = store.get('/');
    reading.onsuccess = () => {
      store.put(reading.result, 'default');
      store.delete('/').onsuccess = () => { opening.result.close(); resolve(true); };
    };
  };
})`;
