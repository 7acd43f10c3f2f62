/**
 * The network between servers: connections as src/gateway/peers makes them, with its frames as bytes and its service at the other
 * end, but for the handshake. It is worse than TCP: frames get lost, doubled and overtaken within a connection, and a connection
 * that is cut through may look open for seconds. A host has one address, whichever of its processes listens there now.
 */

import type { Engine } from '../../src/engine/open-engine.ts';
import type { PeerLink, PeerLinks, PeerRequest, WriterNews } from '../../src/engine/peer-link.ts';
import { decodeFrame, encodeFrame, type PeerFrame } from '../../src/gateway/peers/peer-frames.ts';
import { PeerService } from '../../src/gateway/peers/peer-service.ts';
import { tellNews } from '../../src/gateway/peers/writer-news.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './process.ts';
import type { Dice, World } from './world.ts';

const retryMsMin = 50;
const retryMsMax = 1_000;
/** Within this a broken connection is noticed. */
const noticeUs = 2_000_000;
/** Between two questions whether the other side is there. */
const pingMs = 1_000;

interface Door {
  readonly process: Process;
  readonly engine: Engine;
}

export class PeerNetwork {
  readonly world: World;
  readonly dice: Dice;
  readonly #faults: () => FaultPlan;
  readonly #doors = new Map<string, Door>();
  /** Nothing passes between hosts. */
  isCut = false;
  /** What is sent from now on takes so much longer, and arrives, as after a time in which TCP repeated itself in vain. */
  slowUs = 0;

  constructor(world: World, faults: () => FaultPlan) {
    this.world = world;
    this.dice = world.dice('network between servers');
    this.#faults = faults;
  }

  /** A server takes connections at this address from now on, until its process ends. */
  open(address: string, door: Door): void {
    this.#doors.set(address, door);
    door.process.onDeath(() => {
      if (this.#doors.get(address) === door) this.#doors.delete(address);
    });
  }

  /** As a process of this host has them. */
  links(process: Process): PeerLinks {
    const links = new Map<string, Link>();
    return {
      to: (server, address, own) => {
        const key = `${server} ${address}`;
        const link = links.get(key) ?? new Link(this, process, address, own, () => links.delete(key));
        links.set(key, link);
        return link;
      },
      close: () => {
        for (const link of [...links.values()]) link.close();
      },
    };
  }

  door(address: string): Door | undefined {
    return this.isCut ? undefined : this.#doors.get(address);
  }

  /** One way, if nothing befalls it. Ends `notBeforeUs` or later; returns when. */
  carry(to: Process, notBeforeUs: number, arrive: () => void): number {
    const { world, dice } = this;
    const { peerLost, peerDoubled, peerOvertaken, peerDelayUs } = this.#faults();
    const copies = dice.chance(peerDoubled) ? 2 : 1;
    let lastUs = notBeforeUs;
    for (let copy = 0; copy < copies; copy++) {
      if (dice.chance(peerLost)) continue;
      let atUs = world.nowUs + this.slowUs + dice.between(20, peerDelayUs);
      if (!dice.chance(peerOvertaken)) {
        atUs = Math.max(atUs, lastUs);
        lastUs = atUs;
      }
      world.after(atUs - world.nowUs, () => {
        if (!this.isCut) to.deliver(arrive);
      });
    }
    return lastUs;
  }
}

/** Both ends of a connection. */
interface Connection {
  readonly door: Door;
  readonly service: PeerService;
  isBroken: boolean;
  /** When the newest question was asked that the caller has answered. */
  answeredUs: number;
  /** Before these nothing arrives in order. */
  toServiceUs: number;
  toCallerUs: number;
}

class Link implements PeerLink {
  readonly #network: PeerNetwork;
  readonly #process: Process;
  readonly #address: string;
  readonly #own: number;
  readonly #closed: () => void;
  readonly #listeners = new Map<number, WriterNews>();
  #connection: Connection | undefined;
  #retryMs = retryMsMin;
  #ended = false;

