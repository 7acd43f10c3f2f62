/**
 * Double entry: who owns what, available or held by open orders, in smallest units. Every change is an entry of postings
 * that sum to zero per asset, so the sum over all accounts (the outside world included) is always zero. Deposits are postings
 * against account 0, `outside`, the only balance that may be negative; fees are postings to account 1, `house`.
 *
 * Amounts given here are whole doubles below 2^53; balances may grow beyond (balances.ts). The exchange says what to hold and
 * what to settle. `hold`, `release` and `settle` do all their sums first and store them only if every one is in the range of
 * exact doubles; otherwise the same entry is made cell by cell. They take ticks and lots, and multiply themselves: a small
 * whole number passes between functions for nothing, a large double has to be boxed.
 */
import { assert } from '../assert.ts';
import type { SideCode } from '../market-source.ts';
import { exactLimit, partsPerMillion } from '../units/arithmetic.ts';
import { Balances } from './balances.ts';
import { checkBalances, HoldNeeds, type LedgerCells, totalsOf } from './check-ledger.ts';

export const outsideAccount = 0;
export const houseAccount = 1;
/** Accounts below are the floor's own (outside, house, background agents); users' start here. */
export const firstUserAccount = 1000;
/** Balances are rows of an array: the bound keeps a wrong id from claiming all memory. */
const accountLimit = 1 << 22;
const accountsAtFirst = 2048;

/** What a symbol trades, and how ticks and lots count in smallest units. */
export interface Pair {
  readonly baseAsset: number;
  readonly quoteAsset: number;
  readonly basePerLot: number;
  readonly quotePerTickLot: number;
}

/** What an order must have: quote for a buy, base for a sell. May be 2^53 or more, which nothing covers. */
export function needOf(pair: Pair, side: SideCode, price: number, lots: number): number {
  return side === 0 ? price * lots * pair.quotePerTickLot : lots * pair.basePerLot;
}

/**
 * Of a lot. Without a branch: the side is a coin's throw, and a wrong guess costs more than the sums, which are exact.
 */
const neededPerLot = (pair: Pair, side: SideCode, price: number): number =>
  pair.basePerLot + (1 - side) * (price * pair.quotePerTickLot - pair.basePerLot);

/** As a constant of this module: an imported name, and a function's own, are looked up and compared at each call. */
const feeOf = partsPerMillion;

export class Ledger {
  declare private readonly assets: number;
  /** Cell of (account, asset): available at twice its place, held behind it. */
  declare private readonly balances: Balances;
  /** 1 when the account is open. */
  #open = new Uint8Array(accountsAtFirst);
  /** Maker and taker rate of an account, side by side. */
  #ppm = new Int32Array(accountsAtFirst * 2);
  /** Trade group of an account, 0 for none. */
  #group = new Int32Array(accountsAtFirst);
  /** Commission of the last settlement, in smallest units of what each received; none before the first, and so a double from the start. */
  buyerFee = Number.NaN;
  sellerFee = Number.NaN;

  constructor(assets: number) {
    this.assets = assets;
    this.balances = new Balances(accountsAtFirst * assets * 2);
    this.open(outsideAccount, 0, 0);
    this.open(houseAccount, 0, 0);
  }

