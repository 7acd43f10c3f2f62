/** The background market of a stored floor: made from its definition, and from the recorded history that is stored with it. */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { Market } from '../core/market-source.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import type { Timers } from '../journal/timers.ts';
import { createMarket } from '../market/create-market.ts';
import { decodeReplay, type ReplayHeader } from '../market/replay/encode-replay.ts';
import type { ReplayFeed } from '../market/replay/feed.ts';
import { inTurns } from './in-turns.ts';

/** Makes a fresh market of the floor: each one starts from its beginning, or is decoded into. */
export type MarketMaker = () => Market | undefined;

export async function loadMarket(store: JournalStore, record: FloorRecord, timers: Timers): Promise<MarketMaker> {
  return marketOf(record.definition, await loadFeed(store, record, timers));
}

export function marketOf(definition: FloorDefinition, feed: ReplayFeed | undefined): MarketMaker {
  return () => createMarket(definition, feed);
}

async function loadFeed(store: JournalStore, record: FloorRecord, timers: Timers): Promise<ReplayFeed | undefined> {
  if (record.replayHeader === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.replayChunks(record.floorId)) chunks.push(chunk);
  return inTurns(decodeReplay(JSON.parse(record.replayHeader) as ReplayHeader, chunks), timers);
}
