/** Engines on one simulated database and network, each under the test's own hand; for what happens in one narrow moment. */

import type { LiveFloor } from '../../src/engine/live-floor.ts';
import { type Engine, type EngineOptions, openEngine } from '../../src/engine/open-engine.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { noFaults } from './fault-plan.ts';
import { connectStore, Database } from './faulty-store.ts';
import { second } from './one-server.ts';
import { PeerNetwork } from './peer-network.ts';
import { Process } from './process.ts';
import { World, worldStartUs } from './world.ts';

export interface RunningEngine {
  readonly engine: Engine;
  readonly process: Process;
  /** The first floor. */
  readonly floor: LiveFloor;
}

export class SeveralEngines {
  readonly world = new World(1);
  readonly database = new Database(this.world);
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

  pass(microseconds: number, done?: () => boolean): Promise<void> {
    return this.world.run(this.world.nowUs + microseconds, done);
  }

  /** Lets the world go on until the promise has settled. */
  async outcome<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.pass(60 * second, () => isSettled);
    if (!isSettled) throw new Error('nothing came of it within a minute');
    return promise;
  }
}
