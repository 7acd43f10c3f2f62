import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  autocorrelation,
  correlation,
  hill,
  median,
  returns,
  standardDeviation,
  winsorisedKurtosis,
} from '../../../bench/market/statistics.ts';
import { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import { defaultFlowMarket } from '../default-flow.ts';
import { createPriceLayer } from './flow-symbols.ts';
import { runPast } from './past-path.ts';
import { pastSchedule } from './past-schedule.ts';
import { PriceLayer } from './price-layer.ts';

const own = defaultFlowMarket.symbols.filter((one) => one.model === 'price');
const START_US = Date.UTC(2026, 8, 16) * 1000;

function createLayer(seed: string, count = own.length): PriceLayer {
  const some = own.slice(0, count);
  return new PriceLayer(
    seed,
    some.map((one) => one.symbol),
    some.map((one) => one.price),
  );
}

test('a symbol keeps its path among others', () => {
  const many = createLayer('a');
  const few = createLayer('a', 2);
  for (let i = 0; i < 500; i++) {
    many.step(START_US + i * 60e6, 60);
    few.step(START_US + i * 60e6, 60);
  }
  assert.equal(many.price[1], few.price[1]);
});

test('a layer goes on from its snapshot, also with another step', () => {
  const layer = createLayer('a');
  for (let i = 0; i < 500; i++) layer.step(START_US + i * 900e6, 900);
  const out = new ByteWriter();
  layer.encode(out);
  const copy = createLayer('b');
  copy.decode(new ByteReader(out.take()));
  for (let i = 0; i < 500; i++) {
    layer.step(START_US + i * 250_000, 0.25);
    copy.step(START_US + i * 250_000, 0.25);
  }
  assert.deepEqual(copy.price, layer.price);
  assert.deepEqual(copy.activity, layer.activity);
});

test('a wild time calms down by itself: jumps raise the volatility that brings jumps, and once they ran away', () => {
  const startUs = 1_795_395_476_415_553;
  const layer = createPriceLayer('hunt-219', defaultFlowMarket);
  const from = Float64Array.from(layer.price);
  let wildest = 0;
  const schedule = pastSchedule(startUs, 365);
  const look = (): void => {
    wildest = Math.max(wildest, layer.common.level, ...layer.price.map((price, s) => Math.abs(price - (from[s] ?? 0))));
  };
  atOnce(runPast(layer, schedule, look));
  assert.ok(wildest < 5, `a logarithm of ${wildest}`);
});

test('no way is the usual one: in sixty months the middle of all moves is near nothing', () => {
  const months = 60;
  let sum = 0;
  let squares = 0;
  for (let month = 0; month < months; month++) {
    const layer = createLayer(`way-${month}`, 1);
    for (let i = 0; i < 30 * 1440; i++) layer.step(START_US + i * 60e6, 60);
    const move = layer.price[0] ?? Number.NaN;
    sum += move;
    squares += move * move;
  }
  const mean = sum / months;
  const error = Math.sqrt((squares / months - mean * mean) / months);
  assert.ok(Math.abs(mean) < 4 * error, `${mean} in a month, give or take ${error}`);
});

test('returns have the tails and the memory of real ones, in the middle of twelve months', () => {
  const measured = Array.from({ length: 12 }, (_, seed) => measureMonth(`month-${seed}`));
  const middle = (name: keyof ReturnType<typeof measureMonth>) => median(measured.map((one) => one[name]));
  const bands = {
    sdBp: [6, 11],
    kurtosis: [9, 19],
    hill5: [2.2, 2.9],
    acf: [-0.02, 0.04],
    acfAbs1: [0.28, 0.46],
    acfAbs10: [0.13, 0.43],
    acfAbs60: [0.06, 0.27],
    leverage: [-0.11, -0.02],
    fiveKurtosis: [7, 17],
    fiveAcfAbs1: [0.28, 0.42],
    varianceRatio: [0.97, 1.15],
    ethCorrelation: [0.7, 0.88],
    altCorrelation: [0.5, 0.75],
  } as const;
  for (const [name, [low, high]] of Object.entries(bands)) {
    const value = middle(name as keyof typeof bands);
    assert.ok(value >= low && value <= high, `${name}: ${value} is not within ${low} to ${high}`);
  }
});

function measureMonth(seed: string) {
  const layer = createLayer(seed, 4);
  let time = START_US;
  const step = (seconds: number): void => {
    layer.step(time, seconds);
    time += seconds * 1e6;
  };
  for (let i = 0; i < 500; i++) step(900);
  const paths: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < 30 * 1440; i++) {
    step(60);
    paths[0].push(layer.price[0]!);
    paths[1].push(layer.price[1]!);
    paths[2].push(layer.price[3]!);
  }
  const minute = returns(paths[0], 1);
  const five = returns(paths[0], 5);
  const size = minute.map(Math.abs);
  return {
    sdBp: standardDeviation(minute) * 1e4,
    kurtosis: winsorisedKurtosis(minute),
    hill5: hill(size, 0.05),
    acf: autocorrelation(minute, 1),
    acfAbs1: autocorrelation(size, 1),
    acfAbs10: autocorrelation(size, 10),
    acfAbs60: autocorrelation(size, 60),
    leverage: correlation(minute.slice(0, -1), size.slice(1)),
    fiveKurtosis: winsorisedKurtosis(five),
    fiveAcfAbs1: autocorrelation(five.map(Math.abs), 1),
    varianceRatio: standardDeviation(five) ** 2 / 5 / standardDeviation(minute) ** 2,
    ethCorrelation: correlation(five, returns(paths[1], 5)),
    altCorrelation: correlation(five, returns(paths[2], 5)),
  };
}
