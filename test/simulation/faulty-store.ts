/**
 * The journal's store as a process sees it over a bad line to a database that may be away or full. A call is lost before it is
 * done, or its answer after; it is done late, when nobody waits for it any more; or refused. What is done is done whole: the
 * database itself is trusted.
 */
import type { OrderListState, OrderState } from '../../src/core/messages/account-event.ts';
import type { AccountId } from '../../src/core/units/brand.ts';
import { type FloorLease, goneMs, type LeaseNews, leaseMs } from '../../src/journal/floor-lease.ts';
import type { HistoryRange, HistoryReader } from '../../src/journal/history-reader.ts';
import { FloorExists, HistoryUnavailable, WriterBusy } from '../../src/journal/journal-errors.ts';
import type { FloorFault, JournalStore } from '../../src/journal/journal-store.ts';
import type { SnapshotRecord } from '../../src/journal/snapshot-record.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './process.ts';
import { StoredFloor } from './stored-floor.ts';
import { type Dice, type World, worldStartUs } from './world.ts';

/** A call without an answer counts as failed after this long. */
const timeoutUs = 8_000_000;
const pageBatches = 20;
const minuteUs = 60_000_000;

/** The database, and who has a session on it. */
export class Database {
  readonly floors: StoredFloor[] = [];
  readonly faults: { readonly floorId: number; readonly fault: FloorFault; readonly atUs: number }[] = [];
  isDown = false;
  isFull = false;
  /** Processes whose session the database has. */
  readonly #sessions = new Set<Process>();
  readonly #seenUs = new Map<Process, number>();
  readonly #numbers = new Map<Process, number>();
  readonly #addresses = new Map<Process, string>();
  readonly #leases = new Map<number, Lease>();

  constructor(world: World) {
    this.#world = world;
  }

  readonly #world: World;

  get clockUs(): number {
    return worldStartUs + this.#world.nowUs;
  }

  floor(floorId: number): StoredFloor {
    const floor = this.floors[floorId - 1];
    if (floor === undefined) throw new Error(`there is no floor ${floorId}`);
    return floor;
  }

  /** Throws `WriterBusy` while another process holds the floor, unless that is server number `gone`. */
  claim(floorId: number, process: Process, gone: number | undefined): number {
    const server = this.#join(process);
    const lease = this.#leases.get(floorId);
    const isHeld = lease !== undefined && lease.untilUs >= this.clockUs && !this.#isGone(lease, gone);
    if (isHeld && lease.process !== process) {
      throw new WriterBusy(`floor ${floorId} is being written by ${lease.process.name}`);
    }
    this.#leases.set(floorId, { process, server, untilUs: this.clockUs + leaseMs * 1000 });
    return ++this.floor(floorId).writerEpoch;
  }

