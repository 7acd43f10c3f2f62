/**
 * Back to a point in time: orders come in, a named point is set among them, a moment is taken, and both are restored on a throw-away host.
 * Each copy must hold every order that was acknowledged before and none that was sent after, and have the state that was recorded.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attempt, acknowledged } from '../attempt.ts';
import type { DrillParts } from '../drill.ts';
import type { CopyHands } from '../hands.ts';
import type { Found, Rehearsal } from '../rehearsal.ts';
import { withClient } from '../run-drill.ts';

/** Orders come in for so long between point and moment, and behind the moment. */
const apartMs = 3_000;

/** A stretch of time: what was acknowledged before is inside a copy, what was sent after is not; in between it may be either. */
export interface Boundary {
  readonly fromMs: number;
  readonly toMs: number;
}

export const pitr: Rehearsal = {
  name: 'pitr',
  sentence: 'restore a named point and a moment on a throw-away host, and compare orders and state',
  goal: { missing: 0, beyond: 0, pointSeconds: 120, momentSeconds: 120 },
  async prepare(parts) {
    await parts.backups.check();
    return {
      subject: 'nothing; copies are made on a throw-away host',
      plan: [
        ...[
          'orders come in',
          'a named point is set',
          'a moment is taken',
          'a second point closes the archive behind it',
        ],
        ...['the point is restored and compared', 'the moment is restored and compared', 'the copies are thrown away'],
      ],
      rehearse: (run, note) => rehearse(parts, run, note),
    };
  },
};

async function rehearse(parts: DrillParts, run: string, note: (says: string) => void): Promise<Found> {
  const { backups } = parts;
  const name = `drill-${run}`;
  // The host is made while orders come in: neither needs the other, and both take their time.
  const [placed, opened] = await Promise.allSettled([placeOrders(parts, run, name, note), backups.openCopies()]);
  await using copies = opened.status === 'fulfilled' ? opened.value : undefined;
  if (placed.status === 'rejected') throw placed.reason;
  if (copies === undefined) throw (opened as PromiseRejectedResult).reason;
  const { attempts, point, moment } = placed.value;
  note('the throw-away host is ready');
  const atPoint = await restored(copies, name, attempts, point, note);
  const atMoment = await restored(copies, new Date(moment.fromMs).toISOString(), attempts, moment, note);
  return {
    faults: [...atPoint.faults, ...atMoment.faults],
    lost: [...atPoint.wrong, ...atMoment.wrong],
    measured: {
      acknowledged: acknowledged(attempts).length,
      missing: atPoint.missing + atMoment.missing,
      beyond: atPoint.beyond + atMoment.beyond,
      pointSeconds: atPoint.seconds,
      momentSeconds: atMoment.seconds,
      hash: atPoint.hash,
    },
  };
}

/** Orders before a point, between it and a moment, and behind that; all of it is in the archive when it ends. */
async function placeOrders(parts: DrillParts, run: string, name: string, note: (says: string) => void) {
  const { backups } = parts;
  return withClient(parts, run, async (client) => {
    note('orders are acknowledged');
    const pointFromMs = Date.now();
    await backups.point(name);
    const pointToMs = Date.now();
    note(`the point ${name} is in the archive`);
    await sleep(apartMs);
    const momentMs = Date.now();
    note(`the moment is ${new Date(momentMs).toISOString()}`);
    await sleep(apartMs);
    await backups.point(`${name}-after`);
    note('what came after it is in the archive');
    await client.stop();
    return {
      attempts: client.attempts,
      point: { fromMs: pointFromMs, toMs: pointToMs },
      moment: { fromMs: momentMs, toMs: momentMs },
    };
  });
}

async function restored(
  copies: CopyHands,
  target: string,
  attempts: readonly Attempt[],
  boundary: Boundary,
  note: (says: string) => void,
) {
  const begunMs = Date.now();
  const { tested, ids } = await copies.restore(target);
  const { missing, beyond } = split(attempts, ids, boundary);
  note(`${target} is restored: ${missing.length} orders missing, ${beyond.length} too many`);
  return {
    ...{ missing: missing.length, beyond: beyond.length, wrong: [...missing, ...beyond] },
    seconds: Math.round((Date.now() - begunMs) / 100) / 10,
    hash: String(tested.measured['hash'] ?? ''),
    faults: tested.faults.map((fault) => `restored to ${target}: ${fault}`),
  };
}

/** Which orders are not where they should be. */
export function split(attempts: readonly Attempt[], ids: ReadonlySet<string>, { fromMs, toMs }: Boundary) {
  const missing = acknowledged(attempts).filter(({ endedMs, id }) => endedMs < fromMs && !ids.has(id));
  const beyond = attempts.filter(({ sentMs, id }) => sentMs > toMs && ids.has(id));
  return { missing: missing.map(({ id }) => id), beyond: beyond.map(({ id }) => id) };
}
