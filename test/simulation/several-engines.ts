/** Engines on one simulated database and network, each under the test's own hand; for what happens in one narrow moment. */

import type { LiveFloor } from '../../src/engine/live-floor.ts';
import { type Engine, type EngineOptions, openEngine } from '../../src/engine/open-engine.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { noFaults } from './fault-plan.ts';
import { connectStore } from './faulty-store.ts';
import { PeerNetwork } from './peer-network.ts';
import { Process } from './process.ts';
import { Scripted } from './scripted.ts';
import { worldStartUs } from './world.ts';

export interface RunningEngine {
  readonly engine: Engine;
  readonly process: Process;
  /** The first floor. */
  readonly floor: LiveFloor;
}

export class SeveralEngines extends Scripted {
  readonly network = new PeerNetwork(this.world, () => noFaults);
  /** Of engines that could not go on. */
  readonly stopped: string[] = [];

  /** `wrap`: what stands between the engine and its store. */
  async open(
    name: string,
    wrap: (store: JournalStore, process: Process) => JournalStore = (store) => store,
    options: Partial<EngineOptions> = {},
  ): Promise<RunningEngine> {
    const process = new Process(this.world, name, () => 0);
    const { world, database, network } = this;
    const store = wrap(connectStore({ world, database, process, faults: () => noFaults }), process);
    const engine = await this.outcome(
      openEngine({
        ...{ store, clock: process, timers: process, links: network.links(process), snapshotEveryMs: 1_000 },
        firstFloor: () => quietFloor('main', worldStartUs),
        log: { info() {}, warn() {}, error() {} },
        stopped: (error) => this.stopped.push(`${name}: ${error.message}`),
        ...options,
      }),
    );
    network.open(`http://${name}`, { process, engine });
    await this.outcome(engine.announce(`http://${name}`));
    const [floor] = engine.live();
    if (floor === undefined) throw new Error('expected a floor');
    return { engine, process, floor };
  }
}

/** A floor's own workings, which a test may put something in front of. */
interface Workings {
  readonly time: number;
  advance(time: number): void;
  audit(turn: number): void;
  checkSlices(): Generator<void, void>;
}

/** From now on the market takes time to work out, `costUs` of so much floor time (both microseconds), and `work` lets more of it pass. */
export function slowedDown(
  { floor, process }: RunningEngine,
  costUs: (floorUs: number) => number,
): { readonly floor: Workings; work(microseconds: number): void } {
  const workings = floor.floor as unknown as Workings;
  const { advance } = workings;
  const { monotonicUs } = process;
  let workedUs = 0;
  const work = (microseconds: number) => {
    workedUs += microseconds;
  };
  process.monotonicUs = () => monotonicUs.call(process) + workedUs;
  workings.advance = (time) => {
    work(costUs(time - workings.time));
    advance.call(workings, time);
  };
  return { floor: workings, work };
}
