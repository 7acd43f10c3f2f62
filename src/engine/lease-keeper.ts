/**
 * This server's heart: twice a second it renews the leases of the floors it writes and sees who writes the others. A floor
 * without a writer it takes; of one that somebody else has taken it steps down. On a database that nobody else can reach it
 * does not beat at all: there the leases hold until they are given back.
 *
 * It also says whether this server may answer reads as a writer without asking: as long as its last beat is so young that
 * nobody can have taken a lease since. That is not as long as the lease: a holder whose session is gone loses it sooner, and it
 * may be frozen while its session goes.
 */
import { beatMs, type FloorLease, goneMs, type LeaseNews, leaseMs } from '../journal/floor-lease.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import { pause, type Timers } from '../journal/timers.ts';
import { BrokenFloor } from './broken-floor.ts';
import type { EngineLog } from './engine-log.ts';
import { EngineUnavailable } from './floor-session.ts';
import { FreshLook } from './fresh-look.ts';
import type { LiveFloor } from './live-floor.ts';
import type { WallClock } from './wall-clock.ts';

/** Clocks of two machines run alike to better than this in one lease. */
const marginMs = 200;
/** Who was not alone is not for so long: a server that has left in order may be followed by another at once. */
const companyMs = 60_000;
/** After a beat that failed, reads are not kept waiting for another. */
const failedMs = 500;
/** So long does who is alone wait for an answer, which would only say that he still is. */
const aloneMs = 400;

export interface LeaseKeeperParts {
  readonly store: JournalStore;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  readonly log: EngineLog;
  readonly floors: () => Iterable<LiveFloor>;
  /** A floor that another server has made. */
  readonly foundFloor: (floorId: number) => Promise<void>;
}

