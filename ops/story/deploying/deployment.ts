/** What the parts that deploy do and look at: verbs, the traders outside, and whether any of their orders is gone. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOn } from '../../lab/lab-hosts.ts';
import { type Story, serviceAddress } from '../story.ts';
import type { LoadReport, LoadSettings } from './load.ts';

export interface Verdict {
  readonly verdict: string;
  readonly reason: string;
  readonly active: string;
  readonly steps: readonly {
    step: string;
    verdict: string;
    reason: string;
    milliseconds: number;
    measured: Record<string, number>;
  }[];
  readonly logs: readonly { name: string; bytes: number }[];
}

const traders = 6;

/** Where the story makes its releases. */
export function workOf({ place }: Story): string {
  return join(place.stateDirectory, 'story-releases');
}

export async function run(story: Story, ...words: string[]) {
  const common = [
    '--env',
    story.environment,
    '--lab',
    story.place.name,
    '--state',
    story.place.stateDirectory,
    '--json',
  ];
  return story.ops(...words, ...common);
}

export async function deploy(story: Story, version: string, ...words: string[]): Promise<Verdict> {
  const why = ['--reason', `story ${version}`, '--without-restored-backup', 'the story restores later'];
  const { stdout, stderr } = await run(
    story,
    'deploy',
    version,
    '--from',
    join(workOf(story), 'releases'),
    ...why,
    ...words,
  );
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as Verdict;
}

export function tell({ steps, reason, verdict }: Verdict): void {
  for (const { step, verdict: one, milliseconds, reason: says } of steps) {
    console.error(`  ${step}: ${one} after ${(milliseconds / 1000).toFixed(1)} s: ${says.slice(0, 400)}`);
  }
  console.error(`  ${verdict}: ${reason.slice(0, 400)}`);
}

export async function activeSlot({ on }: Story): Promise<string> {
  return /^active (\w+)$/m.exec(await on('lb1', 'cat', '/etc/haproxy/traffic.map'))?.[1] ?? '';
}

export async function isRunning(story: Story): Promise<boolean> {
  const { stdout } = await story.onAnyway('app1', 'systemctl', 'is-active', `paperfloor@${await activeSlot(story)}`);
  return stdout.trim() === 'active';
}

const tradersOf = new WeakMap<Story, Promise<LoadSettings['keys']>>();

/** Made once for all loads of the story. */
function traderKeys(story: Story): Promise<LoadSettings['keys']> {
  const keys = tradersOf.get(story) ?? makeTraders(story);
  tradersOf.set(story, keys);
  return keys;
}

async function makeTraders(story: Story): Promise<LoadSettings['keys']> {
  const slot = await activeSlot(story);
  const script = `export PAPERFLOOR_DATA=/var/lib/paperfloor/$1
cd /opt/paperfloor/slots/$1
for index in $(seq ${traders}); do
  name="trader-$2-$index"
  bin/paperfloor account create "$name" --fund USDT=1000000000,BTC=10000 > /dev/null
  bin/paperfloor key create "$name" --json
done`;
  const printed = await story.on('app1', 'sudo', 'sh', '-euc', script, 'traders', slot, Date.now().toString(36));
  return printed.split('\n').map((line) => JSON.parse(line) as LoadSettings['keys'][number]);
}

function startLoad(
  { place, secretsDirectory }: Story,
  keys: LoadSettings['keys'],
): { child: ChildProcess; text: Promise<string> } {
  const settings: LoadSettings = {
    ...{ host: 'paperfloor.test', address: serviceAddress, authority: join(secretsDirectory, 'authority.crt'), keys },
    pauseMs: 100,
  };
  const file = join(import.meta.dirname, 'load.ts');
  const { program, args } = commandOn(place, 'controller', [process.execPath, file, JSON.stringify(settings)]);
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { child, text: once(child, 'close').then(() => text) };
}

/** What the traders saw while the work was done; they stop also when it fails. */
export async function underLoad(story: Story, work: () => Promise<void>): Promise<LoadReport> {
  const load = startLoad(story, await traderKeys(story));
  try {
    await work();
  } catch (error) {
    await endLoad(load);
    throw error;
  }
  return endLoad(load);
}

async function endLoad({ child, text }: ReturnType<typeof startLoad>): Promise<LoadReport> {
  child.kill('SIGTERM');
  return JSON.parse(await text) as LoadReport;
}

/** Every order that was acknowledged is in the database, once; the history is written a moment after the journal. */
export async function nothingLost({ on }: Story, { acknowledged }: LoadReport): Promise<void> {
  const ids = acknowledged.flat();
  assert.ok(ids.length > 20, `${ids.length} orders`);
  const list = ids.map((id) => `'${id}'`).join(',');
  const sql = `SELECT count(*), count(DISTINCT client_order_id) FROM paperfloor.account_order WHERE client_order_id IN (${list})`;
  let counted = '';
  for (let attempt = 0; attempt < 20 && counted !== `${ids.length}|${ids.length}`; attempt++) {
    if (attempt > 0) await sleep(500);
    counted = await on('db1', 'sudo', '-u', 'postgres', 'psql', '-XAtc', sql, 'paperfloor');
  }
  assert.equal(counted, `${ids.length}|${ids.length}`);
}
