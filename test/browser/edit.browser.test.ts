/**
 * Changing an open order in the terminal: what is typed over in the table, what is sent for it, and above all that an order
 * which fills in between never trades more than was wanted. Where an order must not fill, or fill just so far, the floor is
 * paused: then only visitors trade.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { accessibilityViolations, findChromium, launchChromium, type TerminalPage } from './chromium.ts';
import { affordableLevel, type Bot, botOf, type Level, lastPrice, openTrader, setClock } from './trader.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;
const openOrders = '/api/v3/openOrders';

let server: RunningServer;
let browser: Browser;
let visitor: TerminalPage;
let page: Page;
let bot: Bot;
/** Of another account. */
let other: Bot;
/** A tenth below the market, where nothing fills; on the tick. */
let low: number;

before(async () => {
  if (program === undefined) return;
  buildTerminalWhenMissing();
  server = await startServer({ args: ['--limits', 'off'] });
  browser = await launchChromium(program);
  const second = await openTrader(browser, server.url);
  other = await botOf(second.page, server.url);
  await second.context.close();
  visitor = await openTrader(browser, server.url);
  page = visitor.page;
  bot = await botOf(page, server.url);
  await setClock(server.url, { paused: true });
  low = Math.round((await lastPrice(server.url, 'BTCUSDT')) * 0.9);
  await page.getByRole('tab', { name: 'Open orders' }).click();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const limit = (more: Record<string, string> = {}) =>
  bot({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.05',
    price: `${low}`,
    ...more,
  });

test('a smaller quantity lowers the order where it stands, and says that it keeps its place', { skip }, async () => {
  const { orderId } = await limit();
  await figure('quantity', orderId).click();
  await page.keyboard.type('0.03');
  await note().getByText('It keeps its place in the queue, with 0.03000 BTC still to trade.').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notice').getByText('Order lowered where it stands').waitFor();
  await figure('quantity', orderId).getByText('0.03000').waitFor();
  assert.deepEqual(await open(), [[orderId, `${low}.00000000`, '0.03000000']]);
  assert.match((await focused()) ?? '', /^Change price of order/);
  await cancelAll();
});

test('a price steps by ticks, is left by Escape, and moves the order with Enter', { skip }, async () => {
  const { orderId } = await limit();
  await figure('price', orderId).focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Price' }).and(page.locator('.orders input'));
  assert.equal(await field.inputValue(), `${low}.00`);
  await page.keyboard.press('ArrowUp');
  assert.equal(await field.inputValue(), `${low}.01`);
  await page.keyboard.press('Shift+ArrowDown');
  assert.equal(await field.inputValue(), `${low - 1}.91`);
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  assert.match((await focused()) ?? '', /^Change price of order/);
  assert.deepEqual(await open(), [[orderId, `${low}.00000000`, '0.05000000']]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await note().getByText('A new order of 0.05000 BTC takes its place, last in the queue at its price.').waitFor();
  await page.keyboard.press('Enter');
  await gone(orderId);
  const [moved, ...rest] = await open();
  assert.deepEqual([moved?.slice(1), rest], [[`${low}.01000000`, '0.05000000'], []]);
  assert.notEqual(moved?.[0], orderId);
  // The row is gone, and the keyboard is not lost with it.
  assert.equal(await page.evaluate('document.activeElement.id'), 'account-tab');
  await cancelAll();
});

test('a broken rule is named beside the order, nothing is sent, and one click mends it', { skip }, async () => {
  const { orderId } = await limit();
  await figure('price', orderId).click();
  await page.keyboard.type(`${low}.005`);
  await note().getByText('PRICE_FILTER').waitFor();
  assert.ok(await note().getByRole('button', { name: 'Send change' }).isDisabled());
  await page.keyboard.press('Enter');
  await note().getByRole('button', { name: 'use' }).click();
  await note().getByText('Enter sends what is changed').waitFor();
  await note().getByRole('button', { name: 'Leave it' }).click();
  assert.deepEqual(await open(), [[orderId, `${low}.00000000`, '0.05000000']]);
  await cancelAll();
});

test('a stop that waits is moved by its trigger, and keeps its limit', { skip }, async () => {
  const high = Math.round(low * 1.2);
  const stop = { type: 'STOP_LOSS_LIMIT', stopPrice: `${high}`, price: `${high + 10}` };
  const { orderId } = await limit(stop);
  await figure('price', orderId).click();
  await page.keyboard.type(`${high + 5}`);
  await note().getByText('A new stop of 0.05000 BTC takes its place.').waitFor();
  await page.keyboard.press('Enter');
  await gone(orderId);
  const [order] = (await list()) as [Record<string, unknown>];
  assert.deepEqual(
    [order['type'], order['stopPrice'], order['price'], order['status']],
    ['STOP_LOSS_LIMIT', `${high + 5}.00000000`, `${high + 10}.00000000`, 'NEW'],
  );
  await cancelAll();
});

test('an order of a list is not moved, and says why; lowering it lowers its pair', { skip }, async () => {
  const pair = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.05' };
  const below = { belowType: 'LIMIT_MAKER', belowPrice: `${low}` };
  const above = { aboveType: 'STOP_LOSS', aboveStopPrice: `${Math.round(low * 1.2)}` };
  await bot({ ...pair, ...below, ...above }, 'POST', '/api/v3/orderList/oco');
  const row = page.locator('.orders tbody tr').filter({ hasText: 'Buy limit · post-only' });
  await row.getByTitle('would cancel the other orders of its list').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Change price/ }).count(), 0);
  await row.getByRole('button', { name: /^Change quantity/ }).click();
  await page.keyboard.type('0.06');
  await note().getByText('can only be lowered').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.02');
  await note().getByText('The other order of a pair is lowered with it.').waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: /^Change quantity of order \d+, 0\.02000/ })
    .nth(1)
    .waitFor();
  assert.deepEqual(
    (await open()).map(([, , quantity]) => quantity),
    ['0.02000000', '0.02000000'],
  );
  await cancelAll();
});

