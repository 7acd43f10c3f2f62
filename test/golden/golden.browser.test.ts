/** The core and the market in a browser: the golden journals lead to the same events and hashes in Chromium as in Node. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { journalNames, journalText, readExpected, readRecordings } from './golden-files.ts';
import type * as Player from './play-journal.ts';
import { type ModuleServer, serveStrippedModules } from './stripped-modules.ts';

const program = findChromium();
const skip = program === undefined ? 'no Chromium on this machine: install the package chromium' : false;
const recordings = readRecordings();
const expected = readExpected();

let server: ModuleServer;
let browser: Browser;
let page: Page;

before(async () => {
  if (program === undefined) return;
  server = await serveStrippedModules();
  browser = await launchChromium(program);
  page = await browser.newPage();
  await page.goto(server.url);
});

after(async () => {
  await browser?.close();
  server?.close();
});

for (const name of journalNames()) {
  test(`${name}: the same events and state in Chromium`, { skip }, async () => {
    const player = '/test/golden/play-journal.ts';
    const found = await page.evaluate(
      async ([path, text, files]) => {
        const { playJournal } = (await import(path)) as typeof Player;
        return playJournal(text, files);
      },
      [player, journalText(name), recordings] as const,
    );
    assert.deepEqual(found, expected[name]);
  });
}
