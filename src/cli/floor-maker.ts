/** An administrator's order for a floor, carried out: a simulated market like the default one, or a replay of recorded data. */
import { randomBytes } from 'node:crypto';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import { DefinitionError } from '../core/instruments/definition-check.ts';
import type { Engine } from '../engine/open-engine.ts';
import { importReplay } from '../engine/replay/import-replay.ts';
import type { FloorParts } from '../gateway/admin/floor-parts.ts';
import type { AdminParts, FloorOrder, Progress } from '../gateway/admin/parts.ts';
import { AdminProblem } from '../gateway/admin/problem.ts';
import { FloorExists } from '../journal/journal-errors.ts';
import { defaultFloorDefinition } from '../market/default-floor.ts';
import { defaultFlowMarket } from '../market/default-flow.ts';
import { MarketDefinitionError } from '../market/market-definition-error.ts';
import { StartOutsideData } from '../market/replay/definition-from-replay.ts';
import { ReplayImportError } from '../market/replay/import/import-error.ts';
import { utcText } from '../market/replay/import/utc-text.ts';

export function floorMaker(engine: Pick<Engine, 'createFloor'>): AdminParts['createFloor'] {
  return async (order, progress) => {
    try {
      const seed = order.seed ?? freshSeed();
      if (order.replay === undefined) return await makeSimulated(engine, order, seed);
      return await makeReplay(engine, order, order.replay, seed, progress);
    } catch (error) {
      if (error instanceof ReplayImportError) throw new AdminProblem('invalid_data', error.message);
      if (error instanceof StartOutsideData) throw new AdminProblem('invalid_market', outsideText(error));
      if (error instanceof MarketDefinitionError || error instanceof DefinitionError)
        throw new AdminProblem('invalid_market', error.message);
      if (error instanceof FloorExists) throw new AdminProblem('floor_exists', error.message, 'paperfloor floor list');
      throw error;
    }
  };
}

function outsideText({ from, to, found }: StartOutsideData): string {
  return `--start: expected a time from ${utcText(from)} to ${utcText(to)} (the recorded data), found ${utcText(found)}`;
}

/** 128 bits, so that nobody on the floor can guess the market to come. */
export function freshSeed(): string {
  return randomBytes(16).toString('hex');
}

async function makeSimulated(engine: Pick<Engine, 'createFloor'>, order: FloorOrder, seed: string) {
  if (order.symbol !== undefined) throw new AdminProblem('invalid_input', '--symbol goes with --replay');
  const startTimeUs = order.startTimeUs ?? Date.now() * 1000;
  const definition = likeDefault(defaultFloorDefinition({ name: order.name, seed, startTimeUs }), order.parts);
  const session = await engine.createFloor({ ...definition, ...chosenIn(order) });
  return { session, notes: [] };
}

/** The default floor with other parts. With other symbols and no word about the market, each is played as there. */
function likeDefault(floor: FloorDefinition, parts: FloorParts = {}): FloorDefinition {
  const definition = { ...floor, ...parts };
  if (parts.symbols === undefined || parts.market !== undefined) return definition;
  const symbols = parts.symbols.map(({ name }) => {
    const found = defaultFlowMarket.symbols.find(({ symbol }) => symbol === name);
    if (found !== undefined) return found;
    throw new MarketDefinitionError(
      `market: expected one, since the default floor has no ${name}; {"kind":"none"} for users' orders alone`,
    );
  });
  return { ...definition, market: { ...defaultFlowMarket, symbols } };
}

async function makeReplay(
  engine: Pick<Engine, 'createFloor'>,
  order: FloorOrder,
  paths: readonly string[],
  seed: string,
  progress: Progress,
) {
  const { name, symbol, startTimeUs, parts = {} } = order;
  for (const part of ['assets', 'symbols', 'market'] as const) {
    if (parts[part] !== undefined)
      throw new AdminProblem('invalid_market', `${part}: expected none, since the recorded data has them`);
  }
  const { definition, feed, notes } = await importReplay(paths, {
    name,
    seed,
    ...(symbol === undefined ? {} : { symbol }),
    ...(startTimeUs === undefined ? {} : { startTimeUs }),
    progress: (read, total) => progress(`reading market data: ${Math.floor((100 * read) / Math.max(total, 1))} %`),
  });
  progress('storing the floor');
  const session = await engine.createFloor({ ...definition, ...parts, ...chosenIn(order) }, feed);
  return { session, notes: notes.map((note) => `${note.symbol}: ${note.text} (${note.count})`) };
}

/** Of the definition, what the order says and the market does not. */
function chosenIn({ clock, apiRules }: FloorOrder): Pick<FloorDefinition, 'clock' | 'apiRules'> {
  return { clock, ...(apiRules === undefined ? {} : { apiRules }) };
}
