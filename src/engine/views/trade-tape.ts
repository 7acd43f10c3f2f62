/**
 * The latest public trades of one symbol, and the aggregates they form: fills of one taker order at one price at one time.
 * Trade ids and aggregate ids are contiguous, so a ring slot is an id's low bits. A trade that comes later never joins an
 * older aggregate: a taker order takes only while it arrives.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

/** Trades and aggregates kept per symbol. */
export const tapeCapacity = 8192;
const mask = tapeCapacity - 1;
/** Trades kept in a snapshot; older ones are gone after a restart. */
const savedTrades = 5000;

export interface TapeTrade {
  readonly tradeId: number;
  readonly price: number;
  readonly quantity: number;
  readonly timeUs: number;
  readonly buyerIsMaker: boolean;
}

export interface TapeAggregate {
  readonly aggregateId: number;
  readonly price: number;
  readonly quantity: number;
  readonly firstTradeId: number;
  readonly lastTradeId: number;
  readonly timeUs: number;
  readonly buyerIsMaker: boolean;
}

/** Aggregates from an id on, or by time; oldest first. Without `fromId` and `startUs` the latest. */
export interface AggregateQuery {
  readonly fromId?: number;
  readonly startUs?: number;
  readonly endUs?: number;
  readonly limit: number;
}

export class TradeTape {
  /** Ids kept are `firstId` to `lastId`; none before the first trade (lastId < firstId). */
  firstId = 0;
  lastId = -1;
  firstAggregateId = 0;
  lastAggregateId = -1;
  readonly #price = new Int32Array(tapeCapacity);
  readonly #quantity = new Float64Array(tapeCapacity);
  readonly #time = new Float64Array(tapeCapacity);
  /** Side of the taker: 0 buy, 1 sell (then the buyer was the maker). */
  readonly #side = new Uint8Array(tapeCapacity);
  /** Low bits of the aggregate a trade is in. */
  readonly #firstTrade = new Float64Array(tapeCapacity);
  readonly #sum = new Float64Array(tapeCapacity);
  readonly #lastTrade = new Float64Array(tapeCapacity);
  #takerOrder = 0;

  /** Takes the next trade; ids are contiguous. */
  add(id: number, price: number, quantity: number, time: number, side: number, takerOrder: number): void {
    const before = this.lastId & mask;
    const joins =
      takerOrder !== 0 &&
      takerOrder === this.#takerOrder &&
      this.#price[before] === price &&
      this.#time[before] === time &&
      this.lastId >= this.firstId;
    if (this.lastId < this.firstId) this.firstId = id;
    this.#put(id, price, quantity, time, side, joins);
    this.#takerOrder = takerOrder;
  }

  get last(): TapeTrade | undefined {
    return this.lastId < this.firstId ? undefined : this.#trade(this.lastId);
  }

  /** The latest `limit` trades, oldest first. */
  latest(limit: number): TapeTrade[] {
    return this.from(Math.max(this.firstId, this.lastId - limit + 1), limit);
  }

