/**
 * Double entry: who owns what, available or held by open orders, in smallest units. Every change is an entry of postings
 * that sum to zero per asset, so the sum over all accounts (the outside world included) is always zero. Deposits are postings
 * against account 0, `outside`, the only balance that may be negative; fees are postings to account 1, `house`.
 *
 * Amounts given here are whole doubles below 2^53; balances may grow beyond (BalanceColumn). The ledger knows no orders: the
 * exchange says what to hold and what to settle.
 */
import { assert } from '../assert.ts';
import { exactLimit, partsPerMillion } from '../units/arithmetic.ts';
import { BalanceColumn } from './balance-column.ts';

export const outsideAccount = 0;
export const houseAccount = 1;
/** Accounts below are the floor's own (outside, house, background agents); users' start here. */
export const firstUserAccount = 1000;
/** Balances are rows of an array: the bound keeps a wrong id from claiming all memory. */
const accountLimit = 2 ** 22;

export class Ledger {
  readonly #assets: number;
  readonly #available: BalanceColumn;
  readonly #held: BalanceColumn;
  /** 1 when the account is open. */
  #open: Uint8Array;
  #makerPpm: Int32Array;
  #takerPpm: Int32Array;
  /** Commission of the last settlement, in smallest units of what each received. */
  buyerFee = 0;
  sellerFee = 0;

  constructor(assets: number) {
    const accounts = 2048;
    this.#assets = assets;
    this.#available = new BalanceColumn(accounts * assets);
    this.#held = new BalanceColumn(accounts * assets);
    this.#open = new Uint8Array(accounts);
    this.#makerPpm = new Int32Array(accounts);
    this.#takerPpm = new Int32Array(accounts);
    this.open(outsideAccount, 0, 0);
    this.open(houseAccount, 0, 0);
  }

