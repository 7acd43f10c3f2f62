/**
 * The price ladder in the terminal: it keeps still until it is centred, fills the ticket until it is armed, and then trades with one
 * press at the price under the pointer. The floor is paused, so that what rests stays and nothing fills.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { accessibilityViolations, findChromium, launchChromium, type TerminalPage } from './chromium.ts';
import { type Bot, botOf, openTrader, setClock } from './trader.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;

/** Middles of the columns, as parts of the width. */
const columns = { own: 0.1, bid: 0.3, price: 0.6, ask: 0.9 } as const;
type Column = keyof typeof columns;

let server: RunningServer;
let browser: Browser;
let visitor: TerminalPage;
let page: Page;
let bot: Bot;

before(async () => {
  if (program === undefined) return;
  buildTerminalWhenMissing();
  server = await startServer({ args: ['--limits', 'off'] });
  browser = await launchChromium(program);
  visitor = await openTrader(browser, server.url);
  page = visitor.page;
  bot = await botOf(page, server.url);
  await setClock(server.url, { paused: true });
  await page.getByRole('tab', { name: 'Open orders' }).click();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('its key opens it and gives it the keyboard, its tab leads back', { skip }, async () => {
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('l');
  await page.getByRole('tab', { name: 'Ladder', selected: true }).waitFor();
  await area().waitFor();
  assert.equal(await page.evaluate('document.activeElement.className'), 'ladder-area');
  await page.keyboard.press('ArrowDown');
  await said(/^\d\d,\d{3}\.\d\d.*Ticket: /);
  await page.getByRole('tab', { name: 'Book' }).click();
  await page.getByRole('application', { name: /^Order book/ }).waitFor();
  await page.getByRole('tab', { name: 'Ladder' }).click();
  assert.deepEqual(await accessibilityViolations(page), []);
});

test('it is scrolled and centred, and says where the market is while that is out of sight', { skip }, async () => {
  const centred = await priceAt(0.5);
  await area().hover();
  await page.mouse.wheel(0, 2_000);
  await page.getByRole('button', { name: 'Centre ▲' }).waitFor();
  assert.ok((await priceAt(0.5)) < centred);
  await page.getByRole('button', { name: 'Centre ▲' }).click();
  await page.getByRole('button', { name: 'Centre', exact: true }).waitFor();
  assert.equal(await priceAt(0.5), centred);
  await area().focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await page.getByRole('button', { name: 'Centre ▼' }).waitFor();
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Centre', exact: true }).waitFor();
  assert.equal(await priceAt(0.5), centred);
});

test('unarmed, a click fills the ticket and sends nothing', { skip }, async () => {
  assert.equal(await oneClick().isChecked(), false);
  await page.getByLabel('Ladder quantity').fill('0.05');
  const price = await priceAt(0.2);
  await click('ask', 0.2);
  assert.equal(Number(await page.getByRole('textbox', { name: /^Price/ }).inputValue()), price);
  assert.equal(await page.getByRole('textbox', { name: /^Quantity/ }).inputValue(), '0.05');
  await page.locator('.ticket').getByRole('button', { name: 'Sell', exact: true, pressed: true }).waitFor();
  assert.deepEqual(await open(), []);
});

test('armed, a click buys at the price under it, once; a click on the order cancels it', { skip }, async () => {
  await oneClick().check();
  await page.getByRole('switch', { name: 'One-click on' }).waitFor();
  const price = await priceAt(0.9);
  await hover('bid', 0.9);
  await words(`Buys 0.05 at ${shown(price)}`);
  const { x, y } = await place('bid', 0.9);
  await page.mouse.dblclick(x, y);
  await page.locator('.orders tbody tr').filter({ hasText: 'Buy limit' }).waitFor();
  assert.deepEqual(await open(), [['BUY', price, 0.05]]);
  await hover('own', 0.9);
  await words(`Cancels buy 0.05 at ${shown(price)}`);
  assert.deepEqual(await accessibilityViolations(page), []);
  await click('own', 0.9);
  await page.getByText('No open orders.').waitFor();
  assert.deepEqual(await open(), []);
});

test('the keyboard sells, and cancels', { skip }, async () => {
  await area().focus();
  await hover('ask', 0.1);
  const price = await priceAt(0.1, 'ask');
  await page.keyboard.press('Enter');
  await page.locator('.orders tbody tr').filter({ hasText: 'Sell limit' }).waitFor();
  assert.deepEqual(await open(), [['SELL', price, 0.05]]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await said(/yours: sell 0\.05\. Sells 0\.05 at /);
  await page.keyboard.press('Delete');
  await page.getByText('No open orders.').waitFor();
});

test('an order is dragged to another price; a drag elsewhere scrolls and sends nothing', { skip }, async () => {
  await click('bid', 0.7);
  await page.locator('.orders tbody tr').filter({ hasText: 'Buy limit' }).waitFor();
  const target = await priceAt(0.9);
  await dragTo('own', 0.7, 0.9, 'own');
  await page.locator('.orders .price').getByText(shown(target)).waitFor();
  assert.deepEqual(await open(), [['BUY', target, 0.05]]);
  const before = await priceAt(0.5);
  await dragTo('bid', 0.6, 0.8, 'bid');
  assert.ok((await priceAt(0.5)) > before);
  assert.equal((await open()).length, 1);
  await page.getByRole('button', { name: 'Centre', exact: true }).click();
  await click('own', 0.9);
  await page.getByText('No open orders.').waitFor();
});

test('an order between two rows is moved by a drop in another row, not in its own', { skip }, async () => {
  const row = await priceAt(0.9);
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.05' };
  await bot({ ...order, price: String(row + 0.34) });
  await page
    .locator('.orders .price')
    .getByText(shown(row + 0.34))
    .waitFor();
  const { x, y } = await place('own', 0.9);
  const top = Math.round(y);
  await page.mouse.move(x, top);
  await words(`Cancels buy 0.05 at ${shown(row)}`);
  await page.mouse.down();
  await page.mouse.move(x, top + 12);
  await page.mouse.move(x, top);
  await page.mouse.up();
  await page.waitForTimeout(500);
  assert.deepEqual(await open(), [['BUY', row + 0.34, 0.05]]);
  const target = await priceAt(0.7);
  await dragTo('own', 0.9, 0.7, 'own');
  await page.locator('.orders .price').getByText(shown(target)).waitFor();
  assert.deepEqual(await open(), [['BUY', target, 0.05]]);
  await page.keyboard.press('Delete');
  await page.getByText('No open orders.').waitFor();
});

test('what breaks a rule is not sent, and the rule is named', { skip }, async () => {
  await page.getByLabel('Ladder quantity').fill('0.00001');
  await click('bid', 0.9);
  const notice = page.locator('.notice').filter({ hasText: 'Order not sent' });
  await notice.getByText(/^NOTIONAL total must be at least/).waitFor();
  await page.getByLabel('Ladder quantity').fill('0.000000001');
  await hover('bid', 0.9);
  await page
    .locator('.ladder-words')
    .getByText(/^(?!Buys)/)
    .waitFor();
  await page.getByLabel('Ladder quantity').fill('');
  await click('bid', 0.9);
  await notice.getByText('Enter a quantity.').waitFor();
  assert.deepEqual(await open(), []);
});

test('Escape disarms it, and so does another symbol, whose quantity is its own', { skip }, async () => {
  for (const field of [area(), page.getByRole('textbox', { name: /^Quantity/ })]) {
    await oneClick().check();
    await page.getByRole('switch', { name: 'One-click on' }).waitFor();
    await field.focus();
    await page.keyboard.press('Escape');
    await page.getByRole('switch', { name: 'One-click off' }).waitFor();
  }
  await page.getByLabel('Ladder quantity').fill('0.05');
  await oneClick().check();
  await page.locator('.market-row').filter({ hasText: 'ETH/USDT' }).click();
  await page.getByRole('switch', { name: 'One-click off' }).waitFor();
  assert.equal(await page.getByLabel('Ladder quantity').inputValue(), '');
  await page.locator('.ladder-tools').getByText('ETH').waitFor();
});

test('a symbol that is halted disarms it and says why', { skip }, async () => {
  await page.getByRole('switch', { name: 'One-click off' }).and(page.locator(':enabled')).check();
  await server.cli(['symbol', 'status', 'main', 'ETHUSDT', 'halt', '--json']);
  await page.getByRole('switch', { name: 'One-click off' }).and(page.locator(':disabled')).waitFor();
  await page.mouse.move(0, 0);
  await page
    .locator('.ladder-words')
    .getByText(/^ETH\/USDT is halted/)
    .waitFor();
  await server.cli(['symbol', 'status', 'main', 'ETHUSDT', 'trading', '--json']);
  await page.getByRole('switch', { name: 'One-click off' }).and(page.locator(':enabled')).waitFor();
});

test('it fits a phone and a small window', { skip }, async () => {
  for (const [width, height] of [
    [1280, 720],
    [780, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width === 390) {
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Book' }).click();
    }
    const box = await area().boundingBox();
    assert.ok(box !== null && box.height > 200, `${width}: ${box?.height} pixels of ladder`);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    assert.deepEqual(await accessibilityViolations(page), [], `${width}`);
  }
  assert.deepEqual(visitor.complaints, []);
});

const area = () => page.getByRole('application', { name: /^Price ladder/ });
const oneClick = () => page.getByRole('switch', { name: /^One-click/ });
const shown = (price: number): string => price.toFixed(2).replace(/\B(?=(\d{3})+(?!\d)\.?)/, ',');

/** A point of the page; `down` as a part of the ladder's height. */
async function place(column: Column, down: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await area().boundingBox();
  assert.ok(box !== null);
  return { x: box.x + box.width * columns[column], y: box.y + box.height * down };
}

async function hover(column: Column, down: number): Promise<void> {
  const { x, y } = await place(column, down);
  await page.mouse.move(x, y);
}

async function click(column: Column, down: number): Promise<void> {
  const { x, y } = await place(column, down);
  await page.mouse.click(x, y);
}

async function dragTo(column: Column, from: number, to: number, end: Column): Promise<void> {
  const start = await place(column, from);
  const stop = await place(end, to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x, (start.y + stop.y) / 2);
  await page.mouse.move(stop.x, stop.y);
  await page.mouse.up();
}

/** The price of the row there, as the line below the ladder says it. */
async function priceAt(down: number, column: Column = 'price'): Promise<number> {
  await hover(column, down);
  await page
    .locator('.ladder-words')
    .getByText(/[\d,]+\.\d\d$/)
    .waitFor();
  const text = (await page.locator('.ladder-words').textContent()) ?? '';
  return Number(text.split(' ').at(-1)?.replaceAll(',', ''));
}

async function words(text: string): Promise<void> {
  await page.locator('.ladder-words').getByText(text, { exact: true }).waitFor();
}

/** What a screen reader hears of the cell under the cursor. */
async function said(text: RegExp): Promise<void> {
  await area().locator('output').getByText(text).waitFor({ state: 'attached' });
}

/** Open orders of the account, as the exchange has them. */
async function open(): Promise<readonly (readonly [string, number, number])[]> {
  const orders = (await bot({ symbol: 'BTCUSDT' }, 'GET', '/api/v3/openOrders')) as unknown as Record<string, string>[];
  return orders.map(({ side = '', price, origQty }) => [side, Number(price), Number(origQty)]);
}
