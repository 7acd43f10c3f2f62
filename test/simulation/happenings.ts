/** What befalls the machines of a run: crashes, stops and freezes, the database away or full, clocks that jump; and operators. */
import type { UserCommand } from '../../src/core/messages/command.ts';
import { symbolStatuses } from '../../src/core/messages/symbol-status.ts';
import type { SymbolIndex } from '../../src/core/units/brand.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Database } from './faulty-store.ts';
import type { PeerNetwork } from './peer-network.ts';
import { Request } from './request.ts';
import type { Server } from './server.ts';
import type { Witness } from './witness.ts';
import type { Dice, World } from './world.ts';

export interface HappeningsParts {
  readonly world: World;
  readonly servers: readonly Server[];
  readonly database: Database;
  readonly network: PeerNetwork | undefined;
  readonly witness: Witness;
  readonly symbols: number;
  readonly faults: () => FaultPlan;
  readonly until: () => boolean;
}

const second = 1_000_000;

export class Happenings {
  readonly #parts: HappeningsParts;
  readonly #dice: Dice;

  constructor(parts: HappeningsParts) {
    this.#parts = parts;
    this.#dice = parts.world.dice('happenings');
  }

  start(): void {
    const faults = this.#parts.faults();
    const { database } = this.#parts;
    this.#every(faults.crashes, () => this.#server().crash('killed'));
    this.#every(faults.deployments, () => this.#server().stop());
    this.#every(faults.freezes, () => this.#freeze());
    this.#every(faults.storeRestarts, () => this.#restartStore());
    this.#every(faults.storeFull, () => this.#fillStore());
    this.#every(faults.partitions, () => this.#cutNetwork());
    this.#every(faults.wallJumps, () => this.#jumpClock());
    this.#every(faults.sessionsDropped, () => {
      const { process } = this.#server();
      this.#parts.world.trace(`the database drops the session of ${process.name}`);
      database.dropSession(process);
    });
    if (this.#dice.chance(0.3)) this.#every(0.5, () => this.#changeClock());
    if (this.#dice.chance(0.3)) this.#every(0.5, () => this.#changeStatus());
  }

  /** Ends everything that is wrong. */
  heal(): void {
    const { world, servers, database, network } = this.#parts;
    world.trace('everything heals');
    database.isDown = false;
    database.isFull = false;
    if (network !== undefined) network.isCut = false;
    for (const server of servers) {
      server.wallErrorUs = 0;
      server.process.thaw();
    }
  }

  /** At random moments, so often in a second. */
  #every(rate: number, happen: () => void): void {
    if (rate === 0) return;
    const { world, until } = this.#parts;
    world.after((-Math.log(this.#dice.part) / rate) * second, () => {
      if (until()) return;
      happen();
      this.#every(rate, happen);
    });
  }

  #server(): Server {
    return this.#dice.pick(this.#parts.servers);
  }

  #freeze(): void {
    const { world, database } = this.#parts;
    const { process } = this.#server();
    if (process.isFrozen) return;
    world.trace(`${process.name} freezes`);
    process.freeze();
    // A frozen client keeps its session; a cut-off one loses it, and goes on later without knowing.
    if (this.#dice.chance(0.5)) world.after(this.#dice.between(0, second), () => database.dropSession(process));
    world.after(this.#dice.between(50_000, 5 * second), () => {
      world.trace(`${process.name} goes on`);
      process.thaw();
    });
  }

  #restartStore(): void {
    const { world, database } = this.#parts;
    if (database.isDown) return;
    world.trace('the database stops');
    database.isDown = true;
    database.dropAllSessions();
    world.after(this.#dice.between(100_000, 2 * second), () => {
      world.trace('the database is back');
      database.isDown = false;
    });
  }

  #fillStore(): void {
    const { world, database } = this.#parts;
    world.trace('the database is full');
    database.isFull = true;
    world.after(this.#dice.between(100_000, 3 * second), () => {
      world.trace('the database has room');
      database.isFull = false;
    });
  }

  #cutNetwork(): void {
    const { world, network } = this.#parts;
    if (network === undefined) return;
    world.trace('the network between the servers is cut');
    network.isCut = true;
    world.after(this.#dice.between(20_000, 4 * second), () => {
      world.trace('the servers reach each other again');
      network.isCut = false;
    });
  }

  #jumpClock(): void {
    const { world } = this.#parts;
    const server = this.#server();
    const far = this.#dice.chance(0.3) ? 7200 * second : 20 * second;
    server.wallErrorUs = Math.round(this.#dice.between(-far, far));
    world.trace(`the wall clock of ${server.name} is wrong by ${server.wallErrorUs} us`);
  }

  /** An operator turns the floor's clock, or steps it. */
  #changeClock(): void {
    const { world } = this.#parts;
    const server = this.#server();
    const { port, process } = server;
    if (port === undefined || process.isFrozen) return;
    const { clock } = port.session.floor;
    if (clock.paused && this.#dice.chance(0.5)) {
      const microseconds = Math.round(this.#dice.between(1, 3 * second));
      world.trace(`a step of ${microseconds} us on ${process.name}`);
      port.session.step(microseconds).then(
        () => world.trace(`${process.name} has made its step`),
        (error: Error) => world.trace(`${process.name} made no step: ${error.message}`),
      );
      return;
    }
    const rate = this.#dice.pick([0.1, 1, 1, 10, 100]);
    const paused = this.#dice.chance(0.4);
    world.trace(`the clock of ${process.name} to rate ${rate}, ${paused ? 'paused' : 'running'}`);
    this.#order({ type: 'set_clock', rate, paused });
  }

  /** An operator opens or closes a symbol. */
  #changeStatus(): void {
    const symbol = this.#dice.below(this.#parts.symbols) as SymbolIndex;
    const status = this.#dice.chance(0.5) ? 'trading' : this.#dice.pick(symbolStatuses);
    this.#order({ type: 'set_symbol_status', symbol, status });
  }

  #order(command: UserCommand): void {
    const { witness } = this.#parts;
    const request = new Request(witness.requests.length + 1, command);
    witness.requests.push(request);
    this.#server().take(request);
  }
}
