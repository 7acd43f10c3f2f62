/**
 * Accounts and their paper money, other than by trading: opened with a grant, paid in and out, moved between accounts, given
 * by the faucet, and started again. Every movement has an id and an event for each account it touches; a refused command
 * changes nothing.
 *
 * Whose accounts they are, and who may ask for what, is decided outside the floor.
 */
import { assert } from '../assert.ts';
import type { Instruments } from '../instruments/instrument.ts';
import type { Grant } from '../instruments/money-rules.ts';
import { firstUserAccount, type Ledger } from '../ledger/ledger.ts';
import type { AccountEvents } from '../matching/account-events.ts';
import { refused } from '../matching/plan.ts';
import type { UserDesk } from '../matching/user-desk.ts';
import type { MovementKind } from '../messages/account-event.ts';
import type { Applied } from '../messages/applied.ts';
import type { ClaimFaucet, Deposit, OpenAccount, ResetAccount, Transfer } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import type { AccountId, Amount, AssetIndex, TimestampUs } from '../units/brand.ts';
import { DailyUse } from './daily-use.ts';
import type { FeeDesk } from './fee-desk.ts';

/** Largest movement at once, smallest units: 10^12 of an 8-decimal asset. */
export const movementMax = 100_000_000_000_000_000_000n;
const done: Result<Applied> = { ok: true, value: { type: 'done' } };

export class CashDesk {
  readonly #instruments: Instruments;
  readonly #ledger: Ledger;
  readonly #users: UserDesk;
  readonly #fees: FeeDesk;
  readonly #events: AccountEvents;
  /** What accounts started with, where that is not nothing. */
  readonly #grants = new Map<number, readonly Grant[]>();
  readonly #dailyUse = new DailyUse();
  #nextMovementId = 1;

  constructor(instruments: Instruments, ledger: Ledger, users: UserDesk, fees: FeeDesk, events: AccountEvents) {
    this.#instruments = instruments;
    this.#ledger = ledger;
    this.#users = users;
    this.#fees = fees;
    this.#events = events;
  }

