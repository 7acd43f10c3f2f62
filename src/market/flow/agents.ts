/**
 * The two background accounts of a symbol: one quotes, one takes, so that they never meet themselves. Their purse is kept
 * between a quarter and twice its target by explicit payments from and to the outside of the floor, looked after at fixed
 * moments of floor time: the market never starves and never hoards.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { MarketAccess } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

/** Twice the target and what is held in orders must stay exact in a double. */
const TARGET_MOST = 3.5e15;
const LOW = 0.25;
const HIGH = 2;

export class Agents {
  maker = 0;
  taker = 0;
  readonly #base: number;
  readonly #quote: number;
  readonly #quotePerTickLot: number;
  readonly #basePerLot: number;
  readonly #purse: number;

  /** `purse` is what each account should have of either asset, in quote. */
  constructor(instrument: Instrument, purse: number, quoteUnits: number) {
    this.#base = instrument.base;
    this.#quote = instrument.quote;
    this.#quotePerTickLot = instrument.quotePerTickLot;
    this.#basePerLot = instrument.basePerLot;
    this.#purse = purse * quoteUnits;
  }

  open(access: MarketAccess, price: number): void {
    this.maker = access.openAgent();
    this.taker = access.openAgent();
    this.keepFunded(access, price);
  }

  owns(account: number): boolean {
    return account === this.maker || account === this.taker;
  }

  /** `price` in ticks. */
  keepFunded(access: MarketAccess, price: number): void {
    const base = (this.#purse / (price * this.#quotePerTickLot)) * this.#basePerLot;
    for (let i = 0; i < 2; i++) {
      const account = i === 0 ? this.maker : this.taker;
      keepBetween(access, account, this.#base, base);
      keepBetween(access, account, this.#quote, this.#purse);
    }
  }

  /** Lots that either account can surely pay for at once, right after `keepFunded`; at least one. */
  lotsMost(price: number): number {
    const perLot = price * this.#quotePerTickLot;
    const quote = Math.min(TARGET_MOST, this.#purse) / perLot;
    const base = Math.min(TARGET_MOST, (this.#purse / perLot) * this.#basePerLot) / this.#basePerLot;
    return Math.max(1, Math.floor(LOW * Math.min(quote, base)));
  }

  encode(out: ByteWriter): void {
    out.f64(this.maker);
    out.f64(this.taker);
  }

  decode(input: ByteReader): void {
    this.maker = input.f64();
    this.taker = input.f64();
  }
}

function keepBetween(access: MarketAccess, account: number, asset: number, wanted: number): void {
  const target = Math.floor(Math.min(TARGET_MOST, wanted));
  const available = access.available(account, asset);
  if (available < target * LOW || available > target * HIGH) access.fund(account, asset, target - available);
}
