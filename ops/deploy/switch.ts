/** Moves traffic and floors between the slots. Traffic first: it is what clients feel, and it can always be moved. */
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { readFigures } from './figures.ts';
import { slotFigures, stopSlot, takeFloor } from './host-plan.ts';
import { appHosts, balancers, otherSlot, type Place, portsOf, runOn, type Slot } from './place.ts';
import { readTraffic, sameTraffic, setTraffic, showTraffic, type Traffic } from './traffic.ts';

/** All load balancers, which must agree, in process and file. Rejects with `OpsProblem`. */
export async function currentTraffic(place: Place): Promise<Traffic> {
  const all = await Promise.all(
    balancers(place).map(async ({ name }) => {
      const { stdout } = await runOn(place, name, showTraffic());
      const [running = '', file = ''] = stdout.split('---\n');
      return [
        { name, traffic: readTraffic(running) },
        { name: `${name}'s file`, traffic: readTraffic(file) },
      ];
    }),
  );
  const [first, ...others] = all.flat();
  if (first === undefined) throw new OpsProblem('the inventory has no load balancer', 'add hosts to the group lb');
  const odd = others.find(({ traffic }) => !sameTraffic(traffic, first.traffic));
  if (odd === undefined) return first.traffic;
  const shown = ({ active, candidate, percent }: Traffic) => `${active}, ${percent} % to ${candidate}`;
  throw new OpsProblem(
    `load balancers disagree: ${first.name} has ${shown(first.traffic)}, ${odd.name} has ${shown(odd.traffic)}`,
    'paperfloor ops rollback --env ENV puts all of them on one slot',
  );
}

/**
 * The same for a way back, which must be open when load balancers disagree or are off: the plans of those that answer, in process and
 * file. Rejects with `OpsProblem` when none does.
 */
export async function toldTraffic(place: Place): Promise<readonly [Traffic, ...Traffic[]]> {
  const all = await Promise.all(
    balancers(place).map(async ({ name }) => {
      const { code, stdout } = await runAnyway(place.on(name, showTraffic()));
      return code === 0 ? stdout.split('---\n').map(readTraffic) : [];
    }),
  );
  const [first, ...others] = all.flat();
  if (first === undefined) throw new OpsProblem('no load balancer answers', 'see whether they run');
  return [first, ...others];
}

/** On every load balancer; resolves when each says so itself. */
export async function moveTraffic(place: Place, wanted: Traffic): Promise<void> {
  await Promise.all(
    balancers(place).map(async ({ name }) => {
      const { stdout } = await runOn(place, name, setTraffic(wanted));
      if (!sameTraffic(readTraffic(stdout), wanted)) {
        throw new OpsProblem(
          `${name} did not take the traffic plan: ${stdout.trim()}`,
          `see /etc/haproxy/traffic.map on ${name}`,
        );
      }
    }),
  );
}

export interface FloorMove {
  readonly floor: string;
  readonly epoch: number;
  /** Undefined when the slot wrote it already, or took it without a seal. */
  readonly stateHash: string | undefined;
  readonly milliseconds: number;
}

/** The slot's server on the first host takes every floor, in order. Rejects with `OpsProblem` when one could not be handed over. */
export async function takeFloors(place: Place, slot: Slot, floors: readonly string[]): Promise<FloorMove[]> {
  const [heir] = appHosts(place);
  if (heir === undefined) throw new OpsProblem('the inventory has no host in the group app', 'add one');
  const moves: FloorMove[] = [];
  for (const floor of floors) {
    const { stdout } = await runOn(place, heir.name, takeFloor(slot, floor));
    const { epoch, stateHash, milliseconds } = JSON.parse(stdout) as FloorMove;
    moves.push({ floor, epoch, stateHash, milliseconds });
  }
  return moves;
}

/** Names of the floors, as the slot's first ready server tells them. */
export async function floorsOf(place: Place, slot: Slot): Promise<{ name: string; host: string; role: string }[]> {
  const ports = portsOf(place);
  const found = await Promise.all(
    appHosts(place).map(async ({ name: host, address }) => {
      const { stdout } = await runAnyway(place.on(host, slotFigures(address, ports)));
      return (readFigures(stdout)[slot]?.floors ?? []).map(({ name, role }) => ({ name, host, role }));
    }),
  );
  return found.flat();
}

/**
 * The floors come to `slot` whatever the other one says: in order if it hands them over, otherwise by ending it, after which they are
 * taken from the journal. Resolves to how.
 */
export async function bringFloors(
  place: Place,
  slot: Slot,
  floors: readonly string[],
): Promise<'handed over' | 'taken from the journal'> {
  try {
    await takeFloors(place, slot, floors);
    return 'handed over';
  } catch (error) {
    if (!(error instanceof OpsProblem)) throw error;
    place.talk(`floors are not handed over (${error.message.split('\n')[0]}); ending ${otherSlot(slot)}`);
    await Promise.all(appHosts(place).map(({ name }) => runAnyway(place.on(name, stopSlot(otherSlot(slot), true)))));
    await takenFromJournal(place, slot, floors);
    return 'taken from the journal';
  }
}

const takeoverMsMax = 20_000;

async function takenFromJournal(place: Place, slot: Slot, floors: readonly string[]): Promise<void> {
  const untilMs = Date.now() + takeoverMsMax;
  for (;;) {
    const writers = (await floorsOf(place, slot)).filter(({ role }) => role === 'writer').map(({ name }) => name);
    if (floors.every((floor) => writers.includes(floor))) return;
    if (Date.now() > untilMs) {
      throw new OpsProblem(
        `no server of ${slot} writes ${floors.join(', ')}`,
        `see the logs of paperfloor@${slot}; paperfloor ops plan status`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
