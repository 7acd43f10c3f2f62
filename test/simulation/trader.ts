/**
 * A client of the exchange: sends commands without waiting for each, over a network that loses, doubles, delays and so reorders
 * them, to whichever server takes them. Like a careful bot it asks again about what it was not told.
 */
import type { Instruments } from '../../src/core/instruments/instrument.ts';
import type { AccountId, OrderId } from '../../src/core/units/brand.ts';
import { RandomTrader } from '../support/random-trader.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './process.ts';
import { type Answer, Request } from './request.ts';
import type { Server } from './server.ts';
import type { Witness } from './witness.ts';
import type { Dice, World } from './world.ts';

const underWayMax = 4;
const patienceUs = 4_000_000;

export interface TraderParts {
  readonly world: World;
  readonly servers: readonly Server[];
  readonly witness: Witness;
  readonly faults: () => FaultPlan;
  /** Mean microseconds between two commands. */
  readonly paceUs: number;
  readonly until: () => boolean;
}

export class Trader {
  readonly #parts: TraderParts;
  readonly #account: AccountId;
  readonly #dice: Dice;
  readonly #random: RandomTrader;
  readonly #open: { readonly orderId: OrderId; readonly symbol: number }[] = [];
  #server: Server;
  #underWay = 0;

  constructor(parts: TraderParts, account: AccountId, instruments: Instruments) {
    this.#parts = parts;
    this.#account = account;
    this.#dice = parts.world.dice(`trader ${account}`);
    this.#server = parts.servers[0]!;
    this.#random = new RandomTrader(`${parts.world.seed}/commands of ${account}`, {
      instruments,
      conditional: true,
      referencePrice: () => 50_000,
      openOrders: () => this.#open,
    });
  }

  start(): void {
    this.#parts.world.after(this.#dice.between(0, 2 * this.#parts.paceUs), () => this.#turn());
  }

  #turn(): void {
    if (this.#parts.until()) return;
    if (this.#underWay < underWayMax) this.#send();
    this.start();
  }

  #send(): void {
    const { world, witness } = this.#parts;
    const request = new Request(witness.requests.length + 1, this.#random.next(this.#account, `c${this.#account}`));
    witness.requests.push(request);
    world.trace(`${this.#account} sends ${request.number} ${request.command.type} to ${this.#server.name}`);
    this.#underWay++;
    let waiting = true;
    const stopWaiting = () => {
      if (!waiting) return;
      waiting = false;
      this.#underWay--;
    };
    world.after(patienceUs, () => {
      if (waiting) this.#tryAnotherServer();
      stopWaiting();
    });
    const server = this.#server;
    const copies = this.#dice.chance(this.#parts.faults().messageDoubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      request.inFlight++;
      this.#travel(
        () => this.#arrive(request, server, stopWaiting),
        () => request.inFlight--,
      );
    }
  }

  /** One way over the network. */
  #travel(arrive: () => void, left: () => void = () => {}): void {
    const { world, faults } = this.#parts;
    const lost = this.#dice.chance(faults().messageLost);
    world.after(this.#dice.between(20, faults().messageDelayUs), () => {
      left();
      if (!lost) arrive();
    });
  }

  #arrive(request: Request, server: Server, answered: () => void): void {
    const { process } = server;
    request.inFlight++;
    process.deliver(() => {
      const { port } = server;
      if (port === undefined || server.process !== process) {
        request.inFlight--;
        return;
      }
      request.handled++;
      void port.send(request.command).then((answer) => {
        if (process.isDead) return;
        request.inFlight--;
        request.answers.push(answer);
        this.#parts.world.trace(`${process.name} answers ${request.number}: ${answer.kind}`);
        this.#travel(() => {
          answered();
          this.#read(request, answer, server, process);
        });
      });
    });
  }

  #read(request: Request, answer: Answer, server: Server, process: Process): void {
    const { command } = request;
    if (answer.kind === 'refused' && /-1008|-1016/.test(answer.text)) this.#tryAnotherServer();
    if (command.type !== 'place_order') return;
    if (answer.kind === 'done') {
      const { orderId } = JSON.parse(answer.text) as { readonly orderId: OrderId };
      this.#open.push({ orderId, symbol: command.symbol });
      if (this.#open.length > 12) this.#open.shift();
    }
    const asks = answer.kind === 'unknown' || (answer.kind === 'done' && this.#dice.chance(0.3));
    if (!asks) return;
    const delayUs = answer.kind === 'unknown' ? this.#dice.between(0, 1_500_000) : 0;
    this.#parts.world.after(delayUs, () => this.#ask(request, answer, server, process));
  }

  /** Asks the server that answered, while it is the same process, what it knows of the order. */
  #ask(request: Request, answer: Answer, server: Server, process: Process): void {
    const { command } = request;
    if (command.type !== 'place_order') return;
    this.#travel(() => {
      if (server.process !== process) return;
      process.deliver(() => {
        const { port } = server;
        if (port === undefined || server.process !== process) return;
        void port.queryOrder(this.#account, command.symbol, command.clientOrderId).then((found) => {
          if (process.isDead || found !== 'absent') return;
          const { world } = this.#parts;
          world.trace(`${process.name} says there is no order of request ${request.number}`);
          if (answer.kind === 'done') {
            world.problem(`${process.name} answered request ${request.number}, then said that there is no such order`);
          } else if (request.isOnlyUnknown) request.saidAbsent = true;
        });
      });
    });
  }

  #tryAnotherServer(): void {
    const { servers } = this.#parts;
    this.#server = servers[(servers.indexOf(this.#server) + 1) % servers.length]!;
  }
}