  constructor(network: PeerNetwork, process: Process, address: string, own: number, closed: () => void) {
    this.#network = network;
    this.#process = process;
    this.#address = address;
    this.#own = own;
    this.#closed = closed;
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  send(request: PeerRequest): boolean {
    if (this.#connection === undefined) return false;
    this.#write(this.#connection, { kind: 'request', request });
    return true;
  }

  listen(floorId: number, news: WriterNews): () => void {
    this.#listeners.set(floorId, news);
    if (this.#connection !== undefined) this.#write(this.#connection, { kind: 'listen', floorId });
    return () => {
      if (this.#listeners.get(floorId) !== news) return;
      this.#listeners.delete(floorId);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#ended = true;
    if (this.#connection !== undefined) this.#break(this.#connection);
    this.#closed();
  }

  #connect(): void {
    const { world, dice } = this.#network;
    world.after(dice.between(100, 5_000), () => {
      const door = this.#network.door(this.#address);
      if (door === undefined) this.#process.deliver(() => this.#retry());
      else door.process.deliver(() => this.#enter(door));
    });
  }

  /** In the process that was called. */
  #enter(door: Door): void {
    const { world, dice } = this.#network;
    const service: PeerService = new PeerService({
      floors: () => door.engine.live(),
      peer: this.#own,
      send: (frame) => this.#tell(connection, frame),
      nowMs: () => world.nowUs / 1000,
      sentSinceMs: () => connection.answeredUs / 1000,
    });
    const connection: Connection = {
      ...{ door, service, isBroken: false, answeredUs: world.nowUs },
      ...{ toServiceUs: 0, toCallerUs: 0 },
    };
    this.#pingSoon(connection);
    const notice = () => world.after(dice.between(0, noticeUs), () => this.#break(connection));
    door.process.onDeath(notice);
    this.#process.onDeath(notice);
    world.after(dice.between(100, 5_000), () => {
      this.#process.deliver(() => {
        if (this.#ended || connection.isBroken) {
          this.#break(connection);
          return;
        }
        this.#connection = connection;
        this.#retryMs = retryMsMin;
        for (const floorId of this.#listeners.keys()) this.#write(connection, { kind: 'listen', floorId });
      });
    });
  }

  /** In the process that was called: the caller answers at once, in the order of what it sends. */
  #pingSoon(connection: Connection): void {
    const { world } = this.#network;
    const { process } = connection.door;
    process.after(pingMs, () => {
      if (connection.isBroken) return;
      const askedUs = world.nowUs;
      connection.toCallerUs = this.#network.carry(this.#process, connection.toCallerUs, () => {
        connection.toServiceUs = this.#network.carry(process, connection.toServiceUs, () => {
          connection.answeredUs = Math.max(connection.answeredUs, askedUs);
        });
      });
      this.#pingSoon(connection);
    });
  }

  /** Both ends notice that it is over, each when it can. */
  #break(connection: Connection): void {
    if (connection.isBroken) return;
    connection.isBroken = true;
    connection.door.process.deliver(() => connection.service.end());
    this.#process.deliver(() => {
      if (this.#connection === connection) this.#connection = undefined;
      if (!this.#ended) this.#retry();
    });
  }

  #retry(): void {
    if (this.#ended) return;
    this.#process.after(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(this.#retryMs * 2, retryMsMax);
  }

  #write(connection: Connection, frame: PeerFrame): void {
    const bytes = encodeFrame(frame);
    connection.toServiceUs = this.#network.carry(connection.door.process, connection.toServiceUs, () => {
      if (!connection.isBroken) connection.service.take(decodeFrame(bytes));
    });
    // A connection that is cut through is given up when what was sent is not heard.
    if (this.#network.isCut) {
      const { world, dice } = this.#network;
      world.after(dice.between(0, noticeUs), () => this.#break(connection));
    }
  }

  #tell(connection: Connection, frame: PeerFrame): void {
    const bytes = encodeFrame(frame);
    connection.toCallerUs = this.#network.carry(this.#process, connection.toCallerUs, () => {
      if (this.#connection === connection) tellNews(decodeFrame(bytes), this.#listeners);
    });
  }
}
