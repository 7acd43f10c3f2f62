/** A new floor: its first moment is worked out, then definition, past, first snapshot and replay data are stored at once. */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { encodeReplay } from '../market/replay/encode-replay.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { marketOf } from './open-market.ts';
import { type FloorStart, firstMoment } from './recover-floor.ts';
import { copyFloor } from './snapshot-keeper.ts';

export interface NewFloor {
  readonly record: FloorRecord;
  readonly fresh: FloorStart;
}

/** Rejects with `FloorExists`, or with the error of a definition that makes no floor; nothing is stored then. */
export async function storeNewFloor(
  store: JournalStore,
  definition: FloorDefinition,
  feed: ReplayFeed | undefined,
  log: EngineLog,
): Promise<NewFloor> {
  const fresh = firstMoment(definition, marketOf(definition, feed));
  const steps = new FloorSteps({ ...fresh, log });
  steps.floor.checkInvariants();
  const candles = fresh.views.takeClosedCandles();
  const replay = feed === undefined ? undefined : encodeReplay(feed);
  const record = await store.createFloor({
    definition,
    firstSnapshot: copyFloor(steps, 0),
    candles,
    ...(replay === undefined ? {} : { replay: { header: JSON.stringify(replay.header), chunks: replay.chunks } }),
  });
  return { record, fresh: { ...fresh, lastEventId: steps.lastEventId } };
}
