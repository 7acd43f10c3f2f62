/**
 * The ledger's own checks, fast enough to run every second beside the trading: entries sum to zero per asset, nobody but the
 * outside owes, and every hold is what the open orders need. They read the cells as doubles and go through bigints only for
 * what is beyond 2^53. They find; what to do about it is the caller's.
 */
import { assert } from '../assert.ts';
import { Balances } from './balances.ts';

/** The parts of a ledger that are looked at. `open`: 1 at the place of each open account. */
export interface LedgerCells {
  readonly assets: number;
  readonly balances: Balances;
  readonly open: Uint8Array;
}

/** The one account that may owe: what it owes is what came in. */
const outside = 0;
/** A sum is kept in two parts of whole doubles, so that no sum on the way needs more than 53 bits. */
const upperUnit = 2 ** 32;
/** Accounts whose lower parts can be added without passing 2^53; then they are carried. */
const carryMask = (1 << 19) - 1;

/** Per asset, sum over all accounts, outside included, available and held: zero, always. Smallest units. */
export function totalsOf({ assets, balances, open }: LedgerCells): bigint[] {
  const { cells } = balances;
  const totals = Array.from({ length: assets }, () => 0n);
  const upper = new Float64Array(assets);
  const lower = new Float64Array(assets);
  const carry = () => {
    for (let asset = 0; asset < assets; asset++) {
      totals[asset] = (totals[asset] as bigint) + BigInt(upper[asset] as number) * 4_294_967_296n;
      totals[asset] = (totals[asset] as bigint) + BigInt(lower[asset] as number);
    }
    upper.fill(0);
    lower.fill(0);
  };
  for (let account = 0; account < open.length; account++) {
    if ((account & carryMask) === carryMask) carry();
    if (open[account] === 0) continue;
    for (let asset = 0; asset < assets; asset++) {
      const first = (account * assets + asset) << 1;
      for (let cell = first; cell <= first + 1; cell++) {
        const value = cells[cell] as number;
        if (value === 0) continue;
        if (Number.isNaN(value)) {
          totals[asset] = (totals[asset] as bigint) + balances.get(cell);
          continue;
        }
        const units = Math.floor(value / upperUnit);
        upper[asset] = (upper[asset] as number) + units;
        lower[asset] = (lower[asset] as number) + (value - units * upperUnit);
      }
    }
  }
  carry();
  return totals;
}

/** Throws `AssertionError` when an asset's entries do not sum to zero or an account has less than nothing. */
export function checkBalances(ledger: LedgerCells): void {
  const { assets, balances, open } = ledger;
  const { cells } = balances;
  for (const [asset, total] of totalsOf(ledger).entries()) {
    assert(total === 0n, () => `entries of asset ${asset} sum to ${total}, not to zero`);
  }
  for (let account = outside + 1; account < open.length; account++) {
    if (open[account] === 0) continue;
    const end = ((account + 1) * assets) << 1;
    for (let cell = (account * assets) << 1; cell < end; cell++) {
      if ((cells[cell] as number) >= 0) continue;
      const asset = (cell >> 1) % assets;
      const what = (cell & 1) === 0 ? 'owes' : 'holds less than nothing of';
      assert(balances.get(cell) >= 0n, () => `account ${account} ${what} asset ${asset}: ${balances.get(cell)}`);
    }
  }
}

/** What open orders need, added up by account and asset. */
export class HoldNeeds {
  readonly #assets: number;
  readonly #needs: Balances;

  constructor({ assets, open }: LedgerCells) {
    this.#assets = assets;
    this.#needs = new Balances(open.length * assets);
  }

  /** `amount`: whole smallest units, below 2^53. */
  add(account: number, asset: number, amount: number): void {
    this.#needs.add(account * this.#assets + asset, amount);
  }

  /** Throws `AssertionError` when an account holds something else than its orders need. */
  compare({ assets, balances, open }: LedgerCells): void {
    const needs = this.#needs.cells;
    const { cells } = balances;
    for (let account = 0; account < open.length; account++) {
      if (open[account] === 0) continue;
      for (let asset = 0; asset < assets; asset++) {
        const place = account * assets + asset;
        if (cells[(place << 1) | 1] === needs[place]) continue;
        const held = balances.get((place << 1) | 1);
        const need = this.#needs.get(place);
        assert(held === need, () => `account ${account} holds ${held} of asset ${asset}, its orders need ${need}`);
      }
    }
  }
}
