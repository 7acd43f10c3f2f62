/**
 * Has this machine's own Paperfloor read a restored copy: the whole journal is verified, then applied again up to each recorded moment.
 * The password reaches the program on its standard input and stands in no command line.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { type Outcome, runAnyway } from '../command/run.ts';
import type { RecordedState } from '../plan/evidence/fact.ts';
import type { Secrets } from '../provision/secrets.ts';
import type { Place } from './place.ts';
import type { Comparison } from './recorded-state.ts';

export interface Proof {
  readonly comparisons: readonly Comparison[];
  /** What `journal verify` found wrong, one sentence each. */
  readonly faults: readonly string[];
  /** The commands behind this sequence were applied again: 0 is all; of several floors the furthest. */
  readonly provedFrom: number;
  readonly milliseconds: number;
}

/** How `paperfloor journal verify` ends when it found a fault. */
const faultFound = 3;

const withDatabase = 'PAPERFLOOR_DATABASE="$(cat)"; export PAPERFLOOR_DATABASE; exec "$@"';

/** `host` has the copy. */
export async function proveCopy(place: Place, host: string, states: readonly RecordedState[]): Promise<Proof> {
  const begunMs = Date.now();
  return withProgram(place, host, async (ask) => {
    const faults: string[] = [];
    const comparisons: Comparison[] = [];
    let provedFrom = 0;
    for (const { floor, sequence, timeUs, hash } of states) {
      const verdict = await ask('verify', '--floor', floor);
      if (verdict.code !== 0 && verdict.code !== faultFound) throw unreadable(host, verdict.stderr);
      const answer = JSON.parse(verdict.stdout) as { faults: string[]; provedFrom?: number };
      const told = answer.faults;
      // A release from before it could begin behind a change of rules says nothing here: it applied all, or it found a fault.
      provedFrom = Math.max(provedFrom, answer.provedFrom ?? 0);
      const otherRules = otherRulesIn(told, floor, place.environment);
      if (otherRules !== undefined) throw otherRules;
      faults.push(...told.map((fault) => `floor ${floor}: ${fault}`));
      const replayed = await ask('replay', '--floor', floor, '--to', String(sequence), '--time-us', String(timeUs));
      const found = replayed.code === 0 ? (JSON.parse(replayed.stdout) as { hash: string }).hash : undefined;
      comparisons.push({ floor, sequence, recorded: hash, found });
    }
    return { comparisons, faults, provedFrom, milliseconds: Date.now() - begunMs };
  });
}

/** The orders in the journal of a copy, by the client's id. */
export async function orderIdsOf(place: Place, host: string, floor: string): Promise<ReadonlySet<string>> {
  return withProgram(place, host, async (ask, directory) => {
    const file = join(directory, 'journal.jsonl');
    const exported = await ask('export', file, '--floor', floor);
    if (exported.code !== 0) throw unreadable(host, exported.stderr);
    const ids = readFileSync(file, 'utf8').matchAll(/"clientOrderId":"([^"]+)"/g);
    return new Set([...ids].map(([, id = '']) => id));
  });
}

/** Runs `paperfloor journal …` of this machine on the copy; `directory` is there until the end. */
async function withProgram<T>(
  place: Place,
  host: string,
  work: (ask: (...words: readonly string[]) => Promise<Outcome>, directory: string) => Promise<T>,
): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'paperfloor-proof-'));
  try {
    const secrets = JSON.parse(readFileSync(join(place.secrets, 'secrets.json'), 'utf8')) as Secrets;
    writeFileSync(join(data, 'secret.key'), `${secrets.api_secret_key}\n`, { mode: 0o600 });
    const url = copyUrl(place, host, secrets.database_passwords.migration);
    const shell = ['sh', '-euc', withDatabase, 'sh', place.prover, 'journal'];
    const ask = (...words: readonly string[]) =>
      runAnyway(place.here([...shell, ...words, '--json', '--data', data], url));
    return await work(ask, data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** By address, which the host's certificate names too: this machine need not know the names of the environment. */
export function copyUrl(
  { secrets, databaseName, addressOf }: Pick<Place, 'secrets' | 'databaseName' | 'addressOf'>,
  host: string,
  password: string,
): string {
  const authority = encodeURIComponent(join(secrets, 'authority.crt'));
  return `postgres://migration:${password}@${addressOf(host)}:5432/${databaseName}?sslmode=verify-full&sslrootcert=${authority}`;
}

/** A copy under other rules is not a bad one: this release can't tell. Undefined when that is not what is wrong. */
export function otherRulesIn(faults: readonly string[], floor: string, environment: string): OpsProblem | undefined {
  for (const fault of faults) {
    const [, batch, written, ours] =
      /^batch (\d+) was written under rules (\d+), this release has rules (\d+)/.exec(fault) ?? [];
    if (batch === undefined) continue;
    return new OpsProblem(
      `the journal of floor ${floor} was written under rules ${written} (batch ${batch}); this release has rules ${ours} and can't prove it`,
      `unpack the release that wrote it ("rulesVersion": ${written} in its manifest.json), then: ` +
        `paperfloor ops backup restore-test --env ${environment} --release DIRECTORY`,
    );
  }
  return undefined;
}

function unreadable(host: string, said: string): OpsProblem {
  return new OpsProblem(
    `this Paperfloor can't read the copy on ${host}: ${said.trim().split('\n')[0] ?? ''}`,
    'run it with the release that wrote the journal, unpacked: --release DIRECTORY',
  );
}
