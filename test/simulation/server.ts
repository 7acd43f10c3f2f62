/**
 * A host that runs one server after another: a real engine in a simulated process, started again whenever it ends, as a service
 * manager would. What its readers hear and what state it stands in is written down for the checker.
 */
import type { EventRing } from '../../src/core/floor/event-ring.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../src/core/messages/market-event.ts';
import { type Engine, openEngine } from '../../src/engine/open-engine.ts';
import type { FaultPlan } from './fault-plan.ts';
import { connectStore, type Database } from './faulty-store.ts';
import { GatewayPort } from './gateway-port.ts';
import type { PeerNetwork } from './peer-network.ts';
import { Process } from './process.ts';
import type { Answer, Request } from './request.ts';
import { describeEvent } from './stored-floor.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

/** A stop that takes longer has hung. */
const closeUsMax = 30_000_000;

export interface ServerParts {
  readonly world: World;
  readonly database: Database;
  /** Undefined: servers know of each other by the database alone. */
  readonly network?: PeerNetwork | undefined;
  readonly definition: FloorDefinition;
  readonly witness: Witness;
  readonly faults: () => FaultPlan;
  readonly snapshotEveryMs: number;
}

export class Server {
  readonly name: string;
  /** What the host's wall clock is wrong by, microseconds. */
  wallErrorUs = 0;
  process: Process;
  /** While it takes requests. */
  port: GatewayPort | undefined;
  readonly #parts: ServerParts;
  #engine: Engine | undefined;
  #starts = 0;
  #closing = false;
  #lastTime = 0;
  readonly #underWay = new Set<{ readonly request: Request; readonly process: Process }>();
  /** Of the newest account event it has published, or recovered. */
  lastEventId = 0;

  constructor(parts: ServerParts, name: string) {
    this.#parts = parts;
    this.name = name;
    this.process = this.#start();
  }

  /** A request reaches this host; `heard` gets the answer of the process that took it up. */
  take(request: Request, heard: (answer: Answer, process: Process) => void = () => {}): void {
    const { world } = this.#parts;
    const { process } = this;
    request.inFlight++;
    process.deliver(() => {
      const { port } = this;
      if (port === undefined || this.process !== process) {
        request.inFlight--;
        return;
      }
      request.handled++;
      const underWay = { request, process };
      this.#underWay.add(underWay);
      port.send(request.command).then(
        (answer) => {
          this.#underWay.delete(underWay);
          if (process.isDead) return;
          request.inFlight--;
          request.answers.push(answer);
          world.trace(`${process.name} answers ${request.number}: ${answer.kind}`);
          heard(answer, process);
        },
        (error: Error) => world.problem(`${process.name} broke down over request ${request.number}: ${error.stack}`),
      );
    });
  }

