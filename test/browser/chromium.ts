/**
 * Chromium on a page of the terminal, with everything the page complained about: console errors, uncaught exceptions,
 * failed requests, and breaches of a content security policy stricter than the server's own.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page whose answer the test has changed counts as coming from the internet, which may not call this machine.
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

const actionMsMax = 20_000;

/** Nothing inline, nothing from elsewhere. */
const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const reportBreaches =
  "addEventListener('securitypolicyviolation', (event) => console.error('policy breach: ' + event.violatedDirective + ' ' + event.blockedURI))";

export interface TerminalPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about so far. */
  readonly complaints: string[];
}

export function findChromium(): string | undefined {
  return programs.find((program) => existsSync(program));
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** A fresh visitor of the terminal at `url`, who waits for the first live price. */
export async function openTerminal(browser: Browser, url: string): Promise<TerminalPage> {
  const visitor = await openPage(browser, `${url}/`);
  await visitor.page.getByRole('heading', { name: /^Last price\s*[\d,.]+/ }).waitFor();
  return visitor;
}

/** A fresh visitor of any page of ours. */
export async function openPage(browser: Browser, url: string): Promise<TerminalPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  await context.addInitScript({ content: reportBreaches });
  await context.route(url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': strictPolicy } });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(actionMsMax);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url);
  return { page, context, complaints };
}

/** Serious and critical findings of axe on the page as it stands. */
export async function accessibilityViolations(page: Page): Promise<unknown[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return await page.evaluate(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, where: nodes.map(({ target, failureSummary }) => [String(target), failureSummary]) })))`,
  );
}
