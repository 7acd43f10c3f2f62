/**
 * A floor: one simulated exchange as a state machine. `apply(command)` and `advance(time)` are synchronous and total; the same
 * definition and the same commands give the same events and the same hash on every machine, however the advancing between
 * commands is cut.
 *
 * The background market is a source that acts at instants of its own (`nextTime`). The floor runs it instant by instant, so
 * advancing in pieces is the same as advancing at once. At one instant the source acts before the command stamped with it.
 *
 * What it does not do: read a clock, remember the past (the events are the past), or decide when time passes.
 */
import { assert, unreachable } from '../assert.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import { type ClockDefinition, type FloorDefinition, isClockRate } from '../instruments/definition.ts';
import type { Instruments } from '../instruments/instrument.ts';
import { firstUserAccount } from '../ledger/ledger.ts';
import type { MarketSource } from '../market-source.ts';
import { Exchange } from '../matching/exchange.ts';
import type { MakeBook } from '../matching/matcher.ts';
import { listStateOf } from '../matching/order-list.ts';
import { stateOf } from '../matching/user-order.ts';
import type { AccountEvent, Balance, OrderListState, OrderState } from '../messages/account-event.ts';
import type { Applied } from '../messages/applied.ts';
import type { PlaceOrder, SetClock, StampedCommand } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { SymbolStatus } from '../messages/symbol-status.ts';
import type { AccountFees } from '../money/fee-desk.ts';
import { ByteReader, ByteWriter, SnapshotError } from '../snapshot/bytes.ts';
import { atOnce, type Slices } from '../snapshot/slices.ts';
import { stateHash } from '../snapshot/state-hash.ts';
import type { AccountId, Amount, AssetIndex, OrderId, Price, SymbolIndex, TimestampUs } from '../units/brand.ts';
import { BookView } from './book-view.ts';
import { EventRing } from './event-ring.ts';
import type { BookReader, FloorReader } from './floor-reader.ts';

/** First bytes of a snapshot; the number rises with the format. */
const snapshotFormat = 0x50460002;
const done: Result<Applied> = { ok: true, value: { type: 'done' } };

export class Floor implements FloorReader {
  readonly definition: FloorDefinition;
  readonly instruments: Instruments;
  /** Market events since the last drain. */
  readonly marketEvents = new EventRing();
  readonly #exchange: Exchange;
  readonly #source: MarketSource | undefined;
  readonly #books: readonly BookView[];
  #time: number;
  #grantedTime: number;
  #sequence = 0;
  #clock: ClockDefinition;
  /** How long the state was when it was last encoded, so that the next has its room from the start. */
  #encodedBytes = 1 << 16;

  private constructor(definition: FloorDefinition, source: MarketSource | undefined, makeBook?: MakeBook) {
    this.definition = definition;
    this.instruments = createInstruments(definition);
    this.#exchange = new Exchange(this.instruments, this.marketEvents, makeBook);
    this.#exchange.matcher.source = source;
    this.#source = source;
    this.#books = this.#exchange.matcher.markets.map((market) => new BookView(market));
    this.#time = definition.startTimeUs;
    this.#grantedTime = definition.startTimeUs;
    this.#clock = definition.clock ?? { rate: 1, paused: false };
  }

