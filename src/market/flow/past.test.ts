import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowFloor, flowDefinition, flowStartUs } from '../../../test/support/flow-floor.ts';
import type { PastCandle, SymbolPast } from '../../core/market-source.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import { createFlowMarket } from './create-flow-market.ts';

const MINUTE_US = 60_000_000;
const lengths = {
  minutes: MINUTE_US,
  quarters: 15 * MINUTE_US,
  hours: 60 * MINUTE_US,
  days: 1440 * MINUTE_US,
} as const;
const intervals = Object.keys(lengths) as (keyof SymbolPast & keyof typeof lengths)[];

/** 14:23:45.678901: in the middle of everything. */
const startTimeUs = flowStartUs + 23 * MINUTE_US + 45_678_901;
const definition = flowDefinition({ pastDays: 365, startTimeUs });
const pasts = atOnce(createFlowMarket(definition).past());

test('there is a day of minutes, a month of quarters and hours, and a year of days', () => {
  assert.equal(pasts.length, definition.symbols.length);
  for (const past of pasts) {
    assert.ok(past.minutes.length >= 1440);
    assert.ok(past.quarters.length >= 30 * 96);
    assert.ok(past.hours.length >= 30 * 24);
    assert.equal(past.days.length, 366);
  }
});

test('candles stand on their boundaries without gaps; the last one is open at the first moment', () => {
  for (const past of pasts) {
    for (const interval of intervals) {
      const length = lengths[interval];
      const candles = past[interval];
      candles.forEach((candle, i) => {
        assert.equal(candle.openTimeUs % length, 0);
        if (i > 0) assert.equal(candle.openTimeUs, candles[i - 1]!.openTimeUs + length);
      });
      const last = candles.at(-1)!;
      assert.ok(last.openTimeUs < startTimeUs && startTimeUs < last.openTimeUs + length);
    }
  }
});

test('no candle is open when the first moment falls on every boundary', () => {
  const midnight = Math.floor(flowStartUs / lengths.days) * lengths.days;
  const [past] = atOnce(createFlowMarket(flowDefinition({ symbols: ['BTCUSDT'], startTimeUs: midnight })).past());
  for (const interval of intervals) assert.equal(past![interval].at(-1)!.openTimeUs, midnight - lengths[interval]);
});

test('every candle is possible', () => {
  const whole = (candle: PastCandle) => Object.values(candle).every((value) => Number.isInteger(value));
  for (const past of pasts) {
    for (const interval of intervals) {
      for (const candle of past[interval]) {
        const { open, high, low, close, volume, quoteVolume, trades } = candle;
        assert.ok(whole(candle));
        assert.ok(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close));
        assert.ok(volume > 0 && trades > 0 && trades <= volume);
        assert.ok(quoteVolume >= low * volume && quoteVolume <= high * volume);
        assert.ok(candle.takerBuyVolume >= 0 && candle.takerBuyVolume <= volume);
        assert.ok(candle.takerBuyQuoteVolume >= 0 && candle.takerBuyQuoteVolume <= quoteVolume);
      }
    }
  }
});

test('longer candles are exactly the sums of shorter ones', () => {
  const pairs = [
    ['minutes', 'hours'],
    ['quarters', 'hours'],
    ['hours', 'days'],
    ['quarters', 'days'],
  ] as const;
  for (const past of pasts) {
    for (const [short, long] of pairs) {
      for (const candle of past[long]) {
        const end = candle.openTimeUs + lengths[long];
        const parts = past[short].filter((part) => part.openTimeUs >= candle.openTimeUs && part.openTimeUs < end);
        if (parts[0]?.openTimeUs !== candle.openTimeUs) continue;
        assert.deepEqual(candle, sum(parts));
      }
    }
  }
});

function sum(parts: readonly PastCandle[]): PastCandle {
  const total = (field: keyof PastCandle) => parts.reduce((all, part) => all + part[field], 0);
  return {
    openTimeUs: parts[0]!.openTimeUs,
    open: parts[0]!.open,
    high: Math.max(...parts.map((part) => part.high)),
    low: Math.min(...parts.map((part) => part.low)),
    close: parts.at(-1)!.close,
    volume: total('volume'),
    quoteVolume: total('quoteVolume'),
    trades: total('trades'),
    takerBuyVolume: total('takerBuyVolume'),
    takerBuyQuoteVolume: total('takerBuyQuoteVolume'),
  };
}

test('the past ends at the first live price, and crosses end where their legs do', () => {
  const flow = new FlowFloor(definition);
  flow.pass(1);
  definition.symbols.forEach((_, symbol) => {
    const close = pasts[symbol]!.days.at(-1)!.close;
    for (const interval of intervals) assert.equal(pasts[symbol]![interval].at(-1)!.close, close);
    const mid = (flow.bid(symbol) + flow.ask(symbol)) / 2;
    assert.ok(Math.abs(mid / close - 1) < 20e-4 + 2 / close, `${mid} after ${close}`);
  });
  const close = (symbol: number) => pasts[symbol]!.hours.at(-5)!.close * Number(definition.symbols[symbol]!.tickSize);
  assert.ok(Math.abs(close(1) / close(0) / close(8) - 1) < 2e-4 + 1e-5 / close(8));
});

test('the past moves like a market: years are not absurd, days are neither still nor wild', () => {
  for (const past of pasts) {
    const returns = past.days.slice(1).map((day, i) => Math.log(day.close / past.days[i]!.close));
    const sd = Math.sqrt(returns.reduce((all, r) => all + r * r, 0) / returns.length);
    assert.ok(sd > 0.01 && sd < 0.09, `daily sd ${sd}`);
    assert.ok(Math.abs(Math.log(past.days[0]!.open / past.days.at(-1)!.close)) < 1.7);
  }
});

test('volume does not jump where the past meets the live market', () => {
  const ratios: number[] = [];
  for (const seed of ['a', 'b', 'c', 'd']) {
    const own = flowDefinition({ seed, symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] });
    const before = atOnce(createFlowMarket(own).past());
    const flow = new FlowFloor(own);
    const live = flow.turnover(600);
    live.forEach((quote, symbol) => {
      const instrument = flow.floor.instruments.symbols[symbol]!;
      const past = before[symbol]!.minutes.slice(-10).reduce((all, one) => all + one.quoteVolume, 0);
      ratios.push(Math.log(quote / ((past * instrument.quotePerTickLot) / 1e8)));
    });
  }
  const mean = ratios.reduce((a, b) => a + b) / ratios.length;
  assert.ok(Math.abs(mean) < 0.5, `live over past: ${Math.exp(mean)}`);
});