  /** Trades with this id and later, oldest first, at most `limit`; starts at the oldest kept when `id` is older. */
  from(id: number, limit: number): TapeTrade[] {
    const trades: TapeTrade[] = [];
    const end = this.lastId;
    for (let i = Math.max(id, this.firstId); i <= end && trades.length < limit; i++) trades.push(this.#trade(i));
    return trades;
  }

  aggregate(id: number): TapeAggregate | undefined {
    if (id < this.firstAggregateId || id > this.lastAggregateId) return undefined;
    const slot = id & mask;
    const first = this.#firstTrade[slot] ?? 0;
    const trade = first & mask;
    return {
      aggregateId: id,
      price: this.#price[trade] ?? 0,
      quantity: this.#sum[slot] ?? 0,
      firstTradeId: first,
      lastTradeId: this.#lastTrade[slot] ?? 0,
      timeUs: this.#time[trade] ?? 0,
      buyerIsMaker: this.#side[trade] === 1,
    };
  }

  aggregates(query: AggregateQuery): TapeAggregate[] {
    const { fromId, startUs, endUs, limit } = query;
    const found: TapeAggregate[] = [];
    const end = endUs === undefined ? this.lastAggregateId : this.#aggregateAt(endUs + 1) - 1;
    let id = this.firstAggregateId;
    if (fromId !== undefined) id = Math.max(fromId, id);
    else if (startUs !== undefined) id = this.#aggregateAt(startUs);
    else id = Math.max(id, end - limit + 1);
    for (; id <= end && found.length < limit; id++) {
      const aggregate = this.aggregate(id);
      if (aggregate !== undefined) found.push(aggregate);
    }
    return found;
  }

  encode(out: ByteWriter): void {
    let id = Math.max(this.firstId, this.lastId - savedTrades + 1);
    let aggregate = this.firstAggregateId;
    while (aggregate < this.lastAggregateId && (this.#firstTrade[aggregate & mask] ?? 0) < id) aggregate++;
    if (this.lastId >= this.firstId) id = this.#firstTrade[aggregate & mask] ?? 0;
    out.f64(id);
    out.f64(aggregate);
    out.f64(this.#takerOrder);
    out.uint(this.lastId - id + 1);
    let price = 0;
    let time = 0;
    for (; id <= this.lastId; id++) {
      const slot = id & mask;
      const joins = id > (this.#firstTrade[aggregate & mask] ?? 0) && id <= (this.#lastTrade[aggregate & mask] ?? 0);
      if (id > (this.#lastTrade[aggregate & mask] ?? 0)) aggregate++;
      const step = (this.#price[slot] ?? 0) - price;
      out.uint((step < 0 ? -step * 2 - 1 : step * 2) * 4 + (this.#side[slot] ?? 0) * 2 + (joins ? 1 : 0));
      out.uint(this.#quantity[slot] ?? 0);
      out.uint((this.#time[slot] ?? 0) - time);
      price = this.#price[slot] ?? 0;
      time = this.#time[slot] ?? 0;
    }
  }

  decode(input: ByteReader): void {
    const firstId = input.f64();
    const firstAggregate = input.f64();
    this.#takerOrder = input.f64();
    const count = input.uint();
    this.firstId = firstId;
    this.lastId = firstId - 1;
    this.firstAggregateId = firstAggregate;
    this.lastAggregateId = firstAggregate - 1;
    let price = 0;
    let time = 0;
    for (let id = firstId; id < firstId + count; id++) {
      const head = input.uint();
      const step = Math.floor(head / 4);
      price += step % 2 === 1 ? -(step + 1) / 2 : step / 2;
      const quantity = input.uint();
      time += input.uint();
      this.#put(id, price, quantity, time, Math.floor(head / 2) % 2, head % 2 === 1);
    }
  }

  #put(id: number, price: number, quantity: number, time: number, side: number, joins: boolean): void {
    const slot = id & mask;
    this.#price[slot] = price;
    this.#quantity[slot] = quantity;
    this.#time[slot] = time;
    this.#side[slot] = side;
    this.lastId = id;
    if (!joins) {
      const next = ++this.lastAggregateId & mask;
      this.#firstTrade[next] = id;
      this.#sum[next] = 0;
      if (this.lastAggregateId - this.firstAggregateId >= tapeCapacity) this.firstAggregateId++;
    }
    const aggregate = this.lastAggregateId & mask;
    this.#lastTrade[aggregate] = id;
    this.#sum[aggregate] = (this.#sum[aggregate] ?? 0) + quantity;
    if (id - this.firstId < tapeCapacity) return;
    this.firstId = id - tapeCapacity + 1;
    while ((this.#firstTrade[this.firstAggregateId & mask] ?? 0) < this.firstId) this.firstAggregateId++;
  }

  #trade(id: number): TapeTrade {
    const slot = id & mask;
    return {
      tradeId: id,
      price: this.#price[slot] ?? 0,
      quantity: this.#quantity[slot] ?? 0,
      timeUs: this.#time[slot] ?? 0,
      buyerIsMaker: this.#side[slot] === 1,
    };
  }

  /** First aggregate at `time` or later; one past the last when there is none. */
  #aggregateAt(time: number): number {
    let low = this.firstAggregateId;
    let high = this.lastAggregateId + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.aggregate(middle)?.timeUs ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
