/**
 * A new floor: its first moment is worked out, then definition, past, first snapshot and replay data are stored at once. The past
 * alone is a second's work, so all of it goes in slices: the other floors of this server are served between them.
 */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import type { Timers } from '../journal/timers.ts';
import { encodeReplay } from '../market/replay/encode-replay.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { inTurns } from './in-turns.ts';
import { marketOf } from './open-market.ts';
import { type FloorStart, firstMomentSlices } from './recover-floor.ts';
import { recordSlices } from './snapshot-keeper.ts';

export interface NewFloor {
  readonly record: FloorRecord;
  readonly fresh: FloorStart;
}

/** Rejects with `FloorExists`, or with the error of a definition that makes no floor; nothing is stored then. */
export async function storeNewFloor(
  store: JournalStore,
  definition: FloorDefinition,
  feed: ReplayFeed | undefined,
  timers: Timers,
  log: EngineLog,
): Promise<NewFloor> {
  const { fresh, firstSnapshot } = await inTurns(birthOf(definition, feed, log), timers);
  const candles = fresh.views.takeClosedCandles();
  const replay = feed === undefined ? undefined : await inTurns(encodeReplay(feed), timers);
  const record = await store.createFloor({
    definition,
    firstSnapshot,
    candles,
    ...(replay === undefined ? {} : { replay: { header: JSON.stringify(replay.header), chunks: replay.chunks } }),
  });
  return { record, fresh };
}

function* birthOf(definition: FloorDefinition, feed: ReplayFeed | undefined, log: EngineLog) {
  const fresh = yield* firstMomentSlices(definition, marketOf(definition, feed));
  const steps = new FloorSteps({ ...fresh, log });
  yield* steps.floor.checkSlices();
  return { fresh, firstSnapshot: yield* recordSlices(steps, 0) };
}