  /** Refuses with `account_exists`, `amount_out_of_range` (its grant). Ids of users start at 1000. */
  open(time: number, command: OpenAccount): Result<Applied> {
    const { account, grant = [] } = command;
    assert(account >= firstUserAccount, () => `account id ${account} belongs to the floor itself`);
    const assets = new Set(grant.map(({ asset }) => this.#checked(asset)));
    assert(assets.size === grant.length, () => `account ${account} is granted an asset twice`);
    if (this.#ledger.has(account)) return refused({ reason: 'account_exists' });
    if (!grant.every(({ amount }) => isMovable(amount))) return refused({ reason: 'amount_out_of_range' });
    this.#fees.open(account);
    this.#events.push({ type: 'account_opened', account, time: time as TimestampUs });
    if (grant.length === 0) return done;
    this.#grants.set(
      account,
      [...grant].sort((a, b) => a.asset - b.asset),
    );
    const movementId = this.#nextMovementId++;
    for (const { asset, amount } of grant) this.#fund(time, movementId, 'grant', account, asset, amount);
    return done;
  }

  /** Refuses with `unknown_account`, `amount_out_of_range`, and a withdrawal with `insufficient_balance`. */
  deposit(time: number, command: Deposit): Result<Applied> {
    const { account, asset, amount } = command;
    this.#checked(asset);
    if (!this.#isUser(account)) return refused({ reason: 'unknown_account' });
    if (!isMovable(amount)) return refused({ reason: 'amount_out_of_range' });
    if (command.type === 'deposit') return this.#moved(time, 'deposit', account, asset, amount);
    if (this.#ledger.available(account, asset) < amount) return refused({ reason: 'insufficient_balance' });
    return this.#moved(time, 'withdrawal', account, asset, -amount);
  }

  /** Refuses with `unknown_account`, `unknown_target_account`, `accounts_are_the_same`, `amount_out_of_range`, `insufficient_balance`. */
  transfer(time: number, command: Transfer): Result<Applied> {
    const { source, target, asset, amount } = command;
    this.#checked(asset);
    if (!this.#isUser(source)) return refused({ reason: 'unknown_account' });
    if (!this.#isUser(target)) return refused({ reason: 'unknown_target_account' });
    if (source === target) return refused({ reason: 'accounts_are_the_same' });
    if (!isMovable(amount)) return refused({ reason: 'amount_out_of_range' });
    if (this.#ledger.available(source, asset) < amount) return refused({ reason: 'insufficient_balance' });
    const movementId = this.#nextMovementId++;
    this.#fund(time, movementId, 'transfer', source, asset, -amount, target);
    this.#fund(time, movementId, 'transfer', target, asset, amount, source);
    return { ok: true, value: { type: 'money_moved', movementId, asset, amount } };
  }

  /**
   * Refuses with `unknown_account`, `asset_has_no_faucet`, `amount_out_of_range`, `faucet_claim_too_large`,
   * `faucet_day_used_up`, `faucet_balance_reached`.
   */
  claimFaucet(time: number, command: ClaimFaucet): Result<Applied> {
    const { account, asset } = command;
    this.#checked(asset);
    if (!this.#isUser(account)) return refused({ reason: 'unknown_account' });
    const faucet = this.#instruments.money.faucets[asset];
    if (faucet === undefined) return refused({ reason: 'asset_has_no_faucet' });
    const amount = command.amount ?? (faucet.perClaim as Amount);
    if (amount <= 0n) return refused({ reason: 'amount_out_of_range' });
    if (amount > faucet.perClaim) return refused({ reason: 'faucet_claim_too_large' });
    if (this.#dailyUse.claimed(time, account, asset) + amount > faucet.perDay) {
      return refused({ reason: 'faucet_day_used_up' });
    }
    const balance = this.#ledger.available(account, asset) + this.#ledger.held(account, asset);
    if (balance + amount > faucet.balanceMax) return refused({ reason: 'faucet_balance_reached' });
    this.#dailyUse.addClaim(time, account, asset, amount);
    return this.#moved(time, 'faucet', account, asset, amount);
  }

  /** Refuses with `unknown_account`, `too_many_resets`. */
  reset(time: number, command: ResetAccount): Result<Applied> {
    const { account, cancelIdPrefix, byOperator } = command;
    if (!this.#isUser(account)) return refused({ reason: 'unknown_account' });
    if (!byOperator) {
      if (this.#dailyUse.resets(time, account) >= this.#instruments.money.resetsPerDay) {
        return refused({ reason: 'too_many_resets' });
      }
      this.#dailyUse.addReset(time, account);
    }
    const canceled = this.#users.cancelEverything(time, account, cancelIdPrefix);
    const movementId = this.#nextMovementId++;
    const granted = new Map(this.#grants.get(account)?.map(({ asset, amount }) => [asset, amount]));
    for (const asset of this.#instruments.assets.keys() as Iterable<AssetIndex>) {
      const held = this.#ledger.held(account, asset);
      assert(held === 0n, () => `account ${account} holds ${held} of asset ${asset} without an order`);
      const difference = (granted.get(asset) ?? 0n) - this.#ledger.available(account, asset);
      if (difference !== 0n) this.#fund(time, movementId, 'reset', account, asset, difference);
    }
    return { ok: true, value: { type: 'account_reset', canceled } };
  }

  encode(out: ByteWriter): void {
    out.f64(this.#nextMovementId);
    const accounts = [...this.#grants.keys()].sort((a, b) => a - b);
    out.u32(accounts.length);
    for (const account of accounts) {
      const grants = this.#grants.get(account) ?? [];
      out.u32(account);
      out.u32(grants.length);
      for (const { asset, amount } of grants) {
        out.u32(asset);
        out.bigint(amount);
      }
    }
    this.#dailyUse.encode(out);
  }

  /** Into a new desk. */
  decode(input: ByteReader): void {
    this.#nextMovementId = input.f64();
    const accounts = input.u32();
    for (let i = 0; i < accounts; i++) {
      const account = input.u32();
      const grants = Array.from({ length: input.u32() }, () => {
        return { asset: input.u32() as AssetIndex, amount: input.bigint() };
      });
      this.#grants.set(account, grants);
    }
    this.#dailyUse.decode(input);
  }

  /** `amount` with its sign: negative leaves. */
  #moved(time: number, kind: MovementKind, account: AccountId, asset: AssetIndex, amount: bigint): Result<Applied> {
    const movementId = this.#nextMovementId++;
    this.#fund(time, movementId, kind, account, asset, amount);
    const moved = (amount < 0n ? -amount : amount) as Amount;
    return { ok: true, value: { type: 'money_moved', movementId, asset, amount: moved } };
  }

  #fund(
    time: number,
    movementId: number,
    kind: MovementKind,
    account: AccountId,
    asset: AssetIndex,
    amount: bigint,
    counterparty?: AccountId,
  ): void {
    const isFunded = this.#ledger.fund(account, asset, amount);
    assert(isFunded, () => `account ${account} was asked for ${-amount} of asset ${asset} that it does not have`);
    this.#events.push({
      type: 'money_moved',
      account,
      time: time as TimestampUs,
      movementId,
      kind,
      asset,
      amount: amount as Amount,
      counterparty,
    });
    this.#events.moved(account, asset);
  }

  #isUser(account: number): boolean {
    return account >= firstUserAccount && this.#ledger.has(account);
  }

  #checked(asset: AssetIndex): AssetIndex {
    assert(asset >= 0 && asset < this.#instruments.assets.length, () => `asset ${asset} does not exist`);
    return asset;
  }
}

function isMovable(amount: bigint): boolean {
  return amount > 0n && amount <= movementMax;
}
