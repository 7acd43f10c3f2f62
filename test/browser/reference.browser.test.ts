/** The API reference in a real browser: found by search, opened by keyboard, linked to, within the page's own policy. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { walkFloor } from '../api-docs/walk.ts';
import { MemorySession } from '../support/memory-session.ts';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { findChromium, launchChromium } from './chromium.ts';

const root = new URL('../..', import.meta.url).pathname;
const terminalDirectory = join(root, 'terminal/dist');
const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;

let gateway: TestGateway;
let browser: Browser;
let url: string;
const complaints: string[] = [];

before(async () => {
  if (program === undefined) return;
  if (!existsSync(join(terminalDirectory, 'api-docs.html'))) {
    const build = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'terminal'], { cwd: root });
    assert.equal(build.status, 0, build.stderr?.toString());
  }
  const session = new MemorySession({ definition: walkFloor(), frozen: true });
  const other = new MemorySession({ definition: { ...walkFloor(), name: 'class' }, frozen: true });
  gateway = await createTestGateway({ session, others: [other], limits: false, terminalDirectory });
  url = await gateway.gateway.listen('127.0.0.1', 0);
  browser = await launchChromium(program);
});
after(async () => {
  await browser?.close();
  await gateway?.close();
});

async function open(path: string, width = 1440): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'dark' });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url + path);
  await page.locator('.entry').first().waitFor();
  return page;
}

test('an operation is found by words and opened without a mouse', { skip }, async () => {
  const page = await open('/api-docs');
  await page.getByText('SIMULATION', { exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('order.place -1013 icebergQty');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const entry = page.locator('.entry[open]');
  await entry.getByText('newOrderRespType', { exact: true }).waitFor();
  assert.equal(await entry.locator('.entry-place').textContent(), '/api/v3/order');
  await entry.getByText(/errors it may answer with/).click();
  await entry.getByText('Filter failure: LOT_SIZE', { exact: false }).first().waitFor();
  await entry.getByRole('button', { name: 'ccxt' }).click();
  await entry.getByText(/exchange\.privatePostOrder\(/).waitFor();
  assert.match(page.url(), /#order_place$/);
  await page.getByRole('searchbox').fill('xyzzy');
  await page.getByText('nothing like that').waitFor();
  await page.close();
});

test('a link leads to an entry, streams and user data are there, a floor has its own page', { skip }, async () => {
  const page = await open('/floors/class/api-docs#send_depth');
  await page.locator('.entry[open]').getByText('{symbol}@depth', { exact: true }).waitFor();
  assert.match((await page.locator('.entry[open]').textContent()) ?? '', /\/floors\/class\/ws\/\{symbol\}@depth/);
  for (const name of ['executionReport', 'session.logon', '!miniTicker@arr']) {
    await page.locator('.entry-place', { hasText: name }).first().waitFor();
  }
  await page.close();
});

test('a floor that is not there is told in words', { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${url}/floors/nope/api-docs`);
  await page.getByRole('alert').getByText("there is no floor named 'nope'").waitFor();
  await page.close();
});

test('nothing hangs over a phone, everything has a name, the page keeps to its policy', { skip }, async () => {
  const page = await open('/api-docs#order_place', 390);
  await page.locator('.entry[open] .parameters').waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const violations = await page.evaluate(
    'axe.run(document).then((result) => result.violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
  );
  assert.deepEqual(violations, []);
  assert.deepEqual(complaints, []);
});
