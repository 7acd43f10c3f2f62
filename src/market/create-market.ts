/** Makes the market a floor's definition asks for. 'none' has no background at all: only users' orders. */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Market } from '../core/market-source.ts';
import { createFlowMarket } from './flow/create-flow-market.ts';
import { MarketDefinitionError } from './market-definition-error.ts';

/** Throws `MarketDefinitionError` when the definition's market part is unknown or incomplete. */
export function createMarket(definition: FloorDefinition): Market | undefined {
  const { kind } = definition.market;
  switch (kind) {
    case 'none':
      return undefined;
    case 'flow':
      return createFlowMarket(definition);
    default:
      throw new MarketDefinitionError(`market.kind: expected none, flow or replay, found ${kind}`);
  }
}
