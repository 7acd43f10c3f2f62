/**
 * Commands as traders send them, drawn from a seed: every kind of order near the market, cancels of orders that may be gone,
 * client ids used twice, amounts nobody has. What is nonsense must be refused, so nonsense is part of it.
 */

import { selfTradePreventions } from '../../src/core/instruments/definition.ts';
import type { Instrument, Instruments } from '../../src/core/instruments/instrument.ts';
import type {
  AmendOrder,
  CancelAll,
  CancelOrder,
  CancelOrderList,
  CancelReplace,
  ClaimFaucet,
  Deposit,
  PlaceOrder,
  PlaceOrderList,
  Transfer,
  UserCommand,
} from '../../src/core/messages/command.ts';
import type {
  AccountId,
  Amount,
  AssetIndex,
  OrderId,
  OrderListId,
  Quantity,
  SymbolIndex,
} from '../../src/core/units/brand.ts';
import { Random } from '../../src/market/math/random.ts';
import { RandomLists } from './random-lists.ts';
import { RandomTerms } from './random-terms.ts';

/** What a trader knows of the market when he decides. */
export interface MarketSight {
  readonly instruments: Instruments;
  /** Ticks, by symbol index: around here he trades. */
  referencePrice(symbol: number): number;
  /**
   * What he sends: plain orders, cancels and money; those and orders that wait for a trigger; or everything: lists, pegged and
   * iceberg orders, amends, replaces, resets, claims, fees and trade groups too. Default plain.
   */
  readonly range?: 'plain' | 'conditional' | 'all';
  /** Own orders he believes open. */
  openOrders(
    account: AccountId,
  ): readonly { readonly orderId: OrderId; readonly symbol: number; readonly quantity: number }[];
  /** Own lists he believes open; for those who send all. */
  openLists?(account: AccountId): readonly { readonly orderListId: OrderListId; readonly symbol: number }[];
}

export class RandomTrader {
  readonly #random: Random;
  readonly #sight: MarketSight;
  readonly #terms: RandomTerms;
  readonly #lists: RandomLists;
  #made = 0;

  constructor(seed: string, sight: MarketSight) {
    this.#random = new Random(seed);
    this.#sight = sight;
    this.#terms = new RandomTerms(this.#random, sight.range ?? 'plain', (symbol) => sight.referencePrice(symbol));
    this.#lists = new RandomLists(this.#random, this.#terms);
  }

  /** What this account sends next; client ids are `prefix` and a number. */
  next(account: AccountId, prefix: string): UserCommand {
    const draw = this.below(100);
    if (this.#sight.range === 'all' && draw >= 50) return this.#nextOfAll(draw, account, prefix);
    if (draw < 76) return this.placeOrder(account, prefix);
    if (draw < 92) return this.#cancelOrder(account, prefix);
    if (draw < 96) return this.#cancelAll(account, prefix);
    return draw < 98 ? this.#deposit(account) : this.#transfer(account);
  }

  /** `draw`: 50 to 99. */
  #nextOfAll(draw: number, account: AccountId, prefix: string): UserCommand {
    if (draw < 62) return this.#placeList(account, prefix);
    if (draw < 72) return this.#cancelOrder(account, prefix);
    if (draw < 75) return this.#cancelList(account, prefix);
    if (draw < 82) return this.#replace(account, prefix);
    if (draw < 88) return this.#amend(account, prefix);
    if (draw < 90) return this.#cancelAll(account, prefix);
    if (draw < 93) return this.#deposit(account);
    if (draw < 95) return this.#transfer(account);
    if (draw < 97) return this.#claim(account);
    switch (this.below(4)) {
      case 0:
        return { type: 'reset_account', account, cancelIdPrefix: `${prefix}-r`, byOperator: this.below(3) === 0 };
      case 1:
        return { type: 'set_fees', account, tier: this.below(2), paysInDiscountAsset: this.below(2) === 0 };
      default:
        return { type: 'set_trade_group', account, tradeGroup: this.below(3) };
    }
  }

