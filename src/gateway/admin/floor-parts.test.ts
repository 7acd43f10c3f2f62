import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import { Floor } from '../../core/floor/floor.ts';
import { DefinitionError } from '../../core/instruments/definition-check.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import type { TimestampUs } from '../../core/units/brand.ts';
import { createMarket } from '../../market/create-market.ts';
import { defaultFloorDefinition } from '../../market/default-floor.ts';
import { MarketDefinitionError } from '../../market/market-definition-error.ts';
import { floorParts, partsOf } from './floor-parts.ts';

const startTimeUs = Date.UTC(2026, 0, 1) * 1000;
const whole = defaultFloorDefinition({ name: 'class', seed: 'a seed', startTimeUs });
/** Two symbols and a short past: a floor is made of it in a moment. */
const small = {
  ...whole,
  symbols: whole.symbols.slice(0, 2),
  market: { ...whole.market, pastDays: 1, symbols: (whole.market['symbols'] as readonly object[]).slice(0, 2) },
};

test('the default floor is of these shapes, and its seed and name are not told', () => {
  assert.equal(Value.Check(floorParts, partsOf(whole)), true);
  assert.deepEqual(Object.keys(partsOf(whole)).sort(), ['assets', 'fees', 'market', 'money', 'symbols']);
});

test('of a replayed floor the parts are told that its data does not give', () => {
  const replayed = { ...whole, market: { kind: 'replay', digest: 'x' } };
  assert.deepEqual(Object.keys(partsOf(replayed)).sort(), ['fees', 'money']);
});

for (const [what, parts] of [
  ['a part that there is not', { seed: 'mine' }],
  ['a misspelled field', { fees: { makerPpm: 0, takerPpm: 0, takerPmm: 1 } }],
  ['a number as text', { fees: { makerPpm: '0', takerPpm: 0 } }],
  ['text as a number', { money: { grant: { USDT: 5 } } }],
  ['an exponent', { money: { grant: { USDT: '1e5' } } }],
  ['half a symbol', { symbols: [{ name: 'BTCUSDT' }] }],
  ['no symbols', { symbols: [] }],
  ['a replay without its data', { market: { kind: 'replay', digest: 'x' } }],
] as const) {
  test(`${what} is no part of a definition`, () => assert.equal(Value.Check(floorParts, parts), false));
}

/** Some places within a value, each as the way there. */
function* placesIn(value: unknown, way: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  yield way;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* placesIn(inner, [...way, key]);
}

type Change = (before: unknown) => unknown;

function withChange(value: unknown, [key, ...rest]: readonly (string | number)[], change: Change): unknown {
  if (key === undefined) return change(value);
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = withChange(copy[key], rest, change);
  if (copy[key] === undefined) delete copy[key];
  return copy;
}

/** A number near the one that stands there, as a number or as text: what is most often allowed. */
const near =
  (factor: number): Change =>
  (before) =>
    typeof before === 'string' ? String(Number(before) * factor) : Number(before) * factor;

test('whatever is changed in a definition, it is refused by name or makes a floor whose market goes on', () => {
  const parts = partsOf(small);
  const places = [...placesIn(parts)].slice(1);
  const odd = fc.constantFrom(
    ...[undefined, null, '', '0', '1', '-1', '0.00000001', '99999999999999999999', 'BTC', 'x', true, [], {}],
    ...[0, 1, -1, 0.5, 1e-9, 7, 20, 1000, 10_000, 1e6, 1e15, Number.MAX_SAFE_INTEGER],
  );
  const change = fc.oneof(
    {
      weight: 3,
      arbitrary: odd.map(
        (value): Change =>
          () =>
            value,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(near(0.5), near(2), near(10)) },
  );
  const changes = fc.array(fc.tuple(fc.constantFrom(...places), change), { minLength: 1, maxLength: 2 });
  let played = 0;
  fc.assert(
    fc.property(changes, (chosen) => {
      let changed: unknown = parts;
      for (const [way, how] of chosen) {
        try {
          changed = withChange(changed, way, how);
        } catch {
          // What the first change took away cannot be changed any more.
        }
      }
      if (!Value.Check(floorParts, changed)) return;
      const definition = { ...small, ...changed };
      try {
        const market = createMarket(definition);
        if (market !== undefined) atOnce(market.past());
        const floor = Floor.create(definition, market?.source);
        floor.advance((startTimeUs + 20_000_000) as TimestampUs);
        floor.checkInvariants();
        played++;
      } catch (error) {
        if (!(error instanceof DefinitionError || error instanceof MarketDefinitionError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(played >= 20, `${played} were played`);
});