  /** Judged gone by who asks, and not back since. */
  #isGone(lease: { readonly server: number; readonly process: Process }, gone: number | undefined): boolean {
    const seenUs = this.#seenUs.get(lease.process) ?? Number.NEGATIVE_INFINITY;
    return lease.server === gone && seenUs <= this.clockUs - goneMs * 1000;
  }

  pass(floorId: number, process: Process, to: number): boolean {
    const lease = this.#leases.get(floorId);
    const [heir] = [...this.#numbers].find(([other, number]) => number === to && this.#sessions.has(other)) ?? [];
    if (lease?.process !== process || heir === undefined) return false;
    this.#leases.set(floorId, { process: heir, server: to, untilUs: this.clockUs + leaseMs * 1000 });
    return true;
  }

  beat(process: Process): LeaseNews {
    const server = this.#join(process);
    for (const lease of this.#leases.values()) {
      if (lease.process === process) lease.untilUs = this.clockUs + leaseMs * 1000;
    }
    const leases = this.floors.map(({ writerEpoch }, index): FloorLease => {
      const lease = this.#leases.get(index + 1);
      const isLapsed = lease === undefined || lease.untilUs < this.clockUs;
      const isAlive = lease !== undefined && this.#sessions.has(lease.process);
      return {
        ...{ floorId: index + 1, epoch: writerEpoch, server: lease?.server ?? 0 },
        address: lease && this.#addresses.get(lease.process),
        state: isLapsed ? 'lapsed' : isAlive ? 'held' : 'abandoned',
      };
    });
    const company = [...this.#seenUs].some(([other, seenUs]) => other !== process && seenUs > this.clockUs - minuteUs);
    this.#seenUs.set(process, this.clockUs);
    return { server, leases, company };
  }

  announce(process: Process, address: string): void {
    this.#join(process);
    this.#addresses.set(process, address);
  }

  /** A server goes: its floors are free. */
  releaseFloor(floorId: number, process: Process): void {
    if (this.#leases.get(floorId)?.process === process) this.#leases.delete(floorId);
  }

  release(process: Process): void {
    for (const lease of this.#leases.values()) if (lease.process === process) lease.untilUs = 0;
    this.#seenUs.delete(process);
    this.dropSession(process);
  }

  /** A session ends: its process ended, the network let go of it, or the database stopped. */
  dropSession(process: Process): void {
    this.#sessions.delete(process);
  }

  dropAllSessions(): void {
    this.#sessions.clear();
  }

  #join(process: Process): number {
    if (process.isDead) throw new Error('the session has ended');
    this.#sessions.add(process);
    const number = this.#numbers.get(process) ?? this.#numbers.size + 1;
    this.#numbers.set(process, number);
    return number;
  }
}

interface Lease {
  readonly process: Process;
  readonly server: number;
  untilUs: number;
}

export interface StoreParts {
  readonly world: World;
  readonly database: Database;
  readonly process: Process;
  readonly faults: () => FaultPlan;
}

export function connectStore(parts: StoreParts): JournalStore {
  return new FaultyStore(parts).store;
}

class FaultyStore {
  readonly store: JournalStore;
  readonly #world: World;
  readonly #database: Database;
  readonly #process: Process;
  readonly #faults: () => FaultPlan;
  readonly #dice: Dice;

  constructor({ world, database, process, faults }: StoreParts) {
    this.#world = world;
    this.#database = database;
    this.#process = process;
    this.#faults = faults;
    this.#dice = world.dice(`store of ${process.name}`);
    this.store = this.#open();
    // The database notices a dead client when its socket closes, or some seconds later when the host is gone.
    process.onDeath(() => world.after(this.#dice.between(0, 2_000_000), () => database.dropSession(process)));
  }

  #open(): JournalStore {
    const database = this.#database;
    const read = <T>(what: string, work: () => T) => this.#call(what, false, work);
    const write = <T>(what: string, work: () => T) => this.#call(what, true, work);
    const pages = this.#batchesAfter.bind(this);
    const snapshots = this.#snapshots.bind(this);
    return {
      createFloor: (birth) =>
        write('create floor', () => {
          if (database.floors.some(({ record }) => record.definition.name === birth.definition.name)) {
            throw new FloorExists(`a floor named ${birth.definition.name} exists already`);
          }
          const floor = new StoredFloor(database.floors.length + 1, birth, database.clockUs);
          database.floors.push(floor);
          return floor.record;
        }),
      floors: () => read('floors', () => database.floors.map(({ record }) => record)),
      async *replayChunks() {},

      sole: false,
      heardAll: () => true,
      claimWriter: (floorId, _holder, gone) =>
        write('claim', () => ({ epoch: database.claim(floorId, this.#process, gone) })),
      passWriter: (floorId, to) => write('pass', () => database.pass(floorId, this.#process, to)),
      releaseWriter: (floorId) => write('release floor', () => database.releaseFloor(floorId, this.#process)),
      noteFault: (floorId, fault) =>
        write('note fault', () => void database.faults.push({ floorId, fault, atUs: database.clockUs })),
      faults: (floorId, withinMs) =>
        read('faults', () => {
          const sinceUs = database.clockUs - withinMs * 1000;
          const recent = database.faults.filter((one) => one.floorId === floorId && one.atUs > sinceUs);
          return recent.map(({ fault }) => fault).reverse();
        }),
      beat: () => read('beat', () => database.beat(this.#process)),
      announce: (address) => write('announce', () => database.announce(this.#process, address)),
      peerSecret: async () => new Uint8Array(),
      releaseWriters: () => read('release', () => database.release(this.#process)),
      append: (floorId, batch) =>
        write(`append ${batch.batchNo}`, () => {
          database.floor(floorId).append(batch, database.clockUs);
          this.#world.trace(
            `${this.#process.name} committed batch ${batch.batchNo}, sequence up to ${batch.lastSequence}`,
          );
        }),
      batch: (floorId, batchNo) => read('batch', () => database.floor(floorId).batches[batchNo - 1]?.batch),
      newestBatchNo: (floorId) => read('newest batch', () => database.floor(floorId).batches.length),
      batchesAfter: (floorId, batchNo) => pages(floorId, batchNo),
      lastCommit: (floorId) =>
        read('last commit', () => {
          const { batches, createdUs } = database.floor(floorId);
          const last = batches.findLast(({ batch }) => batch.lastSequence >= batch.firstSequence);
          return { timeUs: last?.batch.timeUs, writtenUs: last?.writtenUs ?? createdUs };
        }),

      saveSnapshot: (floorId, snapshot) =>
        write('snapshot', () => database.floor(floorId).saveSnapshot(this.#rotten(snapshot))),
      snapshots: (floorId) => snapshots(floorId),
      newestSnapshotUs: (floorId) => read('newest snapshot', () => database.floor(floorId).snapshots[0]?.timeUs),

      projectedEventId: (floorId) => read('position', () => database.floor(floorId).projectedEventId),
      project: (floorId, rows, lastEventId) =>
        write('project', () => database.floor(floorId).project(rows, lastEventId)),
      clearProjections: (floorId) => write('clear', () => database.floor(floorId).clearProjections()),
      storeCandles: (floorId, candles) => write('candles', () => database.floor(floorId).storeCandles(candles)),
      candles: (floorId) => read('read candles', () => database.floor(floorId).sortedCandles()),
      history: (floorId, reached) => this.#history(floorId, reached),
    };
  }

  /** One round trip, with whatever befalls it. */
  #call<T>(what: string, isWrite: boolean, work: () => T): Promise<T> {
    const faults = this.#faults();
    const dice = this.#dice;
    const fate = dice.part;
    const lost = faults.requestLost;
    const unanswered = lost + (isWrite ? faults.answerLost : 0);
    const late = unanswered + (isWrite ? faults.doneLate : 0);
    const refused = late + faults.refused;
    return new Promise<T>((resolve, reject) => {
      const answer = (delayUs: number, run: () => void) => this.#world.after(delayUs, () => this.#process.deliver(run));
      const fail = (delayUs: number, why: string) => answer(delayUs, () => reject(new Error(`${what}: ${why}`)));
      const name = `${this.#process.name}: ${what}`;
      if (fate < lost) {
        this.#world.trace(`${name}: request lost`);
        fail(dice.chance(0.5) ? timeoutUs : this.#delay(), 'connection terminated');
        return;
      }
      this.#world.after(this.#delay(), () => {
        if (this.#database.isDown) return void fail(this.#delay(), 'connection refused');
        if (isWrite && this.#database.isFull) return void fail(this.#delay(), 'no space left on device');
        if (fate < unanswered) {
          this.#world.trace(`${name}: done, answer lost`);
          ignoring(work);
          return void fail(dice.chance(0.3) ? timeoutUs : this.#delay(), 'connection terminated');
        }
        if (fate < late) {
          this.#world.trace(`${name}: done late`);
          this.#world.after(dice.between(0, 3_000_000), () => {
            if (!this.#database.isDown && !this.#database.isFull) ignoring(work);
          });
          return void fail(this.#delay(), 'query timeout');
        }
        if (fate < refused) return void fail(this.#delay(), 'canceled by the administrator');
        let result: T;
        try {
          result = work();
        } catch (error) {
          answer(this.#delay(), () => reject(error));
          return;
        }
        answer(this.#delay(), () => resolve(result));
      });
    });
  }

  #delay(): number {
    const { storeDelayUs, storeStall } = this.#faults();
    const usual = this.#dice.between(50, storeDelayUs);
    return this.#dice.chance(storeStall) ? usual * 100 : usual;
  }

  async *#batchesAfter(floorId: number, batchNo: number) {
    for (let after = batchNo; ; ) {
      const page = await this.#call('batches', false, () =>
        this.#database.floor(floorId).batches.slice(after, after + pageBatches),
      );
      for (const { batch } of page) yield batch;
      if (page.length < pageBatches) return;
      after += page.length;
    }
  }

  async *#snapshots(floorId: number) {
    const found = await this.#call('snapshots', false, () => this.#database.floor(floorId).snapshots);
    for (const snapshot of found) {
      await this.#call('snapshot', false, () => undefined);
      if (this.#database.floor(floorId).snapshots.includes(snapshot)) yield snapshot;
    }
  }

  /** A bit of a stored snapshot turns over; now and then. */
  #rotten(snapshot: SnapshotRecord): SnapshotRecord {
    if (!this.#dice.chance(this.#faults().snapshotRots)) return snapshot;
    this.#world.trace(`the snapshot at sequence ${snapshot.sequence} rots`);
    const part = this.#dice.pick(['state', 'views'] as const);
    const bytes = snapshot[part].slice();
    const at = this.#dice.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#dice.below(8));
    return { ...snapshot, [part]: bytes };
  }

  #history(floorId: number, reached: (account?: AccountId) => Promise<void>): HistoryReader {
    const ask = async <T>(work: (floor: StoredFloor) => T, account?: AccountId): Promise<T> => {
      await reached(account);
      try {
        return await this.#call('history', false, () => work(this.#database.floor(floorId)));
      } catch (error) {
        // As storage/postgres-history.ts names what goes wrong there.
        throw new HistoryUnavailable('the history can not be read now', { cause: error });
      }
    };
    const ordersOf = (floor: StoredFloor, account: number, symbol: number): OrderState[] =>
      [...floor.orders.values()]
        .map(({ order }) => order)
        .filter((order) => order.account === account && order.symbol === symbol)
        .sort((a, b) => a.orderId - b.orderId);
    const listsOf = (floor: StoredFloor, account: number): OrderListState[] =>
      [...floor.lists.values()]
        .map(({ list }) => list)
        .filter((list) => list.account === account)
        .sort((a, b) => a.orderListId - b.orderListId);
    const latest = <T>(rows: T[], { limit }: HistoryRange): T[] => rows.slice(-limit);
    return {
      order: (account, symbol, orderId) =>
        ask((floor) => ordersOf(floor, account, symbol).find((order) => order.orderId === orderId), account),
      orderByClientId: (account, symbol, clientOrderId) =>
        ask(
          (floor) => ordersOf(floor, account, symbol).findLast((order) => order.clientOrderId === clientOrderId),
          account,
        ),
      orders: (account, symbol, range) => ask((floor) => latest(ordersOf(floor, account, symbol), range), account),
      trades: (account, symbol, range) =>
        ask((floor) => {
          const own = [...floor.trades.values()].filter((row) => row.account === account && row.symbol === symbol);
          return latest(own, range);
        }, account),
      orderList: (account, orderListId) =>
        ask((floor) => listsOf(floor, account).find((list) => list.orderListId === orderListId), account),
      orderListByClientId: (account, clientId) =>
        ask((floor) => listsOf(floor, account).findLast((list) => list.listClientOrderId === clientId), account),
      // No client of these runs asks for them.
      amendments: () => ask(() => []),
      orderLists: () => ask(() => []),
      preventedMatches: () => ask(() => []),
      movements: () => ask(() => []),
      orderCounts: () => ask(() => ({ eventId: 0, counts: [] })),
    };
  }
}

/** For work whose answer nobody hears. */
function ignoring(work: () => unknown): void {
  try {
    work();
  } catch {
    // The refusal is lost with the answer.
  }
}