  /** Opens an account with its fee rates in millionths. It must not exist. */
  open(account: number, makerPpm: number, takerPpm: number): void {
    assert(
      Number.isInteger(account) && account >= 0 && account < accountLimit,
      () => `account id ${account} is out of range`,
    );
    if (account >= this.#open.length) this.#grow(account);
    assert(this.#open[account] === 0, () => `account ${account} exists`);
    this.#open[account] = 1;
    this.#makerPpm[account] = makerPpm;
    this.#takerPpm[account] = takerPpm;
  }

  has(account: number): boolean {
    return this.#open[account] === 1;
  }

  /** Whether an account is a user's, and not one of the floor's own. */
  isUser(account: number): boolean {
    return account >= 1000;
  }

  makerPpm(account: number): number {
    return this.#makerPpm[account] as number;
  }

  takerPpm(account: number): number {
    return this.#takerPpm[account] as number;
  }

  available(account: number, asset: number): bigint {
    return this.#available.get(account * this.#assets + asset);
  }

  held(account: number, asset: number): bigint {
    return this.#held.get(account * this.#assets + asset);
  }

  /** Available balance as a double; 2^53 stands for anything from there on. */
  availableUpTo(account: number, asset: number): number {
    const value = this.#available.values[account * this.#assets + asset] as number;
    return Number.isNaN(value) ? exactLimit : value;
  }

  canHold(account: number, asset: number, amount: number): boolean {
    return this.#available.covers(account * this.#assets + asset, amount);
  }

  /** Moves an amount from available to held. False, and nothing done, when there is not enough. */
  hold(account: number, asset: number, amount: number): boolean {
    const at = account * this.#assets + asset;
    const rest = (this.#available.values[at] as number) - amount;
    if (rest >= 0) this.#available.values[at] = rest;
    else if (this.#available.covers(at, amount)) this.#available.add(at, -amount);
    else return false;
    this.#held.add(at, amount);
    return true;
  }

  /** Moves an amount back from held to available. */
  release(account: number, asset: number, amount: number): void {
    const at = account * this.#assets + asset;
    this.#spend(this.#held, at, amount);
    this.#available.add(at, amount);
  }

  /**
   * One trade as one entry: the seller's held base goes to the buyer, the buyer's held quote to the seller, and from what
   * each receives, the fee (rate in ppm, rounded down, once per fill) to the house.
   */
  settle(
    buyer: number,
    seller: number,
    baseAsset: number,
    quoteAsset: number,
    base: number,
    quote: number,
    buyerPpm: number,
    sellerPpm: number,
  ): void {
    const buyerFee = buyerPpm === 0 ? 0 : partsPerMillion(base, buyerPpm);
    const sellerFee = sellerPpm === 0 ? 0 : partsPerMillion(quote, sellerPpm);
    this.buyerFee = buyerFee;
    this.sellerFee = sellerFee;
    const assets = this.#assets;
    const buyerRow = buyer * assets;
    const sellerRow = seller * assets;
    this.#spend(this.#held, buyerRow + quoteAsset, quote);
    this.#spend(this.#held, sellerRow + baseAsset, base);
    const available = this.#available;
    available.add(buyerRow + baseAsset, base - buyerFee);
    available.add(sellerRow + quoteAsset, quote - sellerFee);
    // The house is account 1: its row starts at the number of assets.
    if (buyerFee !== 0) available.add(assets + baseAsset, buyerFee);
    if (sellerFee !== 0) available.add(assets + quoteAsset, sellerFee);
  }

  /** A trade of available balances without fees, for accounts that hold nothing first. The caller checked both cover it. */
  exchange(buyer: number, seller: number, baseAsset: number, quoteAsset: number, base: number, quote: number): void {
    const assets = this.#assets;
    this.#spend(this.#available, buyer * assets + quoteAsset, quote);
    this.#spend(this.#available, seller * assets + baseAsset, base);
    this.#available.add(buyer * assets + baseAsset, base);
    this.#available.add(seller * assets + quoteAsset, quote);
  }

  /** Moves an amount between outside and an account: positive in, negative out. False when there is not enough to take out. */
  fund(account: number, asset: number, amount: bigint): boolean {
    const at = account * this.#assets + asset;
    const after = this.#available.get(at) + amount;
    if (after < 0n) return false;
    const outside = outsideAccount * this.#assets + asset;
    this.#available.set(at, after);
    this.#available.set(outside, this.#available.get(outside) - amount);
    return true;
  }

  /** Open accounts, ascending. */
  accounts(): number[] {
    const result: number[] = [];
    for (let account = 0; account < this.#open.length; account++) if (this.#open[account] === 1) result.push(account);
    return result;
  }

  /** Sum over all accounts, outside included: zero, always. */
  total(asset: number): bigint {
    let sum = 0n;
    for (const account of this.accounts()) sum += this.available(account, asset) + this.held(account, asset);
    return sum;
  }

  /** For a restore: sets balances as they were. */
  restore(account: number, asset: number, available: bigint, held: bigint): void {
    this.#available.set(account * this.#assets + asset, available);
    this.#held.set(account * this.#assets + asset, held);
  }

  checkInvariants(): void {
    for (let asset = 0; asset < this.#assets; asset++) {
      assert(this.total(asset) === 0n, () => `entries of asset ${asset} sum to ${this.total(asset)}, not to zero`);
      for (const account of this.accounts()) {
        if (account === outsideAccount) continue;
        assert(this.available(account, asset) >= 0n, () => `account ${account} owes asset ${asset}`);
        assert(this.held(account, asset) >= 0n, () => `account ${account} holds less than nothing of asset ${asset}`);
      }
    }
  }

  #spend(column: BalanceColumn, at: number, amount: number): void {
    const rest = (column.values[at] as number) - amount;
    if (rest >= 0) column.values[at] = rest;
    else this.#spendSpilled(column, at, amount);
  }

  #spendSpilled(column: BalanceColumn, at: number, amount: number): void {
    assert(column.covers(at, amount), () => `balance ${at} is short of ${amount}`);
    column.add(at, -amount);
  }

  #grow(account: number): void {
    let accounts = this.#open.length;
    while (accounts <= account) accounts *= 2;
    this.#available.grow(accounts * this.#assets);
    this.#held.grow(accounts * this.#assets);
    const open = new Uint8Array(accounts);
    open.set(this.#open);
    this.#open = open;
    this.#makerPpm = grownRates(this.#makerPpm, accounts);
    this.#takerPpm = grownRates(this.#takerPpm, accounts);
  }
}

function grownRates(rates: Int32Array, length: number): Int32Array {
  const result = new Int32Array(length);
  result.set(rates);
  return result;
}