  /** Opens an account with its fee rates in millionths. It must not exist. */
  open(account: number, makerPpm: number, takerPpm: number): void {
    const isId = Number.isInteger(account) && account >= 0 && account < accountLimit;
    assert(isId, () => `account id ${account} is out of range`);
    if (account >= this.#open.length) this.#grow(account);
    assert(this.#open[account] === 0, () => `account ${account} exists`);
    this.#open[account] = 1;
    this.#ppm[account * 2] = makerPpm;
    this.#ppm[account * 2 + 1] = takerPpm;
  }

  /** Changes what an open account pays from now on. */
  setRates(account: number, makerPpm: number, takerPpm: number): void {
    this.#ppm[account * 2] = makerPpm;
    this.#ppm[account * 2 + 1] = takerPpm;
  }

  /** From 1 on, 0 for none. */
  setGroup(account: number, group: number): void {
    this.#group[account] = group;
  }

  groupOf(account: number): number {
    return this.#group[account] as number;
  }

  /** Whether two accounts are one, or of one trade group. */
  sameOwner(account: number, other: number): boolean {
    return account === other || (this.#group[account] !== 0 && this.#group[account] === this.#group[other]);
  }

  has(account: number): boolean {
    return this.#open[account] === 1;
  }

  /** Whether an account is a user's, and not one of the floor's own. */
  isUser(account: number): boolean {
    return account >= 1000;
  }

  makerPpm(account: number): number {
    return this.#ppm[account << 1] as number;
  }

  takerPpm(account: number): number {
    return this.#ppm[(account << 1) | 1] as number;
  }

  available(account: number, asset: number): bigint {
    return this.balances.get(this.#cell(account, asset));
  }

  held(account: number, asset: number): bigint {
    return this.balances.get(this.#cell(account, asset) | 1);
  }

  /** Available balance as a double; 2^53 stands for anything from there on. */
  availableUpTo(account: number, asset: number): number {
    const value = this.balances.cells[this.#cell(account, asset)] as number;
    return Number.isNaN(value) ? exactLimit : value;
  }

  canHold(account: number, asset: number, amount: number): boolean {
    return this.balances.covers(this.#cell(account, asset), amount);
  }

  /** Holds what an order needs. False, and nothing done, when there is not enough. */
  hold(pair: Pair, account: number, side: SideCode, price: number, lots: number): boolean {
    const amount = lots * neededPerLot(pair, side, price);
    const cell = this.#cell(account, pair.baseAsset + (1 - side) * (pair.quoteAsset - pair.baseAsset));
    const { cells } = this.balances;
    const available = (cells[cell] as number) - amount;
    const held = (cells[cell | 1] as number) + amount;
    if (available >= 0 && held < 0x20000000000000) {
      cells[cell] = available;
      cells[cell | 1] = held;
      return true;
    }
    return this.#holdSpilled(cell, amount);
  }

  /** Gives back what an order, or a part of it, needed. */
  release(pair: Pair, account: number, side: SideCode, price: number, lots: number): void {
    const amount = lots * neededPerLot(pair, side, price);
    const cell = this.#cell(account, pair.baseAsset + (1 - side) * (pair.quoteAsset - pair.baseAsset));
    const { cells } = this.balances;
    const available = (cells[cell] as number) + amount;
    const held = (cells[cell | 1] as number) - amount;
    if (held >= 0 && available < 0x20000000000000) {
      cells[cell] = available;
      cells[cell | 1] = held;
    } else this.#move(cell | 1, cell, amount);
  }

  /** Holds an amount below 2^53; false, and nothing done, when there is not enough. */
  holdAmount(account: number, asset: number, amount: number): boolean {
    return this.#holdSpilled(this.#cell(account, asset), amount);
  }

  releaseAmount(account: number, asset: number, amount: number): void {
    assert(amount >= 0, 'what is released is no less than nothing');
    const cell = this.#cell(account, asset);
    this.#move(cell | 1, cell, amount);
  }

  /**
   * One trade as one entry: the seller's held base goes to the buyer, the buyer's held quote to the seller, and from what
   * each receives, the fee (rate in ppm, rounded down, once per fill) to the house.
   */
  settle(
    pair: Pair,
    buyer: number,
    seller: number,
    price: number,
    lots: number,
    buyerPpm: number,
    sellerPpm: number,
  ): void {
    const base = lots * pair.basePerLot;
    const quote = price * lots * pair.quotePerTickLot;
    const buyerFee = feeOf(base, buyerPpm);
    const sellerFee = feeOf(quote, sellerPpm);
    this.buyerFee = buyerFee;
    this.sellerFee = sellerFee;
    const { cells } = this.balances;
    const { baseAsset, quoteAsset } = pair;
    const assets = this.assets;
    const buyerBase = (buyer * assets + baseAsset) << 1;
    const buyerQuote = ((buyer * assets + quoteAsset) << 1) | 1;
    const sellerBase = ((seller * assets + baseAsset) << 1) | 1;
    const sellerQuote = (seller * assets + quoteAsset) << 1;
    const paid = (cells[buyerQuote] as number) - quote;
    const given = (cells[sellerBase] as number) - base;
    const bought = (cells[buyerBase] as number) + (base - buyerFee);
    const earned = (cells[sellerQuote] as number) + (quote - sellerFee);
    // The second half of the entry: what the two do not get goes to the house, account 1.
    const houseBase = (assets + baseAsset) << 1;
    const houseQuote = (assets + quoteAsset) << 1;
    const baseFees = (cells[houseBase] as number) + buyerFee;
    const quoteFees = (cells[houseQuote] as number) + sellerFee;
    if (
      paid >= 0 &&
      given >= 0 &&
      bought < 0x20000000000000 &&
      earned < 0x20000000000000 &&
      baseFees < 0x20000000000000 &&
      quoteFees < 0x20000000000000
    ) {
      cells[buyerQuote] = paid;
      cells[sellerBase] = given;
      cells[buyerBase] = bought;
      cells[sellerQuote] = earned;
      cells[houseBase] = baseFees;
      cells[houseQuote] = quoteFees;
    } else this.#settleSpilled(buyerBase, buyerQuote, sellerBase, sellerQuote, pair, base, quote);
  }

  /** A trade of available balances without fees, for accounts that hold nothing first. The caller checked both cover it. */
  exchange(buyer: number, seller: number, baseAsset: number, quoteAsset: number, base: number, quote: number): void {
    this.#move(this.#cell(buyer, quoteAsset), this.#cell(seller, quoteAsset), quote);
    this.#move(this.#cell(seller, baseAsset), this.#cell(buyer, baseAsset), base);
  }

  /** Moves an amount between outside and an account: positive in, negative out. False when there is not enough to take out. */
  fund(account: number, asset: number, amount: bigint): boolean {
    const cell = this.#cell(account, asset);
    const after = this.balances.get(cell) + amount;
    if (after < 0n) return false;
    const outside = this.#cell(outsideAccount, asset);
    this.balances.set(cell, after);
    this.balances.set(outside, this.balances.get(outside) - amount);
    return true;
  }

  /** Moves an available amount below 2^53 from one account to another. The caller checked that it is there. */
  pay(source: number, target: number, asset: number, amount: number): void {
    this.#move(this.#cell(source, asset), this.#cell(target, asset), amount);
  }

  /** Open accounts, ascending. */
  accounts(): number[] {
    const result: number[] = [];
    for (let account = 0; account < this.#open.length; account++) if (this.#open[account] === 1) result.push(account);
    return result;
  }

  /** Sum over all accounts, outside included: zero, always. */
  total(asset: number): bigint {
    return totalsOf(this.#cells())[asset] ?? 0n;
  }

  /** For a restore: sets balances as they were. */
  restore(account: number, asset: number, available: bigint, held: bigint): void {
    this.balances.set(this.#cell(account, asset), available);
    this.balances.set(this.#cell(account, asset) | 1, held);
  }

  checkInvariants(): void {
    checkBalances(this.#cells());
  }

  /** Holds are what the open orders need; `addNeeds` names each order's. Throws `AssertionError` where they are not. */
  checkHolds(addNeeds: (needs: HoldNeeds) => void): void {
    const cells = this.#cells();
    const needs = new HoldNeeds(cells);
    addNeeds(needs);
    needs.compare(cells);
  }

  #cells(): LedgerCells {
    return { assets: this.assets, balances: this.balances, open: this.#open };
  }

  /** The available cell; the held one is behind it. */
  #cell(account: number, asset: number): number {
    return (account * this.assets + asset) << 1;
  }

  #holdSpilled(cell: number, amount: number): boolean {
    if (!(amount < exactLimit) || !this.balances.covers(cell, amount)) return false;
    this.#move(cell, cell | 1, amount);
    return true;
  }

  /** The same entry cell by cell, with the fees as they stand. */
  #settleSpilled(
    buyerBase: number,
    buyerQuote: number,
    sellerBase: number,
    sellerQuote: number,
    pair: Pair,
    base: number,
    quote: number,
  ): void {
    this.#move(buyerQuote, sellerQuote, quote, quote - this.sellerFee);
    this.#move(sellerBase, buyerBase, base, base - this.buyerFee);
    this.balances.add(this.#cell(houseAccount, pair.baseAsset), this.buyerFee);
    this.balances.add(this.#cell(houseAccount, pair.quoteAsset), this.sellerFee);
  }

  /** Two postings at any size of balance; what is not there can't be moved. `arriving` is less when a fee follows. */
  #move(from: number, to: number, amount: number, arriving = amount): void {
    assert(this.balances.covers(from, amount), () => `balance ${from} is short of ${amount}`);
    this.balances.add(from, -amount);
    this.balances.add(to, arriving);
  }

  #grow(account: number): void {
    let accounts = this.#open.length;
    while (accounts <= account) accounts *= 2;
    this.balances.grow(accounts * this.assets * 2);
    const open = new Uint8Array(accounts);
    open.set(this.#open);
    this.#open = open;
    const ppm = new Int32Array(accounts * 2);
    ppm.set(this.#ppm);
    this.#ppm = ppm;
    const group = new Int32Array(accounts);
    group.set(this.#group);
    this.#group = group;
  }
}
