/**
 * Commands as traders send them, drawn from a seed: every kind of order near the market, cancels of orders that may be gone,
 * client ids used twice, amounts nobody has. What is nonsense must be refused, so nonsense is part of it.
 */

import { selfTradePreventions } from '../../src/core/instruments/definition.ts';
import type { Instrument, Instruments } from '../../src/core/instruments/instrument.ts';
import type {
  CancelAll,
  CancelOrder,
  Deposit,
  OrderTerms,
  PlaceOrder,
  Transfer,
  UserCommand,
} from '../../src/core/messages/command.ts';
import type { AccountId, Amount, AssetIndex, OrderId, Price, Quantity } from '../../src/core/units/brand.ts';
import { Random } from '../../src/market/math/random.ts';

/** What a trader knows of the market when he decides. */
export interface MarketSight {
  readonly instruments: Instruments;
  /** Ticks, by symbol index: around here he trades. */
  referencePrice(symbol: number): number;
  /** Whether he sends orders that wait for a trigger too. */
  readonly conditional?: boolean;
  /** Own orders he believes open. */
  openOrders(account: AccountId): readonly { readonly orderId: OrderId; readonly symbol: number }[];
}

export class RandomTrader {
  readonly #random: Random;
  readonly #sight: MarketSight;
  #made = 0;

  constructor(seed: string, sight: MarketSight) {
    this.#random = new Random(seed);
    this.#sight = sight;
  }

  /** What this account sends next; client ids are `prefix` and a number. */
  next(account: AccountId, prefix: string): UserCommand {
    const draw = this.below(100);
    if (draw < 76) return this.placeOrder(account, prefix);
    if (draw < 92) return this.#cancelOrder(account, prefix);
    if (draw < 96) return this.#cancelAll(account, prefix);
    return draw < 98 ? this.#deposit(account) : this.#transfer(account);
  }

  placeOrder(account: AccountId, prefix: string): PlaceOrder {
    const { symbols } = this.#sight.instruments;
    const instrument = this.pick(symbols);
    const reused = this.below(30) === 0 && this.#made > 0;
    const number = reused ? this.below(this.#made) : this.#made++;
    return {
      type: 'place_order',
      account,
      symbol: instrument.index,
      side: this.pick(['buy', 'sell']),
      terms: this.#terms(instrument),
      clientOrderId: `${prefix}-${number}`,
      ...(this.below(3) === 0 ? { selfTradePrevention: this.pick(selfTradePreventions) } : {}),
      ...(this.below(20) === 0 ? { strategyId: this.below(1000), strategyType: 1_000_000 + this.below(10) } : {}),
    };
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new RangeError('expected something to pick from');
    return found;
  }

  #terms(instrument: Instrument): OrderTerms {
    const reference = this.#sight.referencePrice(instrument.index);
    const spread = Math.max(3, Math.round(reference * 0.001));
    const price = Math.max(1, reference + this.below(2 * spread + 1) - spread) as Price;
    const quantity = this.#quantity(instrument, reference);
    if (this.#sight.conditional === true && this.below(5) === 0) return this.#waitingTerms(price, spread, quantity);
    switch (this.below(10)) {
      case 0:
        return { kind: 'market', quantity };
      case 1:
        return {
          kind: 'market_quote',
          quoteAmount: BigInt(Math.round(quantity * reference * instrument.quotePerTickLot)) as Amount,
        };
      case 2:
        return { kind: 'limit_maker', price, quantity };
      case 3:
        return { kind: 'limit', timeInForce: 'ioc', price, quantity };
      case 4:
        return { kind: 'limit', timeInForce: 'fok', price, quantity };
      default:
        return { kind: 'limit', timeInForce: 'gtc', price, quantity };
    }
  }

  /** Limit orders whose trigger lies a little way off, to either side, or trails. */
  #waitingTerms(price: Price, spread: number, quantity: Quantity): OrderTerms {
    const stopPrice = Math.max(1, price + this.below(2 * spread + 1) - spread) as Price;
    const trailingDelta = 10 + this.below(40);
    return {
      kind: this.pick(['stop_loss_limit', 'take_profit_limit']),
      trigger: this.pick([{ stopPrice }, { stopPrice }, { trailingDelta }, { stopPrice, trailingDelta }]),
      timeInForce: 'gtc',
      price,
      quantity,
    };
  }

  /** One to fifty times the smallest notional; now and then none that a filter or a purse could bear. */
  #quantity(instrument: Instrument, price: number): Quantity {
    const odd = this.below(40);
    if (odd === 0) return instrument.maxQuantity as Quantity;
    if (odd === 1) return instrument.minQuantity as Quantity;
    const least = Math.ceil(instrument.minNotional / (price * instrument.quotePerTickLot));
    return Math.max(instrument.minQuantity, least * (1 + this.below(50))) as Quantity;
  }

  #cancelOrder(account: AccountId, prefix: string): CancelOrder | PlaceOrder {
    const open = this.#sight.openOrders(account);
    if (open.length === 0) return this.placeOrder(account, prefix);
    const { orderId, symbol } = this.pick(open);
    return {
      type: 'cancel_order',
      account,
      symbol: symbol as CancelOrder['symbol'],
      orderId,
      cancelId: `${prefix}-x`,
      ...(this.below(5) === 0 ? { restriction: this.pick(['only_new', 'only_partially_filled']) } : {}),
    };
  }

  #cancelAll(account: AccountId, prefix: string): CancelAll {
    const { index } = this.pick(this.#sight.instruments.symbols);
    return { type: 'cancel_all', account, symbol: index, cancelIdPrefix: `${prefix}-all` };
  }

  #deposit(account: AccountId): Deposit {
    const asset = this.below(this.#sight.instruments.assets.length) as AssetIndex;
    const amount = this.below(2_000_000_000) - 1_000_000_000;
    const type = amount < 0 ? 'withdraw' : 'deposit';
    return { type, account, asset, amount: BigInt(Math.abs(amount) || 1) as Amount };
  }

  /** To the next account: mostly a trader's too, sometimes nobody's. */
  #transfer(source: AccountId): Transfer {
    const asset = this.below(this.#sight.instruments.assets.length) as AssetIndex;
    const amount = BigInt(1 + this.below(1_000_000_000)) as Amount;
    return { type: 'transfer', source, target: (source + 1) as AccountId, asset, amount };
  }
}
