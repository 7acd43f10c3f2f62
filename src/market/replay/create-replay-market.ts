/** The market of a replay floor, from its definition and the feed that the definition names by digest. */
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import type { Market, SymbolPast } from '../../core/market-source.ts';
import type { Slices } from '../../core/snapshot/slices.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';
import { bookRow, type ReplayFeed, type ReplaySeries } from './feed.ts';
import { PastCandles } from './past-candles.ts';
import { createTape, ReplaySource } from './replay-source.ts';

/** Recorded events of one slice of work: a few milliseconds. */
const sliceEvents = 20_000;

/** Throws `MarketDefinitionError` when the feed is not the one the definition was made for. */
export function createReplayMarket(definition: FloorDefinition, feed: ReplayFeed | undefined): Market {
  const wanted = definition.market['digest'];
  if (feed === undefined) {
    throw new MarketDefinitionError(`market.digest: expected the recorded data ${String(wanted)}, found none`);
  }
  if (feed.digest !== wanted) {
    throw new MarketDefinitionError(`market.digest: expected recorded data ${String(wanted)}, found ${feed.digest}`);
  }
  const names = definition.symbols.map(({ name }) => name).join(', ');
  const recorded = feed.series.map(({ symbol }) => symbol).join(', ');
  if (names !== recorded) throw new MarketDefinitionError(`symbols: expected ${recorded}, found ${names}`);
  const instruments = createInstruments(definition);
  return {
    source: new ReplaySource(instruments, feed),
    *past() {
      const pasts: SymbolPast[] = [];
      for (const series of feed.series) pasts.push(yield* pastOf(series, definition));
      return pasts;
    },
  };
}

function* pastOf(series: ReplaySeries, { seed, startTimeUs }: FloorDefinition): Slices<SymbolPast> {
  const past = new PastCandles();
  let read = 0;
  const tape = createTape(series, seed);
  for (; tape !== undefined && tape.time < startTimeUs; tape.next()) {
    past.add(tape.time, tape.price, tape.quantity, tape.side === 0);
    if (++read % sliceEvents === 0) yield;
  }
  if (series.kind === 'book') {
    for (let row = 0; (series.times[row] ?? startTimeUs) < startTimeUs; row++) {
      const code = series.flags[row] ?? bookRow.bid;
      if (++read % sliceEvents === 0) yield;
      if (code > bookRow.sell) continue;
      past.add(series.times[row] ?? 0, series.prices[row] ?? 0, series.quantities[row] ?? 0, code === bookRow.buy);
    }
  }
  return past.take();
}
