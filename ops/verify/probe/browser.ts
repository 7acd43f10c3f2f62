/** A trader's hands in Chromium: opens the terminal, buys at the market, rests an order, cancels it, and reads the orders over the API. */
import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import type { Journey, JourneyInput, JourneyOrder } from '../integration/integration.ts';
import { Exchange } from './exchange.ts';
import { scanTls } from './tls-scan.ts';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const actionMs = 30_000;
const quantity = '0.001';

type Step = NonNullable<Journey['steps']>[number];

export async function journeyInBrowser(input: JourneyInput): Promise<Journey> {
  const executablePath = programs.find((program) => existsSync(program));
  if (executablePath === undefined) return { steps: undefined, orders: [], complaints: [] };
  const { certificate } = await scanTls({ ...input, port: 443 });
  if (certificate.problem !== '')
    throw new Error(`the authority does not vouch for the service: ${certificate.problem}`);
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
      ...[`--host-resolver-rules=MAP ${input.serverName} ${input.address}`],
      // This one certificate, which the authority has vouched for, and no other.
      `--ignore-certificate-errors-spki-list=${certificate.publicKeyDigest}`,
    ],
  });
  const exchange = new Exchange(input);
  const complaints: string[] = [];
  const steps: Step[] = [];
  let orders: readonly JourneyOrder[] = [];
  try {
    const headers = input.slot === undefined ? {} : { 'x-paperfloor-slot': input.slot };
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      extraHTTPHeaders: headers,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(actionMs);
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const acts = journeyOf(page, input, exchange, (found) => {
      orders = found;
    });
    for (const [name, act] of acts) {
      const step = await timed(name, act);
      steps.push(step);
      if (!step.ok) break;
    }
  } finally {
    exchange.close();
    await browser.close();
  }
  return { steps, orders, complaints };
}

async function timed(name: string, act: () => Promise<string>): Promise<Step> {
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  try {
    return { name, says: await act(), ok: true, milliseconds: took() };
  } catch (error) {
    const says = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    return { name, says, ok: false, milliseconds: took() };
  }
}

function journeyOf(
  page: Page,
  { serverName, key, browserKey }: JourneyInput,
  exchange: Exchange,
  tell: (orders: readonly JourneyOrder[]) => void,
): readonly (readonly [name: string, act: () => Promise<string>])[] {
  const row = page.locator('.tab-body tbody tr').filter({ hasText: 'Buy limit' }).first();
  const open = async () =>
    JSON.parse((await exchange.askSigned('GET', '/api/v3/openOrders', key)).text) as (JourneyOrder & {
      price: string;
    })[];
  let price = '';
  return [
    [
      'terminal',
      async () => {
        await page.goto(`https://${serverName}/`);
        await page.getByText('SIMULATION', { exact: true }).waitFor();
        const heading = page.getByRole('heading', { name: /^Last price\s*[\d,.]+/ });
        await heading.waitFor();
        return `the terminal shows a live price (${(await heading.textContent())?.replace(/\s+/g, ' ').trim()})`;
      },
    ],
    [
      'signed-in',
      async () => {
        await page.evaluate(keepIdentity(browserKey));
        await page.reload();
        await page
          .locator('.available')
          .getByText(/[\d,.]+ USDT/)
          .waitFor();
        return 'the browser trades with its own key';
      },
    ],
    [
      'market-order',
      async () => {
        await page.getByRole('button', { name: 'Market', exact: true }).click();
        await page.getByLabel('Quantity').fill(quantity);
        await page.locator('.preview').getByText('Takes now').waitFor();
        await page.getByLabel('Quantity').press('Enter');
        await page
          .locator('.notice')
          .getByText(/^Bought /)
          .first()
          .waitFor();
        return `bought ${quantity} BTC at the market`;
      },
    ],
    [
      'limit-order',
      async () => {
        const quote = JSON.parse((await exchange.ask('GET', '/api/v3/ticker/bookTicker?symbol=BTCUSDT')).text) as {
          bidPrice: string;
        };
        price = (Number(quote.bidPrice) * 0.9).toFixed(2);
        await page.getByRole('tab', { name: 'Open orders' }).click();
        await page.getByRole('button', { name: 'Limit', exact: true }).click();
        await page.getByLabel(/^Price/).fill(price);
        await page.getByLabel('Quantity').fill(quantity);
        await page.getByLabel('Quantity').press('Enter');
        await row.waitFor();
        return `an order to buy at ${price} rests, and stands in the table`;
      },
    ],
    [
      'api-open-order',
      async () => {
        const found = (await open()).find((order) => Number(order.price) === Number(price));
        if (found === undefined) throw new Error(`the API knows no open order at ${price}`);
        return `the API tells the same order, ${found.orderId}`;
      },
    ],
    [
      'cancelled',
      async () => {
        await row.getByRole('button', { name: /^Cancel order/ }).click();
        await row.waitFor({ state: 'detached' });
        const left = (await open()).length;
        if (left > 0) throw new Error(`${left} orders are open after the cancel`);
        return 'cancelled in the terminal, and gone from the API';
      },
    ],
    [
      'api-orders',
      async () => {
        const answer = await exchange.askSigned('GET', '/api/v3/allOrders', key, { symbol: 'BTCUSDT', limit: '1000' });
        const orders = (JSON.parse(answer.text) as JourneyOrder[]).map(({ orderId, clientOrderId, status }) => ({
          orderId,
          clientOrderId,
          status,
        }));
        tell(orders);
        return `the API tells ${orders.length} orders of this account`;
      },
    ],
  ];
}

/** Runs in the page: keeps the key as the terminal does, so that no script can read it out again (terminal/src/account). */
function keepIdentity(browserKey: JourneyInput['browserKey']): string {
  return `(async ({ apiKey, privateKey }) => {
    const bytes = Uint8Array.from(atob(privateKey), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', false, ['sign']);
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open('paperfloor', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('identities');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const change = opening.result.transaction('identities', 'readwrite');
        change.objectStore('identities').put({ account: 'verify-browser', apiKey, privateKey: key }, 'default');
        change.oncomplete = () => (opening.result.close(), resolve());
        change.onerror = () => reject(change.error);
      };
    });
  })(${JSON.stringify(browserKey)})`;
}
