/** A visitor who trades: a page with a demo account, a program on that account, and the floor under both. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { openTerminal, type TerminalPage } from './chromium.ts';

export interface Level {
  readonly symbol: string;
  readonly price: string;
  readonly quantity: string;
  /** Of the symbol's step, and of its tick. */
  readonly decimals: number;
  readonly priceDecimals: number;
}

export type Bot = (
  parameters: Record<string, string>,
  method?: 'GET' | 'POST' | 'DELETE',
  path?: string,
) => Promise<Record<string, unknown>>;

/** A visitor with a demo account. */
export async function openTrader(browser: Browser, url: string): Promise<TerminalPage> {
  const visitor = await openTerminal(browser, url);
  await visitor.page.locator('.ticket').getByRole('button', { name: 'Get a demo account' }).click();
  await visitor.page.locator('.available').getByText('100,000.00 USDT').waitFor();
  return visitor;
}

/** Asks on the visitor's account as a program would; sends orders when no path is named. */
export async function botOf(page: Page, url: string): Promise<Bot> {
  await page.getByRole('tab', { name: 'API keys' }).click();
  await page.getByRole('button', { name: 'Create an API key' }).click();
  await page.locator('.secret code').nth(1).waitFor();
  const [apiKey = '', secret = ''] = await page.locator('.secret code').allTextContents();
  return async (parameters, method = 'POST', path = '/api/v3/order') => {
    const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString();
    const signature = createHmac('sha256', secret).update(query).digest('hex');
    const headers = { 'X-MBX-APIKEY': apiKey };
    const response = await fetch(`${url}${path}?${query}&signature=${signature}`, { method, headers });
    const answer = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  };
}

export async function lastPrice(url: string, symbol: string): Promise<number> {
  const response = await fetch(`${url}/api/v3/ticker/price?symbol=${symbol}`);
  return Number(((await response.json()) as { price: string }).price);
}

/** The cheapest best ask that is worth more than the orders of a test: a demo account can buy it whole, more than once. */
export async function affordableLevel(url: string): Promise<Level> {
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/api/v3/${path}`)).json()) as T;
  const rows = await get<{ symbol: string; askPrice: string; askQty: string }[]>('ticker/bookTicker');
  const worth = ({ askPrice, askQty }: (typeof rows)[number]): number => Number(askPrice) * Number(askQty);
  const [found] = rows
    .filter((row) => row.symbol.endsWith('USDT') && worth(row) > 200)
    .sort((a, b) => worth(a) - worth(b));
  assert.ok(found && worth(found) < 40_000, 'no best ask costs between 200 and 40,000 USDT');
  const { symbol, askPrice: price, askQty: quantity } = found;
  const info = await get<{ symbols: { filters: Record<string, string>[] }[] }>(`exchangeInfo?symbol=${symbol}`);
  const decimalsOf = (name: 'stepSize' | 'tickSize'): number => {
    const step = info.symbols[0]?.filters.find((filter) => filter[name] !== undefined)?.[name];
    return Math.max(0, Math.round(-Math.log10(Number(step))));
  };
  return { symbol, price, quantity, decimals: decimalsOf('stepSize'), priceDecimals: decimalsOf('tickSize') };
}

export function setClock(url: string, change: { readonly rate?: number; readonly paused?: boolean }): Promise<void> {
  return tellFloor(url, 'clock', change);
}

/** Lets floor time pass at once, on a paused floor. */
export function stepFloor(url: string, milliseconds: number): Promise<void> {
  return tellFloor(url, 'step', { milliseconds });
}

async function tellFloor(url: string, path: 'clock' | 'step', body: object): Promise<void> {
  const response = await fetch(`${url}/paper/v1/floor/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
}
