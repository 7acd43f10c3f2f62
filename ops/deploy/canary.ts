/**
 * Looks at a candidate for a while and compares it with the active release: what is clearly bad ends it at once, what could not be
 * decided is given as long again, and then it has not passed. Who is slow, and nothing worse, is looked at for a second window: two in
 * a row are the release's, one may be a moment in which its machine stood still.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runAnyway } from '../command/run.ts';
import {
  type Finding,
  isOnlySlow,
  judge,
  type Limits,
  ofWindow,
  type Reconciliation,
  type Seen,
  settled,
  verdictOf,
} from './gate.ts';
import { reconcile, showFloors } from './host-plan.ts';
import { answerTimes, databaseErrors, type Look, look, seenBetween } from './observe.ts';
import { appHosts, type Place, runOn, type Slot } from './place.ts';

export interface WatchParts {
  readonly place: Place;
  readonly limits: Limits;
  readonly stopping: () => boolean;
}

export interface WatchOptions {
  readonly candidate: Slot;
  readonly baseline: Slot;
  /** The slot that writes the floors. */
  readonly floorsFrom: Slot;
  readonly forMs: number;
  /** What the baseline did before, `earlier`, when it gets no traffic any more. */
  readonly before?: Seen | undefined;
}

export interface Watched {
  readonly findings: readonly Finding[];
  readonly samples: number;
  readonly baseline: Seen;
}

const betweenMs = 1_000;
/** How far ahead the command is that all are compared at, wall seconds: the command line takes its time to start. Doubled when it was too near. */
const leadSecondsMin = 3;
const leadSecondsMax = 24;
/** What could not be decided is given as long again, and at least this long. */
const graceMsMin = 40_000;

export async function watchSlot({ place, limits, stopping }: WatchParts, options: WatchOptions): Promise<Watched> {
  const { candidate, baseline, forMs } = options;
  const first = await look(place);
  // Of what is judged by time; begun anew when the candidate was slow, once.
  let window = first;
  let books: Reconciliation;
  let leadSeconds = leadSecondsMin;
  for (let samples = 1; ; samples++) {
    await sleep(betweenMs);
    const now = await look(place);
    const elapsedMs = now.atMs - window.atMs;
    const isTime = elapsedMs >= forMs;
    if (isTime && books?.agree === undefined) {
      books = await compareBooks(place, options, leadSeconds);
      leadSeconds = Math.min(leadSecondsMax, 2 * leadSeconds);
    }
    const errors = await databaseErrors(place, first.atMs);
    const outside = isTime ? await answerTimes(place, window.atMs) : undefined;
    const seen = (slot: Slot, since: Look): Seen => ({
      ...seenBetween(place, slot, [since, now], errors),
      outside: outside?.(slot),
    });
    const own = seen(baseline, first);
    const findingsSince = (since: Look): readonly Finding[] => {
      const theirs = seen(baseline, since);
      const compared = options.before === undefined ? theirs : { ...options.before, servers: theirs.servers };
      return judge(seen(candidate, since), compared, limits, books);
    };
    const judged = ofWindow(findingsSince(first), findingsSince(window));
    const findings = missingServers(place, seen(candidate, first), judged);
    const verdict = verdictOf(isTime ? findings : settled(findings));
    if (isTime && window === first && isOnlySlow(findings)) {
      window = now;
      continue;
    }
    const isOver = isTime && (verdict === 'pass' || elapsedMs >= forMs + Math.max(forMs, graceMsMin));
    if (verdict === 'fail' || isOver || stopping()) return { findings, samples, baseline: own };
  }
}

/** A host of the candidate that is not seen at all is no pass. */
function missingServers(place: Place, { servers }: Seen, findings: readonly Finding[]): readonly Finding[] {
  const missing = appHosts(place)
    .map(({ name }) => name)
    .filter((name) => !servers.some(({ host }) => host === name));
  if (missing.length === 0) return findings;
  return [
    ...findings,
    { check: 'servers', verdict: 'fail', says: `${missing.join(' and ')} does not run the candidate` },
  ];
}

interface FloorRow {
  readonly name: string;
  readonly sequence: number;
}

/** Every server of both slots tells open orders and balances at one command that is still to come. */
async function compareBooks(
  place: Place,
  { candidate, baseline, floorsFrom }: WatchOptions,
  leadSeconds: number,
): Promise<Reconciliation> {
  const [asked] = appHosts(place);
  if (asked === undefined) return undefined;
  const slots = [...new Set([candidate, baseline])];
  const rows = async () => JSON.parse((await runOn(place, asked.name, showFloors(floorsFrom))).stdout) as FloorRow[];
  const said: string[] = [];
  try {
    const began = Date.now();
    const before = await rows();
    const after = await rows();
    const seconds = (Date.now() - began) / 2_000;
    for (const { name, sequence } of after) {
      const rate = Math.max(
        1,
        (sequence - (before.find((row) => row.name === name)?.sequence ?? sequence)) / Math.max(0.1, seconds),
      );
      const at = sequence + Math.ceil(rate * leadSeconds) + 2;
      const answers = await Promise.all(
        appHosts(place).flatMap(({ name: host }) =>
          slots.map(async (slot) => ({ host, slot, ...(await runAnyway(place.on(host, reconcile(slot, name, at)))) })),
        ),
      );
      const found = answers
        .filter(({ code }) => code === 0)
        .map(({ host, slot, stdout }) => ({ host, slot, ...(JSON.parse(stdout) as Digest) }));
      // A server that is not there to be asked, or was passed by, leaves it undecided.
      const silent = answers.find(({ code }) => code !== 0);
      if (silent !== undefined) {
        const { host, slot, stderr } = silent;
        return {
          says: `could not be compared yet: ${slot} on ${host} says ${stderr.trim().split('\n')[0] || 'nothing'}`,
        };
      }
      const [one] = found;
      const odd = found.filter(({ digest }) => digest !== one?.digest);
      if (odd.length > 0) {
        return {
          agree: false,
          says: `floor ${name} at ${at}: ${odd.map(({ host, slot }) => `${slot} on ${host}`).join(' and ')} differ from ${one?.slot} on ${one?.host}`,
        };
      }
      said.push(
        `floor ${name} at ${at}: ${one?.openOrders} orders of ${one?.accounts} accounts alike on ${found.length} servers`,
      );
    }
  } catch (error) {
    return { says: `could not be compared yet: ${(error as Error).message.split('\n')[0]}` };
  }
  return said.length === 0 ? undefined : { agree: true, says: said.join('; ') };
}

interface Digest {
  readonly digest: string;
  readonly openOrders: number;
  readonly accounts: number;
}