test('a change whose answer is lost is looked up, and was made once', { skip }, async () => {
  const { orderId } = await limit();
  await page.route('**/api/v3/order/cancelReplace?**', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await retype('price', orderId, `${low + 1}`);
  await page.locator('.notice').getByText('Outcome unknown').waitFor();
  assert.equal(await page.locator('.notice').getByText('Not changed').count(), 0);
  await page.locator('.notice').getByText('Order changed after all').waitFor();
  assert.deepEqual(
    (await open()).map(([, price]) => price),
    [`${low + 1}.00000000`],
  );
  await page.unroute('**/api/v3/order/cancelReplace?**');
  await cancelAll();
});

test('while a change is under way there is no second one, and no cancel that would miss it', { skip }, async () => {
  const { orderId } = await limit();
  const held = await hold('**/api/v3/order/cancelReplace?**');
  await retype('price', orderId, `${low + 1}`);
  const route = await held.request;
  const cancel = page.getByRole('button', { name: `Cancel order ${orderId}` });
  await cancel.getByText('Changing…').waitFor();
  assert.ok(await cancel.isDisabled());
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  assert.equal(await figure('quantity', orderId).count(), 0);
  await route.continue();
  await cancel.waitFor({ state: 'detached' });
  assert.equal((await open()).length, 1);
  await cancelAll();
});

test('an order that fills while its change is under way is not replaced at its full size', { skip }, async () => {
  const { level, worth } = await ownLevel();
  const sold = await sell(level, worth(60));
  const held = await hold('**/api/v3/order/cancelReplace?**');
  await retype('price', sold, above(level, 1));
  const route = await held.request;
  await buy(level, worth(20));
  await route.continue();
  await page.locator('.notice').getByText('Not changed').waitFor();
  await page.locator('.notice').getByText('It was filled first').waitFor();
  const [order] = (await list(level.symbol)) as [Record<string, unknown>];
  assert.deepEqual([order['orderId'], order['executedQty']], [sold, eight(worth(20))]);
  await page.keyboard.press('Escape');
  await cancelAll(level.symbol);
});

test('of an order with a fill only what is left is placed, whatever fills while it is moved', { skip }, async () => {
  const { level, worth } = await ownLevel();
  const sold = await sell(level, worth(90));
  await buy(level, worth(20));
  await page
    .locator('.orders tbody tr')
    .filter({ has: figure('price', sold) })
    .filter({ hasText: worth(20) })
    .waitFor();
  await figure('price', sold).click();
  await page.keyboard.type(above(level, 1));
  await note().getByText('what is left then').waitFor();
  const held = await hold('**/api/v3/order?**');
  await page.keyboard.press('Enter');
  const route = await held.request;
  assert.equal(route.request().method(), 'DELETE');
  await buy(level, worth(30));
  await route.continue();
  await gone(sold);
  await page.locator('.orders .order-figure').first().waitFor();
  const left = Number(worth(90)) - Number(worth(20)) - Number(worth(30));
  assert.deepEqual(
    (await open(level.symbol)).map(([, price, quantity]) => [Number(price), quantity]),
    [[Number(above(level, 1)), eight(left.toFixed(level.decimals))]],
  );
  await cancelAll(level.symbol);
});

test('a line of the chart is dragged to another price; Escape puts it back, and a finger takes none', {
  skip,
}, async () => {
  // So near that a market that has hardly moved has it on its chart, too.
  const near = Math.round((await lastPrice(server.url, 'BTCUSDT')) * 0.9998);
  const { orderId } = await limit({ price: `${near}` });
  await figure('price', orderId).waitFor();
  const { x, y, top } = await lineOnChart();
  await page.evaluate(touchAt(x, y));
  assert.equal(await page.locator('.chart-canvas[data-grab]').count(), 0);
  const drag = async (to: number, key?: string): Promise<void> => {
    await page.mouse.move(x, y);
    await page.locator('.chart-canvas[data-grab]').waitFor();
    await page.mouse.down();
    await page.mouse.move(x, to, { steps: 4 });
    if (key !== undefined) await page.keyboard.press(key);
    await page.mouse.up();
  };
  await drag(y + 40, 'Escape');
  // A buy above the market: what trades at once is typed, not dragged.
  await drag(top + 10);
  await page.locator('.notice').getByText('It would trade at once there').waitFor();
  assert.deepEqual(await open(), [[orderId, `${near}.00000000`, '0.05000000']]);
  await drag(y + 40);
  await gone(orderId);
  const [moved, ...rest] = await open();
  assert.deepEqual([moved?.[2], rest], ['0.05000000', []]);
  assert.match(String(moved?.[1]), /^\d+\.\d\d000000$/);
  assert.ok(Number(moved?.[1]) < near, `${moved?.[1]} is below ${near}`);
  await cancelAll();
});

test('no serious accessibility violation, and nothing out of the panel: dark, light, narrow, phone', {
  skip,
}, async () => {
  const high = Math.round(low * 1.2);
  const { orderId } = await limit({ type: 'STOP_LOSS_LIMIT', stopPrice: `${high}`, price: `${high + 10}` });
  await limit();
  await figure('price', orderId).click();
  await page.keyboard.type('1.005');
  await note().getByText('PRICE_FILTER').first().waitFor();
  for (const theme of ['dark', 'light']) {
    assert.equal(await page.locator('html').getAttribute('data-theme'), theme);
    assert.deepEqual(await accessibilityViolations(page), [], theme);
    await page.getByRole('button', { name: 'Switch between dark and light' }).click();
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Account' }).click();
  for (const width of [390, 780, 1024, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await accessibilityViolations(page), [], `at ${width}`);
    assert.deepEqual(await page.evaluate(outside), [], `at ${width}`);
  }
  await page.keyboard.press('Escape');
  await cancelAll();
});

test('nothing was complained about: exceptions, a strict security policy', { skip }, () => {
  // The two answers that the tests spoil are said by the browser itself.
  assert.deepEqual(
    visitor.complaints.filter((complaint) => !complaint.startsWith('Failed to load resource')),
    [],
  );
});

/** The figure that becomes a field. */
function figure(name: 'price' | 'quantity', orderId: unknown): Locator {
  return page.getByRole('button', { name: new RegExp(`^Change ${name} of order ${orderId},`) });
}

/** Its row: the figures are not to be pressed while a change is under way. */
function gone(orderId: unknown): Promise<void> {
  return page.getByRole('button', { name: `Cancel order ${orderId}` }).waitFor({ state: 'detached' });
}

function note(): Locator {
  return page.locator('.edit-note');
}

async function retype(name: 'price' | 'quantity', orderId: unknown, text: string): Promise<void> {
  await figure(name, orderId).click();
  await page.keyboard.type(text);
  await note().getByRole('button', { name: 'Send change' }).and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('Enter');
}

/** What the keyboard is on, as it is called. */
function focused(): Promise<string | null> {
  return page.evaluate<string | null>('document.activeElement.getAttribute("aria-label")');
}

async function list(symbol = 'BTCUSDT'): Promise<unknown[]> {
  return (await bot({ symbol }, 'GET', openOrders)) as unknown as unknown[];
}

/** Id, price and quantity of every open order. */
async function open(symbol = 'BTCUSDT'): Promise<unknown[][]> {
  const orders = (await list(symbol)) as Record<string, unknown>[];
  return orders.map(({ orderId, price, origQty }) => [orderId, price, origQty]);
}

async function cancelAll(symbol = 'BTCUSDT'): Promise<void> {
  await bot({ symbol }, 'DELETE', openOrders);
  await page.getByText('No open orders.').waitFor();
  const dismiss = page.locator('.notice').getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
}

interface Held {
  /** The first request to the address, which waits until the test lets it go on. */
  readonly request: Promise<Route>;
}

async function hold(address: string): Promise<Held> {
  const { promise, resolve } = Promise.withResolvers<Route>();
  await page.route(address, resolve, { times: 1 });
  return { request: promise };
}

/** Where the line of the only open order is, found as a trader finds it: by moving the mouse. */
async function lineOnChart(): Promise<Record<'x' | 'y' | 'top', number>> {
  const box = await page.locator('.chart-canvas').boundingBox();
  assert.ok(box);
  const x = box.x + box.width / 3;
  for (let y = Math.ceil(box.y); y < box.y + box.height; y += 4) {
    await page.mouse.move(x, y);
    if ((await page.locator('.chart-canvas[data-grab]').count()) > 0) return { x, y, top: box.y };
  }
  throw new Error('no line is on the chart');
}

/** A price at which nobody else sells: the best level, bought whole. */
async function ownLevel(): Promise<{ level: Level; worth: (dollars: number) => string }> {
  const level = await affordableLevel(server.url);
  const { symbol, price, quantity, decimals } = level;
  await bot({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', price, quantity });
  return { level, worth: (dollars) => (dollars / Number(price)).toFixed(decimals) };
}

async function sell({ symbol, price }: Level, quantity: string): Promise<unknown> {
  const { orderId } = await bot({ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', price, quantity });
  await figure('price', orderId).waitFor();
  return orderId;
}

/** From the visitor, by another account. */
async function buy({ symbol, price }: Level, quantity: string): Promise<void> {
  const { executedQty } = await other({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', price, quantity });
  assert.equal(executedQty, eight(quantity));
}

/** So many per cent above a level's price, on the tick. */
function above({ price, priceDecimals }: Level, percent: number): string {
  return (Number(price) * (1 + percent / 100)).toFixed(priceDecimals);
}

/** As the exchange prints quantities. */
function eight(quantity: string): string {
  return Number(quantity).toFixed(8);
}

/** In the page: what of the open orders reaches out of their panel. */
const outside = `(() => {
  const panel = document.querySelector('.panel.account').getBoundingClientRect();
  return [...document.querySelectorAll('.orders :is(td, button, input, p)')]
    .map((one) => [one.textContent, one.getBoundingClientRect()])
    .filter(([, { left, right, width }]) => width > 0 && (left < panel.left || right > panel.right))
    .map(([text]) => text);
})()`;

/** In the page: a finger goes down and up there. */
function touchAt(x: number, y: number): string {
  return `(() => {
    const touch = { pointerType: 'touch', clientX: ${x}, clientY: ${y}, bubbles: true };
    for (const name of ['pointermove', 'pointerdown', 'pointermove', 'pointerup']) {
      document.querySelector('.chart-canvas').dispatchEvent(new PointerEvent(name, touch));
    }
  })()`;
}
