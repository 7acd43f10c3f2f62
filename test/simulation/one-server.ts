/** A server in a simulated world, and others beside it where a test wants them; for tests that script one fault by hand. */
import type { PlaceOrder } from '../../src/core/messages/command.ts';
import type { AccountId, Price, Quantity, SymbolIndex } from '../../src/core/units/brand.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { type FaultPlan, noFaults } from './fault-plan.ts';
import type { GatewayPort } from './gateway-port.ts';
import { openAccounts } from './open-accounts.ts';
import { PeerNetwork } from './peer-network.ts';
import type { Wanted } from './request.ts';
import { Scripted, second } from './scripted.ts';
import { Server } from './server.ts';
import { Witness } from './witness.ts';
import { worldStartUs } from './world.ts';

export const user = 1000 as AccountId;

export class OneServer extends Scripted {
  readonly definition = quietFloor('main', worldStartUs);
  readonly witness = new Witness();
  readonly network = new PeerNetwork(this.world, () => this.faults);
  /** The first. */
  readonly server: Server;
  faults: FaultPlan = noFaults;

  private constructor() {
    super();
    this.server = this.#newServer('A');
  }

  /** Running, with a funded user. */
  static async open(): Promise<OneServer> {
    const opened = new OneServer();
    await opened.pass(5 * second, () => opened.server.port !== undefined);
    await openAccounts(opened.world, opened.server, opened.definition);
    // Until it has said where it is reached.
    await opened.pass(second / 10);
    return opened;
  }

  get port(): GatewayPort {
    return portOf(this.server);
  }

  /** One more server, which follows the first and passes commands on to it. */
  async join(name: string): Promise<Server> {
    const server = this.#newServer(name);
    // Until both have heard of each other.
    await this.pass(2 * second);
    return server;
  }

  #newServer(name: string): Server {
    const { world, database, definition, witness } = this;
    const faults = () => this.faults;
    return new Server(
      { world, database, network: this.network, definition, witness, faults, snapshotEveryMs: 1_000 },
      name,
    );
  }
}

export function portOf({ port }: Server): GatewayPort {
  if (port === undefined) throw new Error('the server is not open');
  return port;
}

/** Rests: nobody sells so low. */
export function restingOrder(clientOrderId: string): PlaceOrder {
  return {
    type: 'place_order',
    account: user,
    symbol: 0 as SymbolIndex,
    side: 'buy',
    terms: { kind: 'limit', timeInForce: 'gtc', price: 50_000 as Price, quantity: 2_000 as Quantity },
    clientOrderId,
  };
}

/** The order of this client id. */
export function named(clientId: string): Wanted {
  return { kind: 'order', symbol: 0, clientId };
}
