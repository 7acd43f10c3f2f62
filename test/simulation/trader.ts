/**
 * A client of the exchange: sends commands without waiting for each, over a network that loses, doubles, delays and so reorders
 * them, to whichever server takes them. Like a careful bot it asks again about what it was not told, and now and then about what
 * it was, on whatever server it finds.
 */
import type { Instruments } from '../../src/core/instruments/instrument.ts';
import type { OrderTerms } from '../../src/core/messages/command.ts';
import type { AccountId, OrderId, OrderListId } from '../../src/core/units/brand.ts';
import { RandomTrader } from '../support/random-trader.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './process.ts';
import { type Answer, Request, type Wanted } from './request.ts';
import type { Server } from './server.ts';
import type { Witness } from './witness.ts';
import type { Dice, World } from './world.ts';

const underWayMax = 4;
const patienceUs = 4_000_000;
/** Open orders and lists that it keeps in mind. */
const openMax = 12;
/** Of what was acknowledged, asked for on each server. */
const askShare = 0.3;

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
  readonly #orders: { readonly orderId: OrderId; readonly symbol: number; readonly quantity: number }[] = [];
  readonly #lists: { readonly orderListId: OrderListId; readonly symbol: number }[] = [];
  #server: Server;
  #underWay = 0;

  constructor(parts: TraderParts, account: AccountId, instruments: Instruments) {
    this.#parts = parts;
    this.#account = account;
    this.#dice = parts.world.dice(`trader ${account}`);
    this.#server = this.#dice.pick(parts.servers);
    this.#random = new RandomTrader(`${parts.world.seed}/commands of ${account}`, {
      instruments,
      range: 'all',
      referencePrice: () => 50_000,
      openOrders: () => this.#orders,
      openLists: () => this.#lists,
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
        () => {
          server.take(request, (answer, process) => {
            this.#travel(() => {
              stopWaiting();
              this.#read(request, answer, server, process);
            });
          });
        },
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

  #read(request: Request, answer: Answer, server: Server, process: Process): void {
    if (answer.kind === 'refused' && /-1008|-1016/.test(answer.text)) this.#tryAnotherServer();
    const wanted = request.wanted(answer);
    if (wanted === undefined) return;
    if (answer.kind === 'done') this.#remember(request, wanted, answer.text);
    if (answer.kind === 'unknown') {
      this.#parts.world.after(this.#dice.between(0, 1_500_000), () =>
        this.#askUnknown(request, wanted, server, process),
      );
    } else if (answer.kind === 'done') {
      for (const asked of this.#parts.servers) if (this.#dice.chance(askShare)) this.#askDone(asked, request, wanted);
    }
  }

  #remember({ command }: Request, { kind, symbol, id }: Wanted, text: string): void {
    if (kind === 'order') {
      const terms = command.type === 'cancel_replace' ? command.order.terms : (command as { terms: OrderTerms }).terms;
      const quantity = terms.kind === 'market_quote' ? 0 : terms.quantity;
      this.#orders.push({ orderId: id as OrderId, symbol, quantity });
    } else {
      this.#lists.push({ orderListId: id as OrderListId, symbol });
      const { orders } = JSON.parse(text) as { readonly orders: readonly { readonly orderId: OrderId }[] };
      const quantity = command.type === 'place_order_list' ? quantityOf(command.orders.at(-1)?.terms) : 0;
      for (const { orderId } of orders) this.#orders.push({ orderId, symbol, quantity });
    }
    this.#orders.splice(0, this.#orders.length - openMax);
    this.#lists.splice(0, this.#lists.length - openMax);
  }

  /** What was acknowledged is there on any server. */
  #askDone(server: Server, request: Request, wanted: Wanted): void {
    const { world } = this.#parts;
    this.#ask(server, wanted, (found, process) => {
      if (found !== 'absent') return;
      world.problem(
        `request ${request.number} was answered as done, then ${process.name} said that there is none such`,
      );
    });
  }

  /** The server that answered, while it is the same process, is asked what it knows by now. */
  #askUnknown(request: Request, wanted: Wanted, server: Server, process: Process): void {
    if (server.process !== process) return;
    this.#ask(server, wanted, (found, asked) => {
      if (found !== 'absent' || asked !== process) return;
      this.#parts.world.trace(`${process.name} says that there is nothing of request ${request.number}`);
      if (request.isOnlyUnknown) request.saidAbsent = true;
    });
  }

  #ask(server: Server, wanted: Wanted, heard: (found: string | undefined, process: Process) => void): void {
    this.#travel(() => {
      const { process } = server;
      process.deliver(() => {
        const { port } = server;
        if (port === undefined || server.process !== process) return;
        void port.query(this.#account, wanted).then((found) => {
          if (!process.isDead) heard(found, process);
        });
      });
    });
  }

  #tryAnotherServer(): void {
    const { servers } = this.#parts;
    this.#server = servers[(servers.indexOf(this.#server) + 1) % servers.length]!;
  }
}

function quantityOf(terms: OrderTerms | undefined): number {
  return terms === undefined || terms.kind === 'market_quote' ? 0 : terms.quantity;
}
