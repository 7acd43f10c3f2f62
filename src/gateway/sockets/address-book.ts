/** Open sockets per address, so that one client cannot take all places. How often one comes anew is counted by the limits. */
export class AddressBook {
  readonly #openMax: number;
  readonly #open = new Map<string, number>();

  /** At most `openMax` at once, per address. */
  constructor(openMax: number) {
    this.#openMax = openMax;
  }

  /** Takes a place; false when there is none. Each place taken is given back by `leave`. */
  enter(address: string): boolean {
    const open = this.#open.get(address) ?? 0;
    if (open >= this.#openMax) return false;
    this.#open.set(address, open + 1);
    return true;
  }

  leave(address: string): void {
    const left = (this.#open.get(address) ?? 1) - 1;
    if (left === 0) this.#open.delete(address);
    else this.#open.set(address, left);
  }
}
