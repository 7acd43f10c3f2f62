/** What a drill is handed: power and network of a lab's hosts, provisioning, backups and copies of them, pager and mail server. */
import { stanzaOf } from '../backup/make-backup.ts';
import { hostOf, type Place } from '../backup/place.ts';
import { orderIdsOf } from '../backup/proof.ts';
import { backupFor, pointsOf, readTarget } from '../backup/recorded-state.ts';
import { restoreDatabase } from '../backup/restore-database.ts';
import { testRestore } from '../backup/restore-test.ts';
import { placePoint } from '../backup/set-point.ts';
import { OpsProblem } from '../command/problem.ts';
import type { DrillParts } from '../drill/drill.ts';
import type { BackupHands, HostHands } from '../drill/hands.ts';
import { labDomain, readHostName } from '../lab/hosts.ts';
import { labUp } from '../lab/lab.ts';
import { cutHost, destroyHost, labStatus, powerOff } from '../lab/lab-hosts.ts';
import type { LabPlace } from '../lab/one-lab.ts';
import type { Ledger } from '../plan/evidence/ledger.ts';
import { partsOf, siteOf } from '../verify/verify.ts';
import { openReceivers } from '../watch/delivery/open-receivers.ts';
import { labOf } from './environment-hosts.ts';
import { type PlaceFlags, placeOf } from './environment-place.ts';
import type { OpsContext } from './ops-context.ts';
import { openPlace, provisionHosts, rebuildOf, scratchOf } from './place.ts';

/** Without a ledger nothing can be written down, and so nothing of backups be done. */
export async function drillParts(
  context: OpsContext,
  flags: PlaceFlags,
  { drill, by, ledger }: { readonly drill: string; readonly by: string; readonly ledger: Ledger | undefined },
): Promise<DrillParts> {
  const hosts = hostHands(context, flags, drill);
  const place = placeOf(context, flags);
  const backups = backupHands(context, flags, await openPlace(context, flags), by, ledger);
  return {
    ...partsOf(place, await siteOf(place)),
    ...{ hosts, backups, secrets: place.secrets },
    provision: (how) => provisionHosts(context, flags, how),
    receivers: () =>
      openReceivers(context.root, place.secrets, `controller.${labDomain}`, (words) => place.here(words)),
  };
}

/** What can be done to a lab's hosts from beneath. Hosts that are somebody's real ones are broken by nobody. */
function hostHands(context: OpsContext, flags: PlaceFlags, drill: string): HostHands {
  const lab = labOf(context, flags);
  if (lab === undefined) {
    throw new OpsProblem(
      `${drill} breaks hosts or makes new ones, and ${flags.env} has real ones`,
      `paperfloor ops drill ${drill} --env lab-staging; for real hosts see docs/operations/drills.md`,
    );
  }
  const cut = (host: string, heal: boolean) => cutHost(lab, readHostName(host), heal);
  return {
    cutHost: (host) => cut(host, false),
    healHost: (host) => cut(host, true),
    // Cut first: the end of its processes would close its connections, and a power cut closes nothing.
    loseHost: async (host) => {
      await cut(host, false);
      await powerOff(lab, readHostName(host));
    },
    destroyHost: async (host) => {
      await cut(host, false);
      await destroyHost(lab, readHostName(host));
    },
    startHost: (host) => startHost(context, lab, host),
  };
}

async function startHost(context: OpsContext, lab: LabPlace, host: string): Promise<void> {
  const status = await labStatus(lab);
  if (status === undefined)
    throw new OpsProblem(`there is no lab ${lab.name}`, `paperfloor ops lab up --lab ${lab.name}`);
  const path = context.environment['PATH'] ?? '';
  await labUp(lab, { hosts: [readHostName(host)], suite: status.suite, path, talk: context.talk });
}

function backupHands(
  context: OpsContext,
  flags: PlaceFlags,
  place: Place,
  by: string,
  ledger: Ledger | undefined,
): BackupHands {
  const points = () => pointsOf(ledger?.entries ?? []);
  return {
    check: async () => void backupFor((await stanzaOf(place)).backups, { kind: 'end' }, points()),
    point: async (name) => {
      const placed = await placePoint(place, name, by, points());
      ledger?.append(placed);
      return placed;
    },
    restore: async (reason) => {
      const wish = { target: { kind: 'end' as const }, by, reason, points: points() };
      const fact = await restoreDatabase(place, wish, rebuildOf(context, flags));
      ledger?.append(fact);
      return fact;
    },
    openCopies: async () => {
      const scratch = scratchOf(context, flags, place, hostOf(place, 'scratch'));
      const host = await scratch.prepare();
      // One host for all copies: what is right on its disk already is not copied again.
      const kept = { prepare: async () => host, discard: async () => {} };
      return {
        restore: async (target) => {
          const wish = { target: readTarget(target, points()), by, points: points() };
          const tested = await testRestore(place, wish, kept);
          ledger?.append(tested);
          const [floor] = points().at(-1)?.floors ?? [];
          return { tested, ids: await orderIdsOf(place, host, floor?.floor ?? 'main') };
        },
        [Symbol.asyncDispose]: () => scratch.discard(host),
      };
    },
  };
}
