/**
 * Terminal, API and database together: a trade made by hand in a real browser, through the load balancer; then the API and the rows of
 * the database must tell the same orders. The browser trusts the one certificate that the environment's authority vouched for.
 */
import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../../command/problem.ts';
import type { Check, CheckParts } from '../check.ts';
import { type Finding, failed, judge, passed, undecided } from '../finding.ts';
import type { Key, ServiceInput } from '../probe/exchange.ts';
import { askDatabase } from '../security/database.ts';
import { hostsOf } from '../site.ts';
import { endKey, makeKey, programWords, servingSlot } from '../smoke/trader.ts';

const account = 'verify-browser';
/** Rows of the history are written behind the answers. */
const rowsMs = 15_000;

export interface JourneyInput extends ServiceInput {
  /** To read with, over the API. */
  readonly key: Key;
  /** The browser's own: PKCS #8 in base64. */
  readonly browserKey: { readonly apiKey: string; readonly privateKey: string };
}

export interface JourneyOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly status: string;
}

export interface Journey {
  /** Undefined when there is no browser on this machine. */
  readonly steps:
    | readonly { readonly name: string; readonly says: string; readonly ok: boolean; readonly milliseconds: number }[]
    | undefined;
  /** Every order of the account, as the API tells them. */
  readonly orders: readonly JourneyOrder[];
  /** What the page complained about. */
  readonly complaints: readonly string[];
}

export const journeySteps = [
  'terminal',
  'signed-in',
  'market-order',
  'limit-order',
  'api-open-order',
  'cancelled',
  'api-orders',
] as const;

export const integration: Check = {
  name: 'integration',
  async run(parts) {
    const { key } = await makeKey(parts, account);
    const browserKey = await makeBrowserKey(parts);
    try {
      const { serviceAddress: address, serviceName: serverName } = parts.site;
      const to = { address, serverName, authority: parts.authority, slot: parts.slot };
      const journey = await parts.probe<JourneyInput, Journey>('browser', { ...to, key, browserKey });
      const findings = judgeJourney(journey);
      if (journey.steps === undefined) return findings;
      return [...findings, await compareRows(parts, journey.orders)];
    } finally {
      await endKey(parts, key);
      await endKey(parts, { apiKey: browserKey.apiKey, secretKey: '' });
    }
  },
};

export const integrationChecks: readonly Check[] = [integration];

export function judgeJourney({ steps, complaints }: Journey): Finding[] {
  if (steps === undefined)
    return [undecided('integration.terminal', 'there is no Chromium on this machine: apt-get install chromium')];
  const found = journeySteps.map((name) => {
    const check = `integration.${name}`;
    const step = steps.find((each) => each.name === name);
    if (step === undefined) return undecided(check, 'not reached');
    const measured = { milliseconds: step.milliseconds };
    return step.ok ? passed(check, step.says, { measured }) : failed(check, step.says, { measured });
  });
  return [...found, judge('integration.page', 'the page complained about nothing', complaints)];
}

export function rowsQuery(name: string): string {
  return `SELECT o.order_id, o.client_order_id, o.status FROM paperfloor.account_order o JOIN paperfloor.trading_account t ON t.account = o.account WHERE t.name = '${name}' ORDER BY 1`;
}

/** The rows are the acknowledged orders: none missing, none more, each with its state. */
export function judgeRows(orders: readonly JourneyOrder[], rows: string): Finding {
  const line = ({ orderId, clientOrderId, status }: JourneyOrder) =>
    `${orderId}|${clientOrderId}|${status.toLowerCase()}`;
  const told = new Set(orders.map(line));
  const kept = new Set(rows.split('\n').filter((row) => row !== ''));
  const wrong = [
    ...[...told].filter((each) => !kept.has(each)).map((each) => `acknowledged and not in the database: ${each}`),
    ...[...kept].filter((each) => !told.has(each)).map((each) => `in the database and not in the API: ${each}`),
  ];
  if (told.size === 0) return undecided('integration.database', 'the API told no order');
  return judge(
    'integration.database',
    `${kept.size} rows are the ${told.size} acknowledged orders, each in its state`,
    wrong,
    {
      measured: { orders: told.size, rows: kept.size },
    },
  );
}

async function compareRows(parts: CheckParts, orders: readonly JourneyOrder[]): Promise<Finding> {
  const untilMs = Date.now() + rowsMs;
  for (;;) {
    const finding = judgeRows(orders, await askDatabase(parts, rowsQuery(account)));
    if (finding.verdict === 'pass' || Date.now() > untilMs) return finding;
    await sleep(500);
  }
}

/** A key pair made here, its public half registered on a host; the private one goes into the browser and no further. */
async function makeBrowserKey(parts: CheckParts): Promise<JourneyInput['browserKey']> {
  const pair = generateKeyPairSync('ed25519');
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
  const host = hostsOf(parts.site, 'app')[0]?.name ?? '';
  const words = ['key', 'create', account, '--type', 'ed25519', '--public-key', '/dev/stdin', '--label', 'ops verify'];
  const made = await parts.ask(parts.on(host, programWords(await servingSlot(parts), words), String(pem)));
  if (made.code !== 0)
    throw new OpsProblem(`the program on ${host} took no Ed25519 key: ${made.stderr.trim().split('\n')[0]}`);
  const { apiKey } = JSON.parse(made.stdout) as { apiKey: string };
  return { apiKey, privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') };
}
