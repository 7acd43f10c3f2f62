/** A new floor: its first moment is worked out, then definition, past, first snapshot and replay data are stored at once. */
import { Floor } from '../core/floor/floor.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { encodeReplay } from '../market/replay/encode-replay.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import { auditFloor } from './audit-floor.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { marketOf } from './open-market.ts';
import { copyFloor } from './snapshot-keeper.ts';
import { MarketViews } from './views/market-views.ts';

/** Rejects with `FloorExists`, or with the error of a definition that makes no floor; nothing is stored then. */
export async function storeNewFloor(
  store: JournalStore,
  definition: FloorDefinition,
  feed: ReplayFeed | undefined,
  log: EngineLog,
): Promise<FloorRecord> {
  const market = marketOf(definition, feed)();
  const views = new MarketViews(definition.symbols.length, definition.startTimeUs);
  if (market !== undefined) views.seed(market.past());
  const steps = new FloorSteps({ floor: Floor.create(definition, market?.source), views, lastEventId: 0, log });
  auditFloor(steps.floor);
  const candles = views.takeClosedCandles();
  const replay = feed === undefined ? undefined : encodeReplay(feed);
  return store.createFloor({
    definition,
    firstSnapshot: copyFloor(steps, 0),
    candles,
    ...(replay === undefined ? {} : { replay: { header: JSON.stringify(replay.header), chunks: replay.chunks } }),
  });
}
