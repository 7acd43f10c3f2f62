/**
 * Which balances moved since it was cleared: accounts in the order of their first move, the assets of each ascending. A sparse
 * set: the list is the truth, and a place remembered for an account counts only if the list has that account there. So
 * clearing is forgetting how long the list is.
 */
export class MovedBalances {
  /** How many accounts. */
  count = 0;
  readonly #accounts: number[] = [];
  readonly #assets: number[][] = [];
  /** Place in the list, by account. */
  #places = new Int32Array(2048);

  note(account: number, asset: number): void {
    if (account >= this.#places.length) this.#grow(account);
    const place = this.#places[account] as number;
    if (place < this.count && this.#accounts[place] === account) insert(this.#assets[place] as number[], asset);
    else this.#append(account, asset);
  }

  accountAt(place: number): number {
    return this.#accounts[place] as number;
  }

  /** Valid until the next `note`. */
  assetsAt(place: number): readonly number[] {
    return this.#assets[place] as number[];
  }

  clear(): void {
    this.count = 0;
  }

  #append(account: number, asset: number): void {
    const place = this.count++;
    this.#places[account] = place;
    this.#accounts[place] = account;
    // A new list costs less than making an old one shorter.
    this.#assets[place] = [asset];
  }

  #grow(account: number): void {
    let length = this.#places.length;
    while (length <= account) length *= 2;
    const places = new Int32Array(length);
    places.set(this.#places);
    this.#places = places;
  }
}

/** Into an ascending list, unless it is there. Nearly always there are two. */
function insert(assets: number[], asset: number): void {
  let at = assets.length;
  while (at > 0 && (assets[at - 1] as number) > asset) at--;
  if (at > 0 && assets[at - 1] === asset) return;
  if (at === assets.length) assets.push(asset);
  else assets.splice(at, 0, asset);
}
