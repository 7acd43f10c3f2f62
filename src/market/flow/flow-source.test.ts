import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlation, returns } from '../../../bench/market/statistics.ts';
import { FlowFloor, flowDefinition, flowStartUs } from '../../../test/support/flow-floor.ts';
import { Floor } from '../../core/floor/floor.ts';
import type { Market } from '../../core/market-source.ts';
import { isTrade, marketEventStride, marketField } from '../../core/messages/market-event.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import type { AssetIndex, Price, Quantity, SymbolIndex, TimestampUs } from '../../core/units/brand.ts';
import { createFlowMarket } from './create-flow-market.ts';
import { createPriceLayer } from './flow-symbols.ts';
import type { FlowMarketDefinition } from './parameters.ts';
import { runPast } from './past-path.ts';
import { pastSchedule } from './past-schedule.ts';

const four = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'ETHBTC'];
const BTC = 0;
const ETH = 1;
const ETHBTC = 3;

test('the same seed gives the same market, another seed another one', () => {
  const run = (seed: string) => {
    const flow = new FlowFloor(flowDefinition({ seed, symbols: four }));
    flow.pass(30);
    return flow.floor.hash();
  };
  assert.equal(run('a'), run('a'));
  assert.notEqual(run('a'), run('b'));
});

test('how time is cut does not matter', () => {
  const whole = new FlowFloor(flowDefinition({ symbols: four }));
  whole.pass(20);
  for (const cut of [250_000, 333_333, 1_000_003]) {
    const cuts = new FlowFloor(flowDefinition({ symbols: four }));
    for (let time = flowStartUs + cut; time < whole.floor.time; time += cut) cuts.floor.advance(time as TimestampUs);
    cuts.floor.advance(whole.floor.time);
    assert.equal(cuts.floor.hash(), whole.floor.hash(), `in pieces of ${cut} us`);
  }
});

test('whether the past was asked for does not matter', () => {
  const definition = flowDefinition({ symbols: four });
  const hash = (market: Market): string => {
    const floor = Floor.create(definition, market.source);
    floor.advance((flowStartUs + 5e6) as TimestampUs);
    return floor.hash();
  };
  const asked = createFlowMarket(definition);
  atOnce(asked.past());
  assert.equal(hash(asked), hash(createFlowMarket(definition)));
});

test('a market goes on from its snapshot as if nothing had been', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: four }));
  flow.openUser(1_000_000);
  flow.pass(7.123_456);
  flow.order(BTC, 'buy', { kind: 'market', quantity: 5000 as Quantity });
  const copy = flow.fork();
  flow.pass(15);
  copy.pass(15);
  assert.equal(copy.floor.hash(), flow.floor.hash());
});

test('the books are two-sided and tight, and the invariants hold, through ten minutes of ten symbols', () => {
  const flow = new FlowFloor(flowDefinition());
  const symbols = flow.floor.instruments.symbols.map((one) => one.index);
  let oneTick = 0;
  let looks = 0;
  for (let i = 0; i < 6000; i++) {
    flow.pass(0.1);
    for (const symbol of symbols) {
      const spread = flow.ask(symbol) - flow.bid(symbol);
      assert.ok(flow.bid(symbol) > 0 && spread > 0, `symbol ${symbol} at ${flow.floor.time}`);
      looks++;
      if (spread === 1) oneTick++;
    }
  }
  assert.ok(oneTick / looks > 0.985, `spread is one tick in ${oneTick} of ${looks} looks`);
  flow.floor.checkInvariants();
  for (let asset = 0; asset < flow.definition.assets.length; asset++) {
    assert.equal(flow.floor.ledgerTotal(asset as AssetIndex), 0n);
  }
});

test('events come in order of time, and their number has a bound', () => {
  const flow = new FlowFloor(flowDefinition());
  flow.floor.marketEvents.drain();
  const seconds = 60;
  flow.floor.advance((flowStartUs + seconds * 1e6) as TimestampUs);
  const { records, count } = flow.floor.marketEvents;
  let trades = 0;
  let before = 0;
  for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
    const time = records[at + marketField.time]!;
    assert.ok(time >= before && time > flowStartUs);
    before = time;
    if (isTrade(records[at + marketField.kind]!)) trades++;
  }
  assert.ok(trades > seconds, `${trades} trades`);
  assert.ok(count < 10_000 * seconds, `${count} events`);
});

test('no side starves when users take all they can for an hour', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: ['BTCUSDT'] }));
  flow.openUser(50_000_000);
  for (let minute = 0; minute < 60; minute++) {
    flow.pass(60);
    assert.ok(flow.bid(BTC) > 0 && flow.ask(BTC) > flow.bid(BTC));
    flow.marketQuote(BTC, minute % 20 < 10 ? 'buy' : 'sell', 2_000_000);
  }
  flow.pass(60);
  const depth = flow.floor.book(BTC as SymbolIndex).depth('buy', 100);
  assert.equal(depth.length, 200, 'a hundred levels, each a price and a quantity');
  flow.floor.checkInvariants();
});

test('a side that was eaten whole comes back within a second', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: ['SOLUSDT'] }));
  flow.openUser(50_000_000);
  flow.pass(5);
  const farBelow = Math.round(flow.bid(0) * 0.5) as Price;
  const all = flow.floor.book(0 as SymbolIndex).depth('buy', 5000);
  const lots = all.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0) as Quantity;
  flow.order(0, 'sell', { kind: 'limit', timeInForce: 'ioc', price: farBelow, quantity: lots });
  assert.equal(flow.bid(0), -1);
  flow.pass(1);
  assert.ok(flow.bid(0) > 0 && flow.ask(0) > flow.bid(0));
});

test('the triangle stays within the fees', () => {
  const strays: number[] = [];
  for (const seed of ['a', 'b', 'c']) {
    const flow = new FlowFloor(flowDefinition({ seed, symbols: four }));
    for (let second = 0; second < 240; second++) {
      flow.pass(1);
      strays.push(Math.abs(Math.log(flow.mid(ETH) / flow.mid(BTC) / flow.mid(ETHBTC))) * 1e4);
    }
  }
  strays.sort((a, b) => a - b);
  // Three fees of 10 bp stand against an arbitrage; half a tick of ETHBTC alone is 1.1 bp.
  assert.ok(strays[strays.length >> 1]! < 4, `median ${strays[strays.length >> 1]} bp`);
  assert.ok(strays.at(-1)! < 30, `worst ${strays.at(-1)} bp`);
});

test('the live price follows its layer, and no trade of others moves the layer', () => {
  const definition = flowDefinition({ symbols: ['BTCUSDT'] });
  const flow = new FlowFloor(definition);
  const market = definition.market as FlowMarketDefinition;
  const layer = createPriceLayer(definition.seed, market);
  atOnce(runPast(layer, pastSchedule(flowStartUs, market.pastDays)));
  const live: number[] = [];
  const model: number[] = [];
  for (let step = 0; step < 4 * 3600; step++) {
    if (step % 240 === 0) live.push(Math.log(flow.mid(BTC)));
    // The market is one second behind.
    if (step % 240 === 236 || step === 0) model.push(layer.price[0]!);
    flow.pass(0.25);
    layer.step(flowStartUs + step * 250_000, 0.25);
  }
  assert.ok(correlation(returns(live, 1), returns(model, 1)) > 0.9);
});
