/**
 * The exchange of one floor: ledger, books, and the doors to them (users' desk, agents' desk, cash desk). It knows no clock; every
 * call brings its floor time, which never falls.
 */
import { defined } from '../assert.ts';
import type { EventRing } from '../floor/event-ring.ts';
import type { Instruments } from '../instruments/instrument.ts';
import { decodeLedger, encodeLedger } from '../ledger/encode-ledger.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Balance } from '../messages/account-event.ts';
import type { Applied } from '../messages/applied.ts';
import type { SetTradeGroup } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import { CashDesk } from '../money/cash-desk.ts';
import { FeeDesk } from '../money/fee-desk.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { atOnce, type Slices } from '../snapshot/slices.ts';
import { AccountEvents } from './account-events.ts';
import { AgentDesk } from './agent-desk.ts';
import { checkExchange, checkMarket, checkMoney } from './check-exchange.ts';
import { decodeMarket, encodeMarket } from './encode-book.ts';
import { decodeLists, encodeLists } from './encode-lists.ts';
import { decodeOpenOrders, encodeOpenOrders } from './encode-orders.ts';
import { type MakeBook, Matcher } from './matcher.ts';
import { refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { UserDesk } from './user-desk.ts';

/** Groups are kept in 32 bits. */
const tradeGroupMax = 0x7fffffff;

export class Exchange {
  readonly instruments: Instruments;
  readonly ledger: Ledger;
  readonly matcher: Matcher;
  readonly users: UserDesk;
  readonly agents: AgentDesk;
  readonly cash: CashDesk;
  readonly fees: FeeDesk;
  readonly accountEvents: AccountEvents;

  constructor(instruments: Instruments, events: EventRing, makeBook?: MakeBook) {
    this.instruments = instruments;
    this.ledger = new Ledger(instruments.assets.length);
    this.matcher = new Matcher(instruments, this.ledger, events, makeBook);
    this.accountEvents = new AccountEvents(this.ledger);
    this.fees = new FeeDesk(instruments, this.ledger, this.matcher.markets, this.accountEvents);
    this.users = new UserDesk(this.matcher, this.fees, this.accountEvents);
    this.agents = new AgentDesk(this.matcher, this.users.open, this.accountEvents);
    this.cash = new CashDesk(instruments, this.ledger, this.users, this.fees, this.accountEvents);
    this.matcher.connectUsers(this.users.work);
  }

  /** What the trades of a step or a command have caused (triggers, order lists) is done, to its end. */
  settleTriggers(time: number): void {
    if (!this.users.isDue) return;
    this.users.settle(time);
    this.accountEvents.flush(time);
  }

  /** Refuses with `unknown_account`, `trade_group_out_of_range`. Orders that rest already belong to the new group as well. */
  setTradeGroup({ account, tradeGroup }: SetTradeGroup): Result<Applied> {
    if (!this.ledger.isUser(account) || !this.ledger.has(account)) return refused({ reason: 'unknown_account' });
    const isInRange = Number.isInteger(tradeGroup) && tradeGroup >= 0 && tradeGroup <= tradeGroupMax;
    if (!isInRange) return refused({ reason: 'trade_group_out_of_range' });
    this.ledger.setGroup(account, tradeGroup);
    return { ok: true, value: { type: 'done' } };
  }

  market(symbol: number): SymbolMarket {
    return defined(this.matcher.markets[symbol], `symbol ${symbol}`);
  }

  /** One per asset, in the order of the definition; none for an unknown account. */
  balances(account: number): Balance[] {
    if (!this.ledger.has(account)) return [];
    return this.instruments.assets.map((_, asset) => this.accountEvents.balance(account, asset));
  }

  *encode(out: ByteWriter): Slices<void> {
    out.u32(this.agents.nextAgent);
    out.f64(this.accountEvents.nextEventId);
    yield* encodeLedger(out, this.ledger, this.instruments.assets.length);
    this.cash.encode(out);
    this.fees.encode(out);
    for (const market of this.matcher.markets) yield* encodeMarket(out, market);
    yield* encodeOpenOrders(out, this.users);
    encodeLists(out, this.users.lists.open);
  }

  /** Into a new exchange of the same definition. */
  decode(input: ByteReader): void {
    this.agents.nextAgent = input.u32();
    this.accountEvents.nextEventId = input.f64();
    decodeLedger(input, this.ledger, this.instruments.assets.length);
    this.cash.decode(input);
    this.fees.decode(input);
    for (const market of this.matcher.markets) decodeMarket(input, market);
    decodeOpenOrders(input, this.users, this.matcher.markets);
    decodeLists(input, this.users.lists.open);
  }

  /** Books, ledger and orders agree; throws `AssertionError` where they do not. */
  checkInvariants(): void {
    atOnce(this.check());
  }

  /** The same in slices, between which nothing changes. */
  check(): Slices<void> {
    return checkExchange(this);
  }

  /** The money of everybody, and one of the markets: which one goes round with `turn`. Throws `AssertionError`. */
  audit(turn: number): void {
    checkMoney(this);
    checkMarket(this, this.market(turn % this.matcher.markets.length));
  }
}
