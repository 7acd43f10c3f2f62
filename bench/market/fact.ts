/** One measured fact beside the band of real markets. */
export interface Fact {
  readonly symbol: string;
  readonly fact: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type Band = readonly [low: number, high: number];

export class FactSheet {
  readonly facts: Fact[] = [];
  readonly #symbol: string;

  constructor(symbol: string) {
    this.#symbol = symbol;
  }

  add(fact: string, value: number, band: Band): void {
    this.facts.push({ symbol: this.#symbol, fact, value, low: band[0], high: band[1] });
  }
}

export function isWithin({ value, low, high }: Fact): boolean {
  return value >= low && value <= high;
}