  /** A floor in its first moment; the source has opened. Throws `DefinitionError`. */
  static create(definition: FloorDefinition, source: MarketSource | undefined, makeBook?: MakeBook): Floor {
    const floor = new Floor(definition, source, makeBook);
    source?.open(floor.#exchange.agents, floor.#time);
    return floor;
  }

  /** A floor as it was encoded; the source is a new one of the same definition. Throws `SnapshotError`. */
  static decode(
    definition: FloorDefinition,
    source: MarketSource | undefined,
    bytes: Uint8Array,
    makeBook?: MakeBook,
  ): Floor {
    const floor = new Floor(definition, source, makeBook);
    floor.#encodedBytes = bytes.length;
    floor.#decode(new ByteReader(bytes));
    return floor;
  }

  get time(): TimestampUs {
    return this.#time as TimestampUs;
  }

  /** Floor time that may pass without another command. */
  get grantedTime(): TimestampUs {
    return this.#grantedTime as TimestampUs;
  }

  get sequence(): number {
    return this.#sequence;
  }

  get clock(): ClockDefinition {
    return this.#clock;
  }

  /**
   * Takes one command: first the market runs to its stamp, then the command is done or refused. For `grant_time`, whose stamp is
   * a promise, it does not run; for `skip_time` it runs to what was granted, and is carried over from there. A refused command
   * still has its place in the sequence.
   */
  apply(stamped: StampedCommand): Result<Applied> {
    const { sequence, time, command } = stamped;
    assert(sequence === this.#sequence + 1, () => `expected command ${this.#sequence + 1}, found ${sequence}`);
    assert(Number.isSafeInteger(time) && time >= this.#time, () => `stamp ${time} is before floor time ${this.#time}`);
    this.#sequence = sequence;
    if (command.type === 'skip_time') return this.#skip(time);
    if (time > this.#grantedTime) this.#grantedTime = time;
    if (command.type === 'grant_time') return done;
    this.advance(time as TimestampUs);
    const result = this.#do(time, command);
    this.#exchange.settleTriggers(time);
    this.#exchange.accountEvents.flush(time);
    return result;
  }

  /** Runs the market up to and including an instant. */
  advance(time: TimestampUs): void {
    assert(Number.isSafeInteger(time), () => `time ${time} is not whole microseconds`);
    assert(time >= this.#time, () => `time ${time} is before floor time ${this.#time}`);
    const source = this.#source;
    if (source) {
      for (let due = source.nextTime(); due <= time; due = source.nextTime()) {
        source.run(this.#exchange.agents, due);
        assert(source.nextTime() > due, () => `the market source stands still at ${due}`);
        this.#exchange.settleTriggers(due);
      }
    }
    this.#time = time;
  }

  /** Number of the newest account event, 0 before the first. */
  get lastEventId(): number {
    return this.#exchange.accountEvents.nextEventId - 1;
  }

  /**
   * Whoever applies a journal again has its account events up to this number: they are counted and not made, and until then an
   * answer says no more than whether a command was done. The state is the same. 0 makes them all.
   */
  passOverAccountEvents(upTo: number): void {
    this.#exchange.accountEvents.toldUpTo = upTo;
  }

  /** Account events since the last take, in order. */
  takeAccountEvents(): AccountEvent[] {
    return this.#exchange.accountEvents.take();
  }

  book(symbol: SymbolIndex): BookReader {
    const book = this.#books[symbol];
    assert(book !== undefined, () => `symbol ${symbol} does not exist`);
    return book;
  }

  accounts(): AccountId[] {
    return this.#exchange.ledger.accounts().filter((account) => account >= firstUserAccount) as AccountId[];
  }

  hasAccount(account: AccountId): boolean {
    return this.#exchange.ledger.has(account);
  }

  balances(account: AccountId): Balance[] {
    return this.#exchange.balances(account);
  }

  openOrders(account: AccountId, symbol?: SymbolIndex): OrderState[] {
    return this.#exchange.users.open.ofAccount(account, symbol).map(stateOf);
  }

  openOrder(symbol: SymbolIndex, orderId: OrderId): OrderState | undefined {
    const order = this.#exchange.users.open.byId(symbol, orderId);
    return order && stateOf(order);
  }

  openOrderByClientId(account: AccountId, symbol: SymbolIndex, clientOrderId: string): OrderState | undefined {
    const order = this.#exchange.users.open.byClientId(account, clientOrderId);
    return order?.symbol === symbol ? stateOf(order) : undefined;
  }

  symbolStatus(symbol: SymbolIndex): SymbolStatus {
    return this.#exchange.market(symbol).status;
  }

  openLists(account: AccountId): OrderListState[] {
    return this.#exchange.users.lists.open.ofAccount(account).map((list) => listStateOf(list, 'executing'));
  }

  lastPrice(symbol: SymbolIndex): Price | undefined {
    const { lastPrice } = this.#exchange.market(symbol);
    return lastPrice === 0 ? undefined : (lastPrice as Price);
  }

  averagePrice(symbol: SymbolIndex): number | undefined {
    return this.#exchange.market(symbol).averagePrice(this.#time);
  }

  referencePrice(symbol: SymbolIndex): bigint | undefined {
    return this.#exchange.market(symbol).reference?.at(this.#time);
  }

  validate(command: PlaceOrder): Result<undefined> {
    return this.#exchange.users.validate(this.#time, command);
  }

  tradeGroup(account: AccountId): number {
    return this.#exchange.ledger.groupOf(account);
  }

  fees(account: AccountId): AccountFees {
    return this.#exchange.fees.feesAt(account, this.#time);
  }

  ledgerTotal(asset: AssetIndex): Amount {
    return this.#exchange.ledger.total(asset) as Amount;
  }

  /** Books, ledger, holds and orders agree; throws `AssertionError` where they do not. */
  checkInvariants(): void {
    this.#exchange.checkInvariants();
  }

  checkSlices(): Slices<void> {
    return this.#exchange.check();
  }

  audit(turn: number): void {
    this.#exchange.audit(turn);
  }

  /** The whole state, canonical: equal states have equal bytes. Events not yet taken are no part of it. */
  encode(): Uint8Array {
    return atOnce(this.encodeSlices());
  }

  /** The same in slices; nothing may be applied nor time pass before the last. */
  *encodeSlices(): Slices<Uint8Array> {
    const out = new ByteWriter(this.#encodedBytes + (this.#encodedBytes >> 3));
    out.u32(snapshotFormat);
    out.u32(this.definition.rulesVersion);
    out.text(this.definition.name);
    out.u32(this.instruments.symbols.length);
    out.f64(this.#sequence);
    out.f64(this.#time);
    out.f64(this.#grantedTime);
    out.f64(this.#clock.rate);
    out.u8(this.#clock.paused ? 1 : 0);
    yield* this.#exchange.encode(out);
    out.u8(this.#source ? 1 : 0);
    this.#source?.encode(out);
    this.#encodedBytes = out.length;
    return out.finish();
  }

  /** 16 hexadecimal digits over `encode()`. */
  hash(): string {
    return stateHash(this.encode());
  }

  #do(
    time: number,
    command: Exclude<StampedCommand['command'], { type: 'grant_time' | 'skip_time' }>,
  ): Result<Applied> {
    switch (command.type) {
      case 'place_order':
        return this.#exchange.users.place(time, command);
      case 'cancel_order':
        return this.#exchange.users.cancel(time, command);
      case 'cancel_replace':
        return this.#exchange.users.cancelReplace(time, command);
      case 'amend_order':
        return this.#exchange.users.amends.amend(time, command);
      case 'place_order_list':
        return this.#exchange.users.lists.place(time, command);
      case 'cancel_order_list':
        return this.#exchange.users.lists.cancel(time, command);
      case 'cancel_all':
        return this.#exchange.users.cancelAll(time, command);
      case 'open_account':
        return this.#exchange.cash.open(time, command);
      case 'deposit':
      case 'withdraw':
        return this.#exchange.cash.deposit(time, command);
      case 'transfer':
        return this.#exchange.cash.transfer(time, command);
      case 'claim_faucet':
        return this.#exchange.cash.claimFaucet(time, command);
      case 'set_fees':
        return this.#exchange.fees.set(command);
      case 'set_trade_group':
        return this.#exchange.setTradeGroup(command);
      case 'reset_account':
        return this.#exchange.cash.reset(time, command);
      case 'set_clock':
        return this.#setClock(command);
      case 'set_symbol_status':
        this.#exchange.market(command.symbol).status = command.status;
        return done;
      default:
        return unreachable(command);
    }
  }

  #setClock(command: SetClock): Result<Applied> {
    const { rate, paused } = command;
    if (!isClockRate(rate)) {
      return { ok: false, rejection: { reason: 'amount_out_of_range' } };
    }
    this.#clock = { rate, paused };
    // What was granted for the old clock and has not passed is taken back: a paused floor stands at its stamp.
    this.#grantedTime = this.#time;
    return done;
  }

  #skip(time: number): Result<Applied> {
    // The floor ran through its granted time before it was closed, whether or not this replay has stopped there.
    if (this.#grantedTime > this.#time) this.advance(Math.min(this.#grantedTime, time) as TimestampUs);
    if (time > this.#grantedTime) this.#grantedTime = time;
    this.#source?.skip(this.#exchange.agents, this.#time, time);
    this.#exchange.settleTriggers(time);
    this.#time = time;
    this.#exchange.accountEvents.flush(time);
    return done;
  }

  #decode(input: ByteReader): void {
    expectSame('snapshot format', snapshotFormat, input.u32());
    expectSame('rules version', this.definition.rulesVersion, input.u32());
    expectSame('floor', this.definition.name, input.text());
    expectSame('number of symbols', this.instruments.symbols.length, input.u32());
    this.#sequence = input.f64();
    this.#time = input.f64();
    this.#grantedTime = input.f64();
    this.#clock = { rate: input.f64(), paused: input.u8() === 1 };
    this.#exchange.decode(input);
    expectSame('market source', this.#source ? 1 : 0, input.u8());
    this.#source?.decode(input);
    expectSame('bytes after the end', 0, input.left);
  }
}

function expectSame(what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new SnapshotError(`${what}: expected ${expected}, found ${found}`);
}
