/** A floor with the default market (or part of it), and one user who can trade on it. For tests of the market. */
import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { Command, OrderTerms, Side } from '../../src/core/messages/command.ts';
import { isTrade, marketEventStride, marketField, symbolOf } from '../../src/core/messages/market-event.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { AccountId, Amount, AssetIndex, SymbolIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { createMarket } from '../../src/market/create-market.ts';
import { defaultFloorDefinition } from '../../src/market/default-floor.ts';
import type { FlowMarketDefinition } from '../../src/market/flow/parameters.ts';

/** Wednesday 2026-09-16, 14:00 UTC. */
export const flowStartUs = Date.UTC(2026, 8, 16, 14) * 1000;
const user = 1000 as AccountId;

export interface FlowFloorOptions {
  readonly seed?: string;
  /** Of the default floor; all when absent. */
  readonly symbols?: readonly string[];
  readonly pastDays?: number;
  readonly startTimeUs?: number;
}

export function flowDefinition(options: FlowFloorOptions = {}): FloorDefinition {
  const definition = defaultFloorDefinition({
    name: 'flow',
    seed: options.seed ?? 'seed',
    startTimeUs: options.startTimeUs ?? flowStartUs,
  });
  const market = definition.market as FlowMarketDefinition;
  const wanted = (name: string) => options.symbols?.includes(name) ?? true;
  return {
    ...definition,
    symbols: definition.symbols.filter((one) => wanted(one.name)),
    market: { ...market, pastDays: options.pastDays ?? 2, symbols: market.symbols.filter((one) => wanted(one.symbol)) },
  };
}

export class FlowFloor {
  readonly definition: FloorDefinition;
  readonly floor: Floor;

  constructor(definition: FloorDefinition, snapshot?: Uint8Array) {
    this.definition = definition;
    const source = createMarket(definition)?.source;
    this.floor = snapshot ? Floor.decode(definition, source, snapshot) : Floor.create(definition, source);
  }

  /** Another floor in the same state. */
  fork(): FlowFloor {
    return new FlowFloor(this.definition, this.floor.encode());
  }

  /** Lets floor time pass. */
  pass(seconds: number): void {
    this.floor.advance(Math.round(this.floor.time + seconds * 1e6) as TimestampUs);
    this.floor.marketEvents.drain();
  }

  /** Lets whole seconds pass and counts what was traded, in quote units by symbol. */
  turnover(seconds: number): number[] {
    const sums = this.definition.symbols.map(() => 0);
    for (let second = 0; second < seconds; second++) {
      this.floor.marketEvents.drain();
      this.floor.advance((this.floor.time + 1e6) as TimestampUs);
      const { records, count } = this.floor.marketEvents;
      for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
        const kind = records[at + marketField.kind] ?? 0;
        if (!isTrade(kind)) continue;
        const symbol = symbolOf(kind);
        const perTickLot = (this.floor.instruments.symbols[symbol]?.quotePerTickLot ?? 0) / 1e8;
        const tickLots = (records[at + marketField.price] ?? 0) * (records[at + marketField.quantity] ?? 0);
        sums[symbol] = (sums[symbol] ?? 0) + tickLots * perTickLot;
      }
    }
    this.floor.marketEvents.drain();
    return sums;
  }

  do(command: Command, time: number = this.floor.time): Result<Applied> {
    return this.floor.apply({ sequence: this.floor.sequence + 1, time: time as TimestampUs, command });
  }

  /** Opens the user's account with this much of every asset. */
  openUser(units: number): void {
    this.do({ type: 'open_account', account: user });
    this.definition.assets.forEach((_, asset) => {
      const amount = (BigInt(units) * 100_000_000n) as Amount;
      this.do({ type: 'deposit', account: user, asset: asset as AssetIndex, amount });
    });
  }

  order(symbol: number, side: Side, terms: OrderTerms): Applied {
    const clientOrderId = `order-${this.floor.sequence + 1}`;
    const result = this.do({
      type: 'place_order',
      account: user,
      symbol: symbol as SymbolIndex,
      side,
      terms,
      clientOrderId,
    });
    if (!result.ok) throw new Error(`refused: ${result.rejection.reason}`);
    return result.value;
  }

  marketQuote(symbol: number, side: Side, quote: number): Applied {
    return this.order(symbol, side, { kind: 'market_quote', quoteAmount: BigInt(Math.round(quote * 1e8)) as Amount });
  }

  userOrders(symbol: number) {
    return this.floor.openOrders(user, symbol as SymbolIndex);
  }

  bid(symbol: number): number {
    return this.floor.book(symbol as SymbolIndex).bestBid();
  }

  ask(symbol: number): number {
    return this.floor.book(symbol as SymbolIndex).bestAsk();
  }

  /** Mid price in units of the quote asset. */
  mid(symbol: number): number {
    const instrument = this.floor.instruments.symbols[symbol];
    return (((this.bid(symbol) + this.ask(symbol)) / 2) * (instrument?.tickE8 ?? Number.NaN)) / 1e8;
  }
}