  /** Requests that a living process has taken up and not answered. */
  get unanswered(): Request[] {
    return [...this.#underWay].filter(({ process }) => !process.isDead).map(({ request }) => request);
  }

  /** Kills the process; another is started soon. */
  crash(why: string): void {
    const { world } = this.#parts;
    if (this.process.isDead) return;
    world.trace(`${this.process.name} ends: ${why}`);
    this.#claim(`${this.process.name} when it ended`);
    this.port = undefined;
    this.#engine = undefined;
    this.process.die();
    const dice = world.dice(`restart ${this.process.name}`);
    world.after(dice.between(10_000, 1_500_000), () => {
      this.process = this.#start();
    });
  }

  /** Stops in order, as a deployment does, and starts again. */
  stop(): void {
    const { world } = this.#parts;
    const engine = this.#engine;
    const process = this.process;
    if (engine === undefined || this.#closing) return;
    this.#closing = true;
    world.trace(`${process.name} is told to stop`);
    const giveUp = world.after(closeUsMax, () => {
      if (!process.isDead && !process.isFrozen) world.problem(`${process.name} did not stop within half a minute`);
    });
    engine.close().then(
      () => {
        giveUp();
        if (process === this.process) this.crash('stopped in order');
      },
      (error: Error) => {
        giveUp();
        // Giving the floors free needs the database, which may be away; the process ends either way.
        if (process === this.process) this.crash(`stopped: ${error.message}`);
      },
    );
    process.onDeath(giveUp);
  }

  #start(): Process {
    const { world, database, network, definition, faults, snapshotEveryMs } = this.#parts;
    const process = new Process(world, `${this.name}${++this.#starts}`, () => this.wallErrorUs);
    this.#closing = false;
    this.#lastTime = 0;
    world.trace(`${process.name} starts`);
    const ended = (why: string) => {
      if (process === this.process) this.crash(why);
    };
    openEngine({
      store: connectStore({ world, database, process, faults }),
      clock: process,
      timers: process,
      links: network?.links(process),
      snapshotEveryMs,
      firstFloor: () => definition,
      log: {
        info: (fields, event) => this.#logged(process, fields, event),
        warn: (fields, event) => this.#logged(process, fields, event),
        error: (fields, event) => this.#logged(process, fields, event),
      },
      stopped: (error) => {
        if (error.name === 'AssertionError') world.problem(`${process.name}: an invariant is broken: ${error.message}`);
        ended(`floor stopped: ${error.message}`);
      },
    }).then(
      (engine) => {
        this.#opened(process, engine);
        if (network === undefined) return;
        const address = `http://${this.name}`;
        network.open(address, { process, engine });
        engine.announce(address).catch((error: Error) => ended(`could not announce itself: ${error.message}`));
      },
      (error: Error) => {
        if (isExpectedAtStart(error)) ended(`could not start: ${error.message}`);
        else world.problem(`${process.name} could not start: ${error.stack}`);
      },
    );
    return process;
  }

  #opened(process: Process, engine: Engine): void {
    const { world, witness } = this.#parts;
    this.#engine = engine;
    this.port = new GatewayPort(world, process, engine);
    this.#claim(`${process.name} when it had opened`);
    const { session } = this.port;
    this.lastEventId = 0;
    session.listen({
      market: (ring) => this.#hearMarket(process, ring),
      account: (events) => {
        for (const event of events) {
          if (this.lastEventId !== 0 && event.eventId !== this.lastEventId + 1) {
            world.problem(`${process.name} published event ${event.eventId} behind ${this.lastEventId}`);
          }
          this.lastEventId = event.eventId;
          witness.events.push({ process: process.name, eventId: event.eventId, text: describeEvent(event) });
        }
      },
      flushed: () => {
        const now = session.now();
        if (now < this.#lastTime) world.problem(`${process.name}: floor time fell from ${this.#lastTime} to ${now}`);
        this.#lastTime = now;
      },
    });
  }

  #hearMarket(process: Process, ring: EventRing): void {
    const { witness } = this.#parts;
    for (let index = 0; index < ring.count; index++) {
      const at = (field: keyof typeof marketField) => ring.records[index * marketEventStride + marketField[field]] ?? 0;
      if (!isTrade(at('kind'))) continue;
      witness.trades.push({
        process: process.name,
        key: `${symbolOf(at('kind'))} ${at('tradeId')}`,
        text: `${at('time')} ${sideOf(at('kind'))} ${at('price')} ${at('quantity')} ${at('takerOrderId')} ${at('makerOrderId')}`,
      });
    }
  }

  #logged(process: Process, fields: Readonly<Record<string, unknown>>, event: string): void {
    const { world } = this.#parts;
    const error = fields['err'] as Error | undefined;
    world.trace(`${process.name} ${event}${error === undefined ? '' : `: ${error.message}`}`);
    if (event === 'floor.listener_failed') world.problem(`a listener failed: ${error?.stack}`);
  }

  #claim(who: string): void {
    const floor = this.port?.session.floor;
    if (floor === undefined) return;
    this.#parts.witness.claims.push({ who, sequence: floor.sequence, timeUs: floor.time, hash: floor.hash() });
  }
}

/** What a start may meet while the database is unwell or another server is writing: the next try comes soon. */
function isExpectedAtStart(error: Error): boolean {
  return error.name === 'WriterBusy' || error.name === 'BatchTaken' || error.name === 'Error';
}
