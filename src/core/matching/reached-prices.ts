/**
 * Trade prices that concern waiting orders, of all symbols, in the order in which they were traded. Orders are not triggered
 * inside the matching loop: what it noted here is worked off when the command or the market's step is over (TriggerDesk), and
 * what that trades is noted behind.
 */
export class ReachedPrices {
  /** Symbol and ticks, side by side. */
  #notes: number[] = [];
  #taken = 0;

  get isEmpty(): boolean {
    return this.#taken === this.#notes.length;
  }

  note(symbol: number, price: number): void {
    this.#notes.push(symbol, price);
  }

  /** The oldest note. There must be one. */
  take(): { readonly symbol: number; readonly price: number } {
    const symbol = this.#notes[this.#taken] as number;
    const price = this.#notes[this.#taken + 1] as number;
    this.#taken += 2;
    if (this.isEmpty) {
      this.#notes = [];
      this.#taken = 0;
    }
    return { symbol, price };
  }
}
