import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowDefinition } from '../../../test/support/flow-floor.ts';
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import type { MarketAccess } from '../../core/market-source.ts';
import type { Anchor } from './anchor.ts';
import { Desk } from './desk.ts';
import { readFlowMarket } from './parameters.ts';

test('whatever the anchor says, the reference is a price that can be quoted', () => {
  const definition = flowDefinition({ symbols: ['BTCUSDT'] });
  const [instrument] = createInstruments(definition).symbols;
  const [flow] = readFlowMarket(definition).symbols;
  assert.ok(instrument !== undefined && flow !== undefined);
  let ticks = 6_000_000.5;
  const desk = new Desk(instrument, flow, { ticks: () => ticks } as Partial<Anchor> as Anchor, 1e8);
  const reference = (): number => {
    desk.refer({} as MarketAccess);
    return desk.reference;
  };
  assert.equal(reference(), 6_000_000.5);
  ticks = Number.POSITIVE_INFINITY;
  assert.equal(reference(), instrument.maxPrice);
  ticks = 0;
  assert.equal(reference(), instrument.minPrice);
});
