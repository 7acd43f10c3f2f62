/** The background market of a definition, for a floor made by hand. */
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { MarketSource } from '../../src/core/market-source.ts';
import { createMarket } from '../../src/market/create-market.ts';

export function openMarket(definition: FloorDefinition): MarketSource | undefined {
  return createMarket(definition, undefined)?.source;
}
