/** Makes the market a floor's definition asks for. 'none' has no background at all: only users' orders. */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Market } from '../core/market-source.ts';
import { createFlowMarket } from './flow/create-flow-market.ts';
import { MarketDefinitionError } from './market-definition-error.ts';
import { createReplayMarket } from './replay/create-replay-market.ts';
import type { ReplayFeed } from './replay/feed.ts';

/**
 * `replay` is the recorded data that a definition of kind replay names by its digest. Throws `MarketDefinitionError` when the
 * definition's market part is unknown or incomplete, or the data isn't the one it names.
 */
export function createMarket(definition: FloorDefinition, replay?: ReplayFeed): Market | undefined {
  const { kind } = definition.market;
  switch (kind) {
    case 'none':
      return undefined;
    case 'flow':
      return createFlowMarket(definition);
    case 'replay':
      return createReplayMarket(definition, replay);
    default:
      throw new MarketDefinitionError(`market.kind: expected none, flow or replay, found ${kind}`);
  }
}
