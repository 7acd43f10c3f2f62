/** The Operations page in a real browser against a real server: who gets in, what is seen, and what is said when nothing is known. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { buildTerminalWhenMissing } from './built-terminal.ts';
import { accessibilityViolations, findChromium, launchChromium, openPage, type TerminalPage } from './chromium.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;
const token = 'operator-of-the-browser-test';
const directory = mkdtempSync(join(tmpdir(), 'paperfloor-operations-'));
const recordFile = join(directory, 'record.json');

let server: RunningServer;
let browser: Browser;
let visitor: TerminalPage;
let page: Page;

before(async () => {
  if (program === undefined) return;
  buildTerminalWhenMissing();
  server = await startServer({
    args: ['--operations-record', recordFile, '--server-name', 'app1 blue'],
    env: { PAPERFLOOR_OPERATOR_TOKEN: token },
  });
  browser = await launchChromium(program);
  visitor = await openPage(browser, `${server.url}/operations`);
  page = visitor.page;
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(directory, { recursive: true });
});

test('a stranger sees the word SIMULATION, a question for the token, and no figure', { skip }, async () => {
  await page.getByText('SIMULATION', { exact: true }).waitFor();
  await page.getByLabel('Operator token').fill('not-the-token');
  await page.getByLabel('Operator token').press('Enter');
  await page.getByText('That is not the operator’s token').waitFor();
  assert.equal(await page.locator('.vital').count(), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
});

test('the token opens standing, vital signs and floors, and is nowhere in the address', { skip }, async () => {
  await page.getByLabel('Operator token').fill(token);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.locator('.standing-word').getByText('Ready', { exact: true }).waitFor();
  assert.equal(await page.locator('.vital').count(), 9);
  await page.getByRole('row', { name: /^main ✎ writes 1 0 .* ✓ sound$/ }).waitFor();
  await page.locator('.standing-facts').getByText('app1 blue').waitFor();
  await page
    .locator('.standing-facts')
    .getByText(/^answers, /)
    .waitFor();
  assert.ok(!page.url().includes(token));
});

test('without a record it says that there is no evidence, and how to give some', { skip }, async () => {
  await page.getByText('No evidence given.').waitFor();
  assert.equal(await page.locator('.verdict').count(), 0);
});

test('a chart is read by the keyboard: a moment and what it was then', { skip }, async () => {
  const chart = page.getByLabel('Database: round trip of the shortest question');
  // The first figures come after five seconds, and a moment back needs two of them.
  await page.locator('.vital-pointer:not([max="0"])').first().waitFor();
  await chart.focus();
  const before = await chart.inputValue();
  await page.keyboard.press('ArrowLeft');
  assert.equal(Number(await chart.inputValue()), Number(before) - 1);
  assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /at \d\d:\d\d:\d\d$/);
});

test('a record that comes later is shown by itself, with whose word it is', { skip }, async () => {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  writeFileSync(
    recordFile,
    JSON.stringify({
      ...{ format: 'paperfloor-operations-record-1', environment: 'production', madeAt: at, entries: 42, hash: 'ab12' },
      releases: [
        {
          kind: 'rollback',
          version: '0.1.1',
          slot: 'green',
          at,
          by: 'Bo',
          verdict: 'pass',
          reason: 'r',
          milliseconds: 1640,
        },
        {
          kind: 'deployment',
          version: '0.2.0',
          slot: null,
          at,
          by: 'Bo',
          verdict: 'fail',
          reason: 'x',
          milliseconds: null,
        },
      ],
      drills: [{ name: 'db-loss', at, verdict: 'pass', reason: 'back after 19.9 s', measured: { rpoOrders: 0 } }],
      checks: [{ kind: 'security', at, by: 'Cy', verdict: 'inconclusive', measured: { pass: 45 } }],
      backups: { made: { at, label: 'F1' }, verified: null, restored: null },
      incidents: [{ id: 'incident-1', title: 'slow cancels', severity: 'major', began: at, ended: null }],
    }),
  );
  await page.getByRole('row', { name: /^0\.1\.1 .* passed rollback r green 1\.64 s Bo$/ }).waitFor();
  await page.getByRole('row', { name: /^0\.2\.0 .* failed / }).waitFor();
  await page.getByText('never: no backup counts yet').waitFor();
  await page.getByText('▲ open, major · 1 h 0 min ago').waitFor();
  await page.getByText('ops evidence verify --env production --head 42:ab12').waitFor();
});

test('no serious accessibility violation, and no page wider than its screen: dark, light, phone', {
  skip,
}, async () => {
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.getByRole('button', { name: 'Switch between dark and light' }).click();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  assert.deepEqual(await accessibilityViolations(page), []);
  for (const width of [820, 390]) {
    await page.setViewportSize({ width, height: 844 });
    assert.deepEqual(await accessibilityViolations(page), [], `${width}`);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
  }
});

test('a reload keeps the tab open; forgetting the token closes it, for the next reload too', { skip }, async () => {
  await page.reload();
  await page.locator('.standing-word').waitFor();
  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.getByLabel('Operator token').waitFor();
  await page.reload();
  await page.getByLabel('Operator token').waitFor();
  assert.equal(await page.locator('.vital').count(), 0);
});

test('nothing was complained about but the wrong token', { skip }, () => {
  assert.deepEqual(
    visitor.complaints.filter((text) => !/status of 401/.test(text)),
    [],
  );
});

test('a server that is gone is told as not heard, with its last figures faded', { skip }, async () => {
  await page.getByLabel('Operator token').fill(token);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.locator('.standing-word').waitFor();
  await server.stop();
  await page.locator('.standing-word').getByText('Not heard').waitFor();
  await page.getByText('No server answers. This page keeps asking.').waitFor();
});
