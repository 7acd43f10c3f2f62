/** Definitions and commands for tests of the core: three assets, two symbols, fees of a tenth of a percent. */

import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition, SymbolDefinition } from '../../src/core/instruments/definition.ts';
import type { MarketSource } from '../../src/core/market-source.ts';
import type { MakeBook } from '../../src/core/matching/matcher.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { Command, OrderTerms, PlaceOrder } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type {
  AccountId,
  Amount,
  AssetIndex,
  OrderId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
} from '../../src/core/units/brand.ts';

const plainSymbol: SymbolDefinition = {
  name: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '1',
  minPrice: '1',
  maxPrice: '1000000',
  stepSize: '0.01',
  minQuantity: '0.01',
  maxQuantity: '10000',
  marketMaxQuantity: '1000',
  minNotional: '1',
  maxNotional: '10000000',
  bidMultiplierUp: '5',
  bidMultiplierDown: '0.2',
  askMultiplierUp: '5',
  askMultiplierDown: '0.2',
  averagePriceMinutes: 5,
  ordersMax: 5,
  defaultSelfTradePrevention: 'none',
};

export const smallDefinition: FloorDefinition = {
  name: 'small',
  rulesVersion,
  seed: 'small',
  startTimeUs: 1_700_000_000_000_000,
  assets: [
    { name: 'BTC', decimals: 8 },
    { name: 'USDT', decimals: 8 },
    { name: 'ETH', decimals: 8 },
  ],
  symbols: [
    plainSymbol,
    { ...plainSymbol, name: 'ETHBTC', base: 'ETH', quote: 'BTC', tickSize: '0.01', minPrice: '0.01' },
  ],
  fees: { makerPpm: 1000, takerPpm: 2000 },
  market: { kind: 'none' },
};

export function withSymbol(changes: Partial<SymbolDefinition>): FloorDefinition {
  return { ...smallDefinition, symbols: [{ ...plainSymbol, ...changes }] };
}

/** A floor that numbers its own commands. Times are microseconds after its first moment. */
export class SmallFloor {
  readonly floor: Floor;
  readonly #start: number;

  constructor(definition: FloorDefinition = smallDefinition, source?: MarketSource, makeBook?: MakeBook) {
    this.floor = Floor.create(definition, source, makeBook);
    this.#start = definition.startTimeUs;
  }

  apply(command: Command, afterUs = this.floor.time - this.#start): Result<Applied> {
    const time = (this.#start + afterUs) as TimestampUs;
    return this.floor.apply({ sequence: this.floor.sequence + 1, time, command });
  }

  advance(afterUs: number): void {
    this.floor.advance((this.#start + afterUs) as TimestampUs);
  }

  /** Opens an account with amounts per asset in smallest units, to which a reset brings it back. */
  open(account: number, ...amounts: bigint[]): void {
    const grant = amounts.flatMap((amount, asset) =>
      amount > 0n ? [{ asset: asset as AssetIndex, amount: amount as Amount }] : [],
    );
    this.apply({ type: 'open_account', account: account as AccountId, grant });
  }
}

export function deposit(account: number, asset: number, amount: bigint): Command {
  return { type: 'deposit', account: account as AccountId, asset: asset as AssetIndex, amount: amount as Amount };
}

export function place(
  account: number,
  clientOrderId: string,
  side: 'buy' | 'sell',
  terms: OrderTerms,
  more: Partial<PlaceOrder> = {},
): PlaceOrder {
  const symbol = 0 as SymbolIndex;
  return { type: 'place_order', account: account as AccountId, symbol, side, terms, clientOrderId, ...more };
}

export function limit(price: number, quantity: number, timeInForce: 'gtc' | 'ioc' | 'fok' = 'gtc'): OrderTerms {
  return { kind: 'limit', timeInForce, price: price as Price, quantity: quantity as Quantity };
}

export function cancelById(account: number, orderId: number, symbol = 0): Command {
  return {
    type: 'cancel_order',
    account: account as AccountId,
    symbol: symbol as SymbolIndex,
    orderId: orderId as OrderId,
    cancelId: 'cancel',
  };
}
