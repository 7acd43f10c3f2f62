/** What orders ask for, drawn from a seed: near a reference price, mostly of a size that filters and purses bear. */
import type { Instrument } from '../../src/core/instruments/instrument.ts';
import type { OrderTerms, Peg, Trigger } from '../../src/core/messages/command.ts';
import type { Amount, Price, Quantity } from '../../src/core/units/brand.ts';
import type { Random } from '../../src/market/math/random.ts';

type PricedTerms = Extract<OrderTerms, { readonly price: Price }>;

export class RandomTerms {
  readonly #random: Random;
  readonly #range: 'plain' | 'conditional' | 'all';
  readonly #referencePrice: (symbol: number) => number;

  constructor(random: Random, range: 'plain' | 'conditional' | 'all', referencePrice: (symbol: number) => number) {
    this.#random = random;
    this.#range = range;
    this.#referencePrice = referencePrice;
  }

  draw(instrument: Instrument): OrderTerms {
    const { reference, spread } = this.around(instrument);
    const price = this.near(instrument);
    const quantity = this.#quantity(instrument, reference);
    if (this.#range !== 'plain' && this.below(5) === 0) return this.#waiting(price, spread, quantity);
    switch (this.below(10)) {
      case 0:
        return { kind: 'market', quantity };
      case 1:
        return {
          kind: 'market_quote',
          quoteAmount: BigInt(Math.round(quantity * reference * instrument.quotePerTickLot)) as Amount,
        };
      case 2:
        return this.#dressed({ kind: 'limit_maker', price, quantity });
      case 3:
        return { kind: 'limit', timeInForce: 'ioc', price, quantity };
      case 4:
        return { kind: 'limit', timeInForce: 'fok', price, quantity };
      default:
        return this.#dressed({ kind: 'limit', timeInForce: 'gtc', price, quantity });
    }
  }

  /** Where he trades, ticks, and how far to either side. */
  around({ index }: Instrument): { readonly reference: number; readonly spread: number } {
    const reference = this.#referencePrice(index);
    return { reference, spread: Math.max(3, Math.round(reference * 0.001)) };
  }

  near(instrument: Instrument): Price {
    const { reference, spread } = this.around(instrument);
    return Math.max(1, reference + this.below(2 * spread + 1) - spread) as Price;
  }

  /** One to fifty times the smallest notional. */
  usualQuantity(instrument: Instrument): Quantity {
    const { reference } = this.around(instrument);
    const least = Math.ceil(instrument.minNotional / (reference * instrument.quotePerTickLot));
    return Math.max(instrument.minQuantity, least * (1 + this.below(50))) as Quantity;
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }

  /** Orders whose trigger lies a little way off, to either side, or trails. */
  #waiting(price: Price, spread: number, quantity: Quantity): OrderTerms {
    const stopPrice = Math.max(1, price + this.below(2 * spread + 1) - spread) as Price;
    const trailingDelta = 10 + this.below(40);
    const isStop = this.below(2) === 0;
    const triggers: readonly Trigger[] = [
      { stopPrice },
      { stopPrice },
      { trailingDelta },
      { stopPrice, trailingDelta },
    ];
    const trigger = triggers[this.below(4)] ?? { stopPrice };
    if (this.#range === 'all' && this.below(3) === 0) {
      return { kind: isStop ? 'stop_loss' : 'take_profit', trigger, quantity };
    }
    const kind = isStop ? 'stop_loss_limit' : 'take_profit_limit';
    return this.#dressed({ kind, trigger, timeInForce: 'gtc', price, quantity });
  }

  /** Of an order with a limit: now and then an iceberg, now and then pegged, with a price of its own or without. */
  #dressed(terms: PricedTerms): OrderTerms {
    if (this.#range !== 'all') return terms;
    const draw = this.below(12);
    if (draw > 2) return terms;
    if (draw === 0) {
      const icebergQuantity = Math.ceil(terms.quantity / (2 + this.below(6))) as Quantity;
      return { ...terms, icebergQuantity };
    }
    const to: Peg['to'] = this.below(2) === 0 ? 'primary' : 'market';
    const peg = this.below(2) === 0 ? { to } : { to, levels: this.below(4) };
    return { ...terms, peg, ...(draw === 1 ? { price: 0 as Price } : {}) };
  }

  /** Now and then one that no filter or purse could bear. */
  #quantity(instrument: Instrument, price: number): Quantity {
    const odd = this.below(40);
    if (odd === 0) return instrument.maxQuantity as Quantity;
    if (odd === 1) return instrument.minQuantity as Quantity;
    const least = Math.ceil(instrument.minNotional / (price * instrument.quotePerTickLot));
    return Math.max(instrument.minQuantity, least * (1 + this.below(50))) as Quantity;
  }
}
