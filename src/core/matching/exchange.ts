/**
 * The exchange of one floor: ledger, books, and the two doors to them (users' desk, agents' desk). It knows no clock; every
 * call brings its floor time, which never falls.
 */
import { assert, defined } from '../assert.ts';
import type { EventRing } from '../floor/event-ring.ts';
import type { Instruments } from '../instruments/instrument.ts';
import { decodeLedger, encodeLedger } from '../ledger/encode-ledger.ts';
import { firstUserAccount, Ledger } from '../ledger/ledger.ts';
import type { Balance } from '../messages/account-event.ts';
import type { Applied } from '../messages/applied.ts';
import type { Deposit, OpenAccount } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import type { TimestampUs } from '../units/brand.ts';
import { AccountEvents } from './account-events.ts';
import { AgentDesk } from './agent-desk.ts';
import { checkExchange, checkMarket, checkMoney } from './check-exchange.ts';
import { decodeMarket, decodeOpenOrders, encodeMarket, encodeOpenOrders } from './encode-orders.ts';
import { type MakeBook, Matcher } from './matcher.ts';
import { refused } from './order-plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { UserDesk } from './user-desk.ts';

/** Largest deposit or withdrawal at once, smallest units: 10^12 of an 8-decimal asset. */
const depositMax = 100_000_000_000_000_000_000n;
const done: Result<Applied> = { ok: true, value: { type: 'done' } };

export class Exchange {
  readonly instruments: Instruments;
  readonly ledger: Ledger;
  readonly matcher: Matcher;
  readonly users: UserDesk;
  readonly agents: AgentDesk;
  readonly accountEvents: AccountEvents;

  constructor(instruments: Instruments, events: EventRing, makeBook?: MakeBook) {
    this.instruments = instruments;
    this.ledger = new Ledger(instruments.assets.length);
    this.matcher = new Matcher(instruments, this.ledger, events, makeBook);
    this.accountEvents = new AccountEvents(this.ledger);
    this.users = new UserDesk(this.matcher, this.accountEvents);
    this.agents = new AgentDesk(this.matcher, this.users.open, this.accountEvents);
    this.matcher.connectUsers(this.users);
  }

  market(symbol: number): SymbolMarket {
    return defined(this.matcher.markets[symbol], `symbol ${symbol}`);
  }

  /** Refuses with `account_exists`. Ids of users start at 1000. */
  openAccount(time: number, command: OpenAccount): Result<Applied> {
    const { account } = command;
    assert(account >= firstUserAccount, () => `account id ${account} belongs to the floor itself`);
    if (this.ledger.has(account)) return refused({ reason: 'account_exists' });
    const { makerPpm, takerPpm } = this.instruments.floor.fees;
    this.ledger.open(account, makerPpm, takerPpm);
    this.accountEvents.push({ type: 'account_opened', account, time: time as TimestampUs });
    return done;
  }

  /** Positive in, negative out. Refuses with `unknown_account`, `amount_out_of_range`, `insufficient_balance`. */
  deposit(time: number, command: Deposit): Result<Applied> {
    const { account, asset, amount } = command;
    assert(asset >= 0 && asset < this.instruments.assets.length, () => `asset ${asset} does not exist`);
    if (!this.ledger.has(account) || account < firstUserAccount) return refused({ reason: 'unknown_account' });
    if (amount === 0n || amount > depositMax || amount < -depositMax) return refused({ reason: 'amount_out_of_range' });
    if (!this.ledger.fund(account, asset, amount)) return refused({ reason: 'insufficient_balance' });
    this.accountEvents.push({ type: 'deposited', account, time: time as TimestampUs, asset, amount });
    this.accountEvents.moved(account, asset);
    return done;
  }

  /** One per asset, in the order of the definition; none for an unknown account. */
  balances(account: number): Balance[] {
    if (!this.ledger.has(account)) return [];
    return this.instruments.assets.map((_, asset) => this.accountEvents.balance(account, asset));
  }

  encode(out: ByteWriter): void {
    out.u32(this.agents.nextAgent);
    out.f64(this.accountEvents.nextEventId);
    encodeLedger(out, this.ledger, this.instruments.assets.length);
    for (const market of this.matcher.markets) encodeMarket(out, market);
    encodeOpenOrders(out, this.users.open);
  }

  /** Into a new exchange of the same definition. */
  decode(input: ByteReader): void {
    this.agents.nextAgent = input.u32();
    this.accountEvents.nextEventId = input.f64();
    decodeLedger(input, this.ledger, this.instruments.assets.length);
    for (const market of this.matcher.markets) decodeMarket(input, market);
    decodeOpenOrders(input, this.users.open);
  }

  /** Books, ledger and orders agree; throws `AssertionError` where they do not. */
  checkInvariants(): void {
    checkExchange(this);
  }

  /** The money of everybody, and one of the markets: which one goes round with `turn`. Throws `AssertionError`. */
  audit(turn: number): void {
    checkMoney(this);
    checkMarket(this, this.market(turn % this.matcher.markets.length));
  }
}
