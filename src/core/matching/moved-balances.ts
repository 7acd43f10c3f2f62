/**
 * Which balances moved since it was cleared: accounts in the order of their first move, the assets of each ascending. A sparse
 * set: the list is the truth, and a place remembered for an account counts only if the list has that account there. So
 * clearing is forgetting how long the list is, and nothing of it is ever let go.
 */
export class MovedBalances {
  /** How many accounts. */
  count = 0;
  readonly #accounts: number[] = [];
  /** How many assets of each, and which. */
  readonly #counts: number[] = [];
  readonly #assets: number[][] = [];
  /** Place in the list, by account. */
  #places = new Int32Array(2048);

  note(account: number, asset: number): void {
    if (account >= this.#places.length) this.#grow(account);
    const place = this.#places[account] as number;
    if (place < this.count && this.#accounts[place] === account) this.#insert(place, asset);
    else this.#append(account, asset);
  }

  accountAt(place: number): number {
    return this.#accounts[place] as number;
  }

  assetCountAt(place: number): number {
    return this.#counts[place] as number;
  }

  assetAt(place: number, index: number): number {
    return (this.#assets[place] as number[])[index] as number;
  }

  clear(): void {
    this.count = 0;
  }

  #append(account: number, asset: number): void {
    const place = this.count++;
    this.#places[account] = place;
    this.#accounts[place] = account;
    this.#counts[place] = 1;
    const assets = this.#assets[place];
    if (assets === undefined) this.#assets[place] = [asset];
    else assets[0] = asset;
  }

  /** Unless it is there. Nearly always there are two. */
  #insert(place: number, asset: number): void {
    const assets = this.#assets[place] as number[];
    const count = this.#counts[place] as number;
    let at = count;
    while (at > 0 && (assets[at - 1] as number) > asset) at--;
    if (at > 0 && assets[at - 1] === asset) return;
    for (let moved = count; moved > at; moved--) assets[moved] = assets[moved - 1] as number;
    assets[at] = asset;
    this.#counts[place] = count + 1;
  }

  #grow(account: number): void {
    let length = this.#places.length;
    while (length <= account) length *= 2;
    const places = new Int32Array(length);
    places.set(this.#places);
    this.#places = places;
  }
}