  placeOrder(account: AccountId, prefix: string): PlaceOrder {
    const { symbols } = this.#sight.instruments;
    return this.#placeIn(this.pick(symbols), account, prefix);
  }

  #placeIn(instrument: Instrument, account: AccountId, prefix: string): PlaceOrder {
    return {
      type: 'place_order',
      account,
      symbol: instrument.index,
      side: this.pick(['buy', 'sell']),
      terms: this.#terms.draw(instrument),
      clientOrderId: this.#clientOrderId(prefix),
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

  #cancelOrder(account: AccountId, prefix: string): CancelOrder | PlaceOrder {
    const open = this.#sight.openOrders(account);
    if (open.length === 0) return this.placeOrder(account, prefix);
    const { orderId, symbol } = this.pick(open);
    return this.#cancelOf(account, prefix, orderId, symbol);
  }

  #cancelOf(account: AccountId, prefix: string, orderId: OrderId, symbol: number): CancelOrder {
    return {
      type: 'cancel_order',
      account,
      symbol: symbol as SymbolIndex,
      orderId,
      cancelId: `${prefix}-x`,
      ...(this.below(5) === 0 ? { restriction: this.pick(['only_new', 'only_partially_filled']) } : {}),
    };
  }

  #placeList(account: AccountId, prefix: string): PlaceOrderList {
    const instrument = this.pick(this.#sight.instruments.symbols);
    return this.#lists.draw(instrument, account, {
      listClientOrderId: `${this.#clientOrderId(prefix)}-list`,
      clientOrderId: () => this.#clientOrderId(prefix),
    });
  }

  #cancelList(account: AccountId, prefix: string): CancelOrderList | PlaceOrderList {
    const open = this.#sight.openLists?.(account) ?? [];
    if (open.length === 0) return this.#placeList(account, prefix);
    const { orderListId, symbol } = this.pick(open);
    return {
      type: 'cancel_order_list',
      account,
      symbol: symbol as SymbolIndex,
      orderListId,
      cancelId: `${prefix}-x`,
    };
  }

  #replace(account: AccountId, prefix: string): CancelReplace | PlaceOrder {
    const open = this.#sight.openOrders(account);
    if (open.length === 0) return this.placeOrder(account, prefix);
    const { orderId, symbol } = this.pick(open);
    const instrument = this.#sight.instruments.symbols[symbol];
    if (instrument === undefined) throw new RangeError(`symbol ${symbol} does not exist`);
    return {
      type: 'cancel_replace',
      cancel: this.#cancelOf(account, prefix, orderId, symbol),
      order: this.#placeIn(instrument, account, prefix),
      mode: this.pick(['stop_on_failure', 'allow_failure']),
    };
  }

  /** Mostly to less than was ordered. */
  #amend(account: AccountId, prefix: string): AmendOrder | PlaceOrder {
    const open = this.#sight.openOrders(account);
    if (open.length === 0) return this.placeOrder(account, prefix);
    const { orderId, symbol, quantity } = this.pick(open);
    return {
      type: 'amend_order',
      account,
      symbol: symbol as SymbolIndex,
      orderId,
      newClientOrderId: this.#clientOrderId(prefix),
      quantity: Math.max(1, Math.round(quantity * 1.05 * this.#random.uniform())) as Quantity,
    };
  }

  #claim(account: AccountId): ClaimFaucet {
    const asset = this.below(this.#sight.instruments.assets.length) as AssetIndex;
    return { type: 'claim_faucet', account, asset, amount: (BigInt(1 + this.below(110)) * 1_000_000_000n) as Amount };
  }

  /** Now and then one that was used before. */
  #clientOrderId(prefix: string): string {
    const reused = this.below(30) === 0 && this.#made > 0;
    return `${prefix}-${reused ? this.below(this.#made) : this.#made++}`;
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
