/** Order lists of all kinds, drawn from a seed: their prices relate more often than not, and their orders are small. */
import type { SelfTradePrevention } from '../../src/core/instruments/definition.ts';
import type { Instrument } from '../../src/core/instruments/instrument.ts';
import type { OrderListKind, OrderTerms, PlaceOrder, PlaceOrderList, Side } from '../../src/core/messages/command.ts';
import type { AccountId, Price, Quantity } from '../../src/core/units/brand.ts';
import type { Random } from '../../src/market/math/random.ts';
import type { RandomTerms } from './random-terms.ts';

const kinds: readonly OrderListKind[] = ['oco', 'oto', 'otoco', 'opo', 'opoco'];
const preventions: readonly (SelfTradePrevention | undefined)[] = [undefined, 'none', 'expire_both', 'decrement'];

interface ListIds {
  readonly listClientOrderId: string;
  clientOrderId(): string;
}

interface Leg {
  readonly side: Side;
  readonly terms: OrderTerms;
}

export class RandomLists {
  readonly #random: Random;
  readonly #terms: RandomTerms;

  constructor(random: Random, terms: RandomTerms) {
    this.#random = random;
    this.#terms = terms;
  }

  draw(instrument: Instrument, account: AccountId, ids: ListIds): PlaceOrderList {
    const kind = this.#pick(kinds);
    const prevention = this.#pick(preventions);
    const orders = this.#legs(kind, instrument).map(
      ({ side, terms }): PlaceOrder => ({
        type: 'place_order',
        account,
        symbol: instrument.index,
        side,
        terms,
        clientOrderId: ids.clientOrderId(),
        ...(prevention === undefined ? {} : { selfTradePrevention: prevention }),
      }),
    );
    const { listClientOrderId } = ids;
    return { type: 'place_order_list', account, symbol: instrument.index, kind, listClientOrderId, orders };
  }

  /** The working order first; of a pair the stop-loss first. What a working order pays for has quantity 0. */
  #legs(kind: OrderListKind, instrument: Instrument): Leg[] {
    const side = this.#pick<Side>(['buy', 'sell']);
    const quantity = this.#terms.usualQuantity(instrument);
    const none = 0 as Quantity;
    switch (kind) {
      case 'oco':
        return this.#pair(instrument, side, quantity);
      case 'oto':
        return [this.#working(instrument, this.#pick<Side>(['buy', 'sell'])), this.#alone(instrument, side, quantity)];
      case 'otoco':
        return [
          this.#working(instrument, this.#pick<Side>(['buy', 'sell'])),
          ...this.#pair(instrument, side, quantity),
        ];
      case 'opo':
        return [this.#working(instrument, 'buy'), this.#alone(instrument, 'sell', none)];
      case 'opoco':
        return [this.#working(instrument, 'buy'), ...this.#pair(instrument, 'sell', none)];
    }
  }

  #working(instrument: Instrument, side: Side): Leg {
    const price = this.#terms.near(instrument);
    const quantity = this.#terms.usualQuantity(instrument);
    const isMaker = this.#terms.below(4) === 0;
    return {
      side,
      terms: isMaker
        ? { kind: 'limit_maker', price, quantity }
        : { kind: 'limit', timeInForce: 'gtc', price, quantity },
    };
  }

  #alone(instrument: Instrument, side: Side, quantity: Quantity): Leg {
    const price = this.#terms.near(instrument);
    const [stop] = this.#pair(instrument, side, quantity);
    const choices: readonly OrderTerms[] = [
      { kind: 'limit', timeInForce: 'gtc', price, quantity },
      { kind: 'limit_maker', price, quantity },
      { kind: 'market', quantity },
    ];
    return { side, terms: choices[this.#terms.below(5)] ?? (stop as Leg).terms };
  }

  /** A stop-loss, and a limit or profit on the other side of the price. */
  #pair(instrument: Instrument, side: Side, quantity: Quantity): Leg[] {
    const { reference, spread } = this.#terms.around(instrument);
    const away = side === 'sell' ? -1 : 1;
    const at = (direction: number) => Math.max(1, reference + direction * (1 + this.#terms.below(spread))) as Price;
    const stopPrice = at(away);
    const otherPrice = at(-away);
    const trigger = this.#terms.below(6) === 0 ? { trailingDelta: 10 + this.#terms.below(40) } : { stopPrice };
    const gtc = { timeInForce: 'gtc' } as const;
    const stop: OrderTerms =
      this.#terms.below(2) === 0
        ? { kind: 'stop_loss', trigger, quantity }
        : { kind: 'stop_loss_limit', ...gtc, trigger, price: at(away), quantity };
    const others: readonly OrderTerms[] = [
      { kind: 'limit_maker', price: otherPrice, quantity },
      { kind: 'take_profit', trigger: { stopPrice: otherPrice }, quantity },
      { kind: 'take_profit_limit', ...gtc, trigger: { stopPrice: otherPrice }, price: at(-away), quantity },
    ];
    const other = this.#pick(others);
    return [
      { side, terms: stop },
      { side, terms: other },
    ];
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.uniform() * from.length)] as T;
  }
}
