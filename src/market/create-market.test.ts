import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInstruments } from '../core/instruments/create-instruments.ts';
import type { FloorDefinition, MarketDefinition } from '../core/instruments/definition.ts';
import { createMarket } from './create-market.ts';
import { defaultFloorDefinition } from './default-floor.ts';
import { defaultFlowMarket } from './default-flow.ts';

const definition = defaultFloorDefinition({ name: 'default', seed: 'seed', startTimeUs: 1_789_567_200_000_000 });

test('the default floor has ten symbols that the core accepts, and survives being stored as text', () => {
  const instruments = createInstruments(definition);
  assert.deepEqual(
    instruments.symbols.map((one) => one.name),
    'BTCUSDT ETHUSDT BNBUSDT SOLUSDT XRPUSDT ADAUSDT DOGEUSDT LTCUSDT ETHBTC BNBBTC'.split(' '),
  );
  assert.deepEqual(JSON.parse(JSON.stringify(definition)), definition);
});

test("a floor with market 'none' has no background", () => {
  assert.equal(createMarket({ ...definition, market: { kind: 'none' } }), undefined);
});

const [btc, ...others] = defaultFlowMarket.symbols;
const changed = (change: object): MarketDefinition => ({
  ...defaultFlowMarket,
  symbols: [{ ...btc, ...change }, ...others],
});

const refusals: readonly [what: string, market: MarketDefinition, message: RegExp][] = [
  ['of unknown kind', { kind: 'tulips' }, /market\.kind: .*found tulips/],
  ['without days', { kind: 'flow', symbols: defaultFlowMarket.symbols }, /market\.pastDays: .*found undefined/],
  ['with half a day', { ...defaultFlowMarket, pastDays: 0.5 }, /market\.pastDays: .*found 0\.5/],
  ['without symbols', { kind: 'flow', pastDays: 1 }, /market\.symbols: .*10 symbols/],
  ['with a symbol too few', { ...defaultFlowMarket, symbols: others }, /market\.symbols: .*10 symbols/],
  ['in another order', changed({ symbol: 'ETHUSDT' }), /symbols\[0\]\.symbol: expected BTCUSDT, found ETHUSDT/],
  ['without a rate', changed({ takerRate: undefined }), /BTCUSDT.*takerRate, found undefined/],
  ['with a rate that is no number', changed({ limitRate: 'many' }), /BTCUSDT.*limitRate, found many/],
  ['without price parameters', changed({ price: {} }), /price \(BTCUSDT\).*sigma/],
  ['with an unknown model', changed({ model: 'astrology' }), /expected price or ratio, found astrology/],
  ['that starts off its tick', changed({ startPrice: '60000.001' }), /startPrice: .*60000\.001/],
  ['that starts at nothing', changed({ startPrice: '0' }), /startPrice: .*found 0/],
  [
    'with a leg that comes later',
    changed({ model: 'ratio', numerator: 'ETHUSDT', denominator: 'BNBUSDT' }),
    /listed before BTCUSDT, found ETHUSDT/,
  ],
];

test('a market whose past would reach back before 1970 is refused', () => {
  const from = (days: number) => ({ ...definition, startTimeUs: days * 86_400_000_000 });
  const { pastDays } = defaultFlowMarket;
  assert.throws(() => createMarket(from(pastDays - 1)), {
    name: 'MarketDefinitionError',
    message: `start: expected ${pastDays} days after 1970-01-01 at least, for the market's past; found ${pastDays - 1}`,
  });
  assert.notEqual(createMarket(from(pastDays)), undefined);
});

for (const [what, market, message] of refusals) {
  test(`a market ${what} is refused by name`, () => {
    const floor: FloorDefinition = { ...definition, market };
    assert.throws(() => createMarket(floor), { name: 'MarketDefinitionError', message });
  });
}
