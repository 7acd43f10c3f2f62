/**
 * Which open orders each account has, in the order they came, and how many per symbol; orders are slots here (open-orders.ts).
 * Flat numbers only: an account costs a record, one that has open orders a row of counts as well, an order two links.
 */

/** Of an account's record: its first and its last order, how many there are, and where its counts per symbol begin. */
const record = { first: 0, last: 1, count: 2, row: 3 } as const;

export class OrdersOfAccounts {
  readonly #symbols: number;
  /** Four numbers an account. */
  #accounts = new Int32Array(4 * 2048);
  /** By slot: the account's next order, and the one before; 0 for none. */
  #links = new Int32Array(2 * 256);
  /** Rows of counts per symbol. */
  #counts: Int32Array;
  #rows = 0;
  /** Rows that only zeros stand in: their accounts have no open orders any more. */
  readonly #freeRows: number[] = [];

  constructor(symbols: number) {
    this.#symbols = symbols;
    this.#counts = new Int32Array(symbols * 16);
  }

  add(account: number, symbol: number, slot: number): void {
    if (account << 2 >= this.#accounts.length) this.#accounts = grown(this.#accounts, (account + 1) << 2);
    if (slot << 1 >= this.#links.length) this.#links = grown(this.#links, (slot + 1) << 1);
    const at = account << 2;
    const accounts = this.#accounts;
    const links = this.#links;
    if (accounts[at | record.count] === 0) accounts[at | record.row] = this.#claimRow();
    const last = accounts[at | record.last] as number;
    links[slot << 1] = 0;
    links[(slot << 1) | 1] = last;
    if (last === 0) accounts[at | record.first] = slot;
    else links[last << 1] = slot;
    accounts[at | record.last] = slot;
    accounts[at | record.count] = (accounts[at | record.count] as number) + 1;
    const count = (accounts[at | record.row] as number) + symbol;
    this.#counts[count] = (this.#counts[count] as number) + 1;
  }

  /** The order must be there. */
  remove(account: number, symbol: number, slot: number): void {
    const at = account << 2;
    const accounts = this.#accounts;
    const links = this.#links;
    const next = links[slot << 1] as number;
    const previous = links[(slot << 1) | 1] as number;
    if (next === 0) accounts[at | record.last] = previous;
    else links[(next << 1) | 1] = previous;
    if (previous === 0) accounts[at | record.first] = next;
    else links[previous << 1] = next;
    const row = accounts[at | record.row] as number;
    this.#counts[row + symbol] = (this.#counts[row + symbol] as number) - 1;
    const count = (accounts[at | record.count] as number) - 1;
    accounts[at | record.count] = count;
    if (count === 0) this.#freeRows.push(row);
  }

  /** Slot of an account's oldest order, or 0. */
  first(account: number): number {
    return this.#accounts[account << 2] ?? 0;
  }

  /** Slot of the order that came next to the same account, or 0. */
  next(slot: number): number {
    return this.#links[slot << 1] as number;
  }

  /** Open orders of an account. */
  count(account: number): number {
    return this.#accounts[(account << 2) | record.count] ?? 0;
  }

  countIn(account: number, symbol: number): number {
    if (this.count(account) === 0) return 0;
    return this.#counts[(this.#accounts[(account << 2) | record.row] as number) + symbol] as number;
  }

  /** Those with open orders, ascending. */
  accounts(): number[] {
    const accounts: number[] = [];
    for (let at = record.count; at < this.#accounts.length; at += 4) {
      if (this.#accounts[at] !== 0) accounts.push(at >> 2);
    }
    return accounts;
  }

  #claimRow(): number {
    const free = this.#freeRows.pop();
    if (free !== undefined) return free;
    const row = this.#rows++ * this.#symbols;
    if (row + this.#symbols > this.#counts.length) this.#counts = grown(this.#counts, row + this.#symbols);
    return row;
  }
}

/** Twice as long, or more. */
function grown(numbers: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(atLeast, numbers.length * 2));
  result.set(numbers);
  return result;
}