export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts;
  readonly #look = new FreshLook(() => this.#beat());
  readonly #deciding = new Set<number>();
  /** Floor and holder since when the holder's session has been gone. */
  readonly #goneSince = new Map<string, number>();
  #server = 0;
  #company = false;
  #neighbors = false;
  /** When the last beat that showed other servers began. */
  #companyAtMs = Number.NEGATIVE_INFINITY;
  /** What the last beat that was answered brought, and when it began. */
  #leases: readonly FloorLease[] = [];
  #beatAtMs = Number.NEGATIVE_INFINITY;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  /** When this process was last seen to run, and when it last began to run again after standing still. */
  #awakeAtMs = Number.POSITIVE_INFINITY;
  #wokeAtMs = Number.NEGATIVE_INFINITY;
  /** Calls off the next beat, and the next look whether time has stood still. */
  #callOff: (() => void) | undefined;
  #callOffWatch: (() => void) | undefined;
  #stopped = false;

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
  }

  /** Number of this server, 0 before the first beat. */
  get server(): number {
    return this.#server;
  }

  /** Whether others were there at the last beat. Who left in order is gone with the next one; who was killed, after a minute. */
  get neighbors(): boolean {
    return this.#neighbors;
  }

  /** What is wrong between this server and the others; undefined when nothing is. */
  get trouble(): string | undefined {
    const { store } = this.#parts;
    if (store.sole || !this.#company) return undefined;
    if (this.#nowMs() >= this.#beatAtMs + leaseMs - marginMs) return 'the database does not answer';
    return store.heardAll() ? undefined : 'what other servers changed is still being read';
  }

  start(): void {
    if (this.#parts.store.sole) return;
    this.#beatSoon();
    this.#watch();
  }

  /** Beats out of turn, because somebody waits to hear who writes. */
  lookNow(): void {
    if (!this.#parts.store.sole && !this.#stopped) void this.#look.take().catch(() => {});
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#callOffWatch?.();
  }

  /** See `LiveFloorParts.leaseHolds`. */
  holds(floorId: number, epoch: number): Promise<void> | undefined {
    if (this.#parts.store.sole) return undefined;
    const isSure = this.#nowMs() < this.#beatAtMs + goneMs - marginMs;
    if (isSure && !this.#isTaken(floorId, epoch)) return undefined;
    return (isSure ? Promise.resolve() : this.#prove()).then(() => {
      if (!this.#isTaken(floorId, epoch)) return;
      throw new EngineUnavailable('busy', `floor ${floorId} has another writer now`);
    });
  }

  /** A floor that has just been opened here: writes it, or knows who does. */
  async enter(floor: LiveFloor): Promise<void> {
    if (this.#parts.store.sole) {
      await floor.takeOver();
      return;
    }
    for (;;) {
      const { leases, server } = await this.#ask();
      const lease = leases.find(({ floorId }) => floorId === floor.floorId);
      if ((await this.#decide(floor, lease, server)) !== 'wait') return;
      await pause(this.#parts.timers, goneMs / 2);
    }
  }

  async #ask(): Promise<LeaseNews> {
    const began = this.#nowMs();
    const news = await this.#parts.store.beat();
    this.#server = news.server;
    this.#neighbors = news.company;
    if (news.company) this.#companyAtMs = began;
    this.#company = began - this.#companyAtMs < companyMs;
    this.#beatAtMs = began;
    this.#leases = news.leases;
    return news;
  }

  async #beat(): Promise<void> {
    const { leases, server } = await this.#ask();
    if (this.#stopped) return;
    const byFloor = new Map(leases.map((lease) => [lease.floorId, lease]));
    for (const floor of this.#parts.floors()) {
      const lease = byFloor.get(floor.floorId);
      byFloor.delete(floor.floorId);
      if (this.#deciding.has(floor.floorId)) continue;
      this.#deciding.add(floor.floorId);
      void this.#decide(floor, lease, server)
        .catch((error: unknown) => {
          this.#parts.log.warn({ err: error, floor: floor.name }, 'floor.role_unsettled');
          // Half a step stands in its memory: nobody is to write it from there.
          if (error instanceof BrokenFloor) floor.giveUp(error);
        })
        .finally(() => this.#deciding.delete(floor.floorId));
    }
    for (const floorId of byFloor.keys()) {
      if (this.#deciding.has(floorId)) continue;
      this.#deciding.add(floorId);
      void this.#parts
        .foundFloor(floorId)
        .catch((error: unknown) => this.#parts.log.warn({ err: error, floorId }, 'floor.not_opened'))
        .finally(() => this.#deciding.delete(floorId));
    }
  }

  /** `wait`: the holder may be gone, which the next beat will show. */
  async #decide(floor: LiveFloor, lease: FloorLease | undefined, server: number): Promise<'settled' | 'wait'> {
    const { role, epoch } = floor.standing;
    if (role === 'writer') {
      if (lease !== undefined && this.#isTaken(floor.floorId, epoch)) {
        await floor.stepDown(new Error(`server ${lease.server} has taken floor ${floor.name}, epoch ${lease.epoch}`));
        floor.follow(lease);
      }
      return 'settled';
    }
    if (lease === undefined || lease.state === 'lapsed' || lease.server === server) {
      await floor.takeOver();
      return 'settled';
    }
    floor.follow(lease);
    const holder = `${lease.floorId} ${lease.server}`;
    if (lease.state === 'held') {
      this.#goneSince.delete(holder);
      return 'settled';
    }
    const since = this.#goneSince.get(holder) ?? this.#nowMs();
    this.#goneSince.set(holder, since);
    if (this.#nowMs() - since < goneMs) return 'wait';
    this.#goneSince.delete(holder);
    await floor.takeOver(lease.server);
    return 'settled';
  }

  /** By another server, in a later epoch than ours. */
  #isTaken(floorId: number, epoch: number): boolean {
    const lease = this.#leases.find((one) => one.floorId === floorId);
    return lease !== undefined && lease.server !== this.#server && lease.epoch > epoch;
  }

  async #prove(): Promise<void> {
    this.#noteAwake();
    try {
      if (this.#nowMs() - this.#failedAtMs < failedMs) throw new Error('it did not a moment ago');
      await (this.#company ? this.#look.take() : this.#lookSoon());
    } catch (error) {
      this.#failedAtMs = this.#nowMs();
      // Alone, nobody else can have acknowledged anything: reads go on from what is here. Who stood still may no longer be alone.
      if (!this.#company && this.#beatAtMs > this.#wokeAtMs) return;
      throw new EngineUnavailable('busy', `the database does not say who writes: ${(error as Error).message}`);
    }
  }

  /** A process can be stopped, or its machine: meanwhile another server may come, and take what this one held. */
  #noteAwake(): void {
    const now = this.#nowMs();
    if (now - this.#awakeAtMs > goneMs - marginMs) this.#wokeAtMs = now;
    this.#awakeAtMs = now;
  }

  #watch(): void {
    this.#noteAwake();
    this.#callOffWatch = this.#parts.timers.after(beatMs / 2, () => this.#watch());
  }

  async #lookSoon(): Promise<void> {
    let callOff: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      const timers = this.#parts.timers;
      callOff = timers.after(aloneMs, () => reject(new Error(`it has not answered for ${aloneMs} ms`)));
    });
    await Promise.race([this.#look.take(), late]).finally(callOff);
  }

  #beatSoon(): void {
    this.#callOff = this.#parts.timers.after(beatMs, () => {
      void this.#look
        .take()
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'server.beat_failed'))
        .finally(() => {
          if (!this.#stopped) this.#beatSoon();
        });
    });
  }

  #nowMs(): number {
    return this.#parts.wallClock.monotonicUs() / 1000;
  }
}
