/**
 * Plays a golden journal through the core and the market, and says what came out. Runs in Node and in a browser alike: it
 * imports nothing of a platform.
 */

import { Floor } from '../../src/core/floor/floor.ts';
import { atOnce } from '../../src/core/snapshot/slices.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import { createMarket } from '../../src/market/create-market.ts';
import { createFeed } from '../../src/market/replay/encode-replay.ts';
import type { ReplayFeed } from '../../src/market/replay/feed.ts';
import { ReplayImporter } from '../../src/market/replay/import/replay-importer.ts';
import { EventDigest } from './event-digest.ts';
import { type GoldenJournal, readGoldenJournal } from './golden-journal.ts';

/** What a journal leads to. */
export interface GoldenResult {
  readonly commands: number;
  /** Commands the floor refused. */
  readonly refused: number;
  readonly marketEvents: number;
  readonly accountEvents: number;
  readonly eventDigest: string;
  readonly stateHash: string;
}

export interface PlayOptions {
  /** Floor time passes in pieces of this many microseconds; default: at once. */
  readonly pieceUs?: number;
  /** Behind this command the floor is encoded, thrown away and decoded. */
  readonly restartBehind?: number;
}

/** `recordings`: text of the files that the journal names. */
export function playJournal(
  text: string,
  recordings: Readonly<Record<string, string>>,
  options: PlayOptions = {},
): GoldenResult {
  const journal = readGoldenJournal(text);
  const { definition, commands } = journal;
  const source = sourceOf(journal, recordings);
  let floor = Floor.create(definition, source());
  const digest = new EventDigest();
  let refused = 0;
  const drain = () => {
    digest.absorbMarket(floor.marketEvents);
    floor.marketEvents.drain();
    digest.absorbAccount(floor.takeAccountEvents());
  };
  const advance = (timeUs: number) => {
    while (floor.time < timeUs) {
      floor.advance(Math.min(timeUs, floor.time + (options.pieceUs ?? timeUs)) as TimestampUs);
      drain();
    }
  };
  drain();
  for (const stamped of commands) {
    const { type } = stamped.command;
    if (type === 'skip_time') advance(floor.grantedTime);
    else if (type !== 'grant_time') advance(stamped.time);
    if (!floor.apply(stamped).ok) refused++;
    drain();
    if (stamped.sequence === options.restartBehind) floor = Floor.decode(definition, source(), floor.encode());
  }
  advance(floor.grantedTime);
  floor.checkInvariants();
  const { marketEvents, accountEvents, value: eventDigest } = digest;
  return { commands: commands.length, refused, marketEvents, accountEvents, eventDigest, stateHash: floor.hash() };
}

/** Makes the floor's market, each time a new one. */
export function sourceOf(
  { definition, recordings: names }: Pick<GoldenJournal, 'definition' | 'recordings'>,
  recordings: Readonly<Record<string, string>>,
) {
  const feed = names.length === 0 ? undefined : feedOf(names, recordings);
  return () => createMarket(definition, feed)?.source;
}

/** What the recordings hold together. */
export function feedOf(names: readonly string[], recordings: Readonly<Record<string, string>>): ReplayFeed {
  const importer = new ReplayImporter({});
  for (const name of names) {
    const intake = importer.open(name);
    intake.push(new TextEncoder().encode(recordings[name]));
    intake.end();
  }
  return atOnce(createFeed(atOnce(importer.finish()).series));
}
