/** Real engines for tests of the journal: a floor with a small background market of its own kind, and a log that is kept. */
import assert from 'node:assert/strict';
import type { FloorDefinition } from '../../../src/core/instruments/definition.ts';
import type { AccountId, Amount, AssetIndex, Price, Quantity, SymbolIndex } from '../../../src/core/units/brand.ts';
import type { EngineLog } from '../../../src/engine/engine-log.ts';
import type { FloorSession } from '../../../src/engine/floor-session.ts';
import { type Engine, type EngineOptions, openEngine } from '../../../src/engine/open-engine.ts';
import { defaultFloorDefinition } from '../../../src/market/default-floor.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openJournalStore } from '../../../src/storage/postgres-journal.ts';

export const user = 1000 as AccountId;
export const bitcoin = 0 as SymbolIndex;

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestEngine {
  readonly engine: Engine;
  readonly session: FloorSession;
  readonly lines: readonly LogLine[];
  /** Resolves when a floor has stopped for good. */
  readonly stopped: Promise<Error>;
}

/** Two symbols of the default floor with their flow market, beginning now: what a start costs goes with the symbols. */
export function liveFloor(name = 'main'): FloorDefinition {
  const whole = defaultFloorDefinition({ name, seed: 'test', startTimeUs: Date.now() * 1000 });
  const parameters = whole.market['symbols'] as readonly unknown[];
  return { ...whole, symbols: whole.symbols.slice(0, 2), market: { ...whole.market, symbols: parameters.slice(0, 2) } };
}

/** The same symbols without a background market. */
export function quietFloor(name = 'main', startTimeUs = Date.now() * 1000): FloorDefinition {
  return { ...liveFloor(name), startTimeUs, market: { kind: 'none' } };
}

export async function startEngine(database: Database, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const lines: LogLine[] = [];
  const log = keepLog(lines);
  const stopped = Promise.withResolvers<Error>();
  const engine = await openEngine({
    store: openJournalStore(database),
    log,
    firstFloor: () => quietFloor(),
    stopped: stopped.resolve,
    ...options,
  });
  const session = engine.floors.get(engine.floors.defaultName) ?? engine.floors.list()[0]!;
  return { engine, session, lines, stopped: stopped.promise };
}

export function keepLog(lines: LogLine[]): EngineLog {
  const keeper = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, event: string) => {
    lines.push({ level, event, fields });
  };
  return { info: keeper('info'), warn: keeper('warn'), error: keeper('error') };
}

/** Opens the user's account with money for every order of these tests. */
export async function fundUser(session: FloorSession, account = user): Promise<void> {
  await session.submit({ type: 'open_account', account });
  for (const [index] of session.floor.instruments.assets.entries()) {
    const amount = (10n ** 15n) as Amount;
    await session.submit({ type: 'deposit', account, asset: index as AssetIndex, amount });
  }
}

/** Ticks at which bitcoin's market begins: until its first trade, which may be a while, there is no last price. */
export const openingPrice = 6_000_000;

/**
 * Ticks of bitcoin, a tenth below: an order to buy there stays open however far the market has moved before its
 * clock is stopped, and even if it has not traded yet.
 */
export const farBelow = 5_400_000;

/**
 * Starts and stops so often, with one more open order each time, on a floor whose clock stands: a snapshot each. The hash of the last
 * state.
 */
export async function stopOften(database: Database, times: number, floor = liveFloor()): Promise<string> {
  let hash = '';
  for (let start = 0; start < times; start++) {
    const { engine, session } = await startEngine(database, { firstFloor: () => floor });
    if (start === 0) await fundUser(session);
    if (start === 0) await session.submit({ type: 'set_clock', rate: 1, paused: true });
    const placed = await session.submit(limitOrder(`order-${start}`, 'buy', farBelow + start));
    await engine.close();
    assert.ok(placed.ok);
    hash = session.floor.hash();
  }
  return hash;
}

/** A limit order of a hundred lots. */
export function limitOrder(clientOrderId: string, side: 'buy' | 'sell', price: number, account = user) {
  return {
    type: 'place_order',
    account,
    symbol: bitcoin,
    side,
    terms: { kind: 'limit', timeInForce: 'gtc', price: price as Price, quantity: 100 as Quantity },
    clientOrderId,
    selfTradePrevention: 'none',
  } as const;
}
