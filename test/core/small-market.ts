/**
 * A background market for tests: two agents that place, take, cancel and reduce at random instants near a fixed price, from
 * one seed. It acts through `MarketAccess` only, and its whole state is four numbers and a list of order ids.
 */
import type { MarketAccess, MarketSource, SideCode } from '../../src/core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../src/core/snapshot/bytes.ts';

const middle = 1000;

export class SmallMarket implements MarketSource {
  userTrades = 0;
  #state: number;
  #nextTime = 0;
  #agents: number[] = [];
  #orders: number[] = [];

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  open(access: MarketAccess, time: number): void {
    this.#agents = [access.openAgent(), access.openAgent()];
    for (const agent of this.#agents) for (const asset of [0, 1, 2]) access.fund(agent, asset, 10 ** 15);
    this.#nextTime = time + 10;
    for (let distance = 1; distance < 6; distance++) {
      this.#limit(access, time, 0, middle - distance, 100 * distance);
      this.#limit(access, time, 1, middle + distance, 100 * distance);
    }
  }

  nextTime(): number {
    return this.#nextTime;
  }

  run(access: MarketAccess, time: number): void {
    while (this.#nextTime <= time) {
      this.#act(access, this.#nextTime);
      this.#nextTime += 1 + this.#below(100);
    }
  }

  skip(access: MarketAccess, _from: number, to: number): void {
    const [one = 0, two = 0] = this.#agents;
    access.print(to, 0, one, two, 0, middle, 10);
    if (this.#nextTime <= to) this.#nextTime = to + 1;
  }

  userTraded(): void {
    this.userTrades++;
  }

  orderGone(_symbol: number, orderId: number): void {
    const at = this.#orders.indexOf(orderId);
    if (at >= 0) this.#orders.splice(at, 1);
  }

  encode(out: ByteWriter): void {
    out.i32(this.#state);
    out.f64(this.#nextTime);
    out.u32(this.userTrades);
    for (const list of [this.#agents, this.#orders]) {
      out.u32(list.length);
      for (const id of list) out.u32(id);
    }
  }

  decode(input: ByteReader): void {
    this.#state = input.i32();
    this.#nextTime = input.f64();
    this.userTrades = input.u32();
    this.#agents = Array.from({ length: input.u32() }, () => input.u32());
    this.#orders = Array.from({ length: input.u32() }, () => input.u32());
  }

  #act(access: MarketAccess, time: number): void {
    const side = this.#below(2) as SideCode;
    const distance = this.#below(12) - 2;
    const price = side === 0 ? middle - distance : middle + distance;
    const kind = this.#below(10);
    if (kind < 5) this.#limit(access, time, side, price, 1 + this.#below(200));
    else if (kind < 7) access.take(time, 0, this.#agents[1] ?? 0, side, price, 1 + this.#below(300));
    else if (this.#orders.length > 0) {
      const id = this.#orders[this.#below(this.#orders.length)] ?? 0;
      if (kind === 7) access.reduce(time, 0, id, 1 + this.#below(20));
      else if (access.cancel(time, 0, id)) this.orderGone(0, id);
    }
  }

  #limit(access: MarketAccess, time: number, side: SideCode, price: number, quantity: number): void {
    const id = access.limit(time, 0, this.#agents[side] ?? 0, side, price, quantity);
    if (id > 0) this.#orders.push(id);
  }

  #below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((this.#state >>> 0) / 2 ** 32) * bound);
  }
}
