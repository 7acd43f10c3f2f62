import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemorySession } from '../../../test/support/memory-session.ts';
import { EventRing } from '../../core/floor/event-ring.ts';
import { formatPrice, formatQuantity, formatTickLots } from '../../core/units/convert.ts';
import type { CandleForm, CandleQuery } from '../../engine/views/candle.ts';
import { type Interval, intervals } from '../../engine/views/interval.ts';
import { MarketViews } from '../../engine/views/market-views.ts';
import { marketOf } from '../operations/market-data.ts';
import { type CandleRequest, CandleTexts } from './candle-texts.ts';
import type { Market } from './market-json.ts';
import { type TimeUnit, wireTime, wireTimeBefore } from './time-unit.ts';

const session = new MemorySession();
const markets = session.floor.instruments.symbols.map((instrument) => marketOf(session, instrument));
const startUs = session.definition.startTimeUs;
const secondUs = 1_000_000;
const hourUs = 3600 * secondUs;

/** Counts what is made of candles. */
class CountedViews extends MarketViews {
  made = 0;

  override candleRows<Row>(symbol: number, interval: Interval, query: CandleQuery, form: CandleForm<Row>): Row[] {
    return super.candleRows(symbol, interval, query, {
      kept: (openTimeUs) => form.kept(openTimeUs),
      make: (candle) => {
        this.made++;
        return form.make(candle);
      },
    });
  }
}

class Trades {
  readonly views = new CountedViews(markets.length, startUs);
  #time = startUs;
  #id = 1;

  trade(symbol: number, gapUs: number, price: number, quantity: number): void {
    this.#time += gapUs;
    const ring = new EventRing(8);
    const id = this.#id++;
    ring.trade(symbol, this.#time, id % 3 === 0 ? 1 : 0, price, quantity, id, id, 0, 0, 0, 0);
    this.views.absorb(ring);
  }

  wait(gapUs: number): void {
    this.#time += gapUs;
    this.views.advance(this.#time);
  }
}

/** As the documents show a row, from the candles themselves. */
function madeAnew({ instrument, quoteDecimals }: Market, views: MarketViews, request: CandleRequest): string {
  const { interval, range, unit } = request;
  const rows = views
    .candles(instrument.index, interval, range)
    .map((candle) => [
      wireTime(candle.openTimeUs, unit),
      formatPrice(instrument, candle.open),
      formatPrice(instrument, candle.high),
      formatPrice(instrument, candle.low),
      formatPrice(instrument, candle.close),
      formatQuantity(instrument, candle.volume),
      wireTimeBefore(candle.endTimeUs, unit),
      formatTickLots(instrument, candle.quoteVolume, quoteDecimals),
      candle.trades,
      formatQuantity(instrument, candle.takerBuyVolume),
      formatTickLots(instrument, candle.takerBuyQuoteVolume, quoteDecimals),
      '0',
    ]);
  return JSON.stringify(rows);
}

const gap = fc.oneof(
  fc.integer({ min: 0, max: 3 * secondUs }),
  fc.integer({ min: 0, max: 5 * hourUs }),
  fc.integer({ min: 0, max: 40 * 24 * hourUs }),
);
const symbol = fc.nat(markets.length - 1);
const trade = fc.record({
  kind: fc.constant('trade' as const),
  symbol,
  gapUs: gap,
  price: fc.integer({ min: 1, max: 10_000_000 }),
  quantity: fc.integer({ min: 1, max: 2 ** 30 }),
});
const wait = fc.record({ kind: fc.constant('wait' as const), gapUs: gap });
const ask = fc.record({
  kind: fc.constant('ask' as const),
  intervals: fc.tuple(fc.constantFrom(...intervals), fc.constantFrom(...intervals)),
  offsetMinutes: fc.constantFrom(0, 0, 60, -330, 480, 345, 1),
  limit: fc.integer({ min: 1, max: 30 }),
  agoUs: fc.option(gap, { nil: undefined }),
  untilAgoUs: fc.option(gap, { nil: undefined }),
});

type Ask = typeof ask extends fc.Arbitrary<infer Step> ? Step : never;
const units: readonly TimeUnit[] = ['ms', 'us'];

/** One question in every form whose texts differ: of two intervals, in either unit, with and without the time zone. */
function requestsOf(step: Ask, timeUs: number): CandleRequest[] {
  const range = {
    limit: step.limit,
    ...(step.agoUs === undefined ? {} : { startUs: timeUs - step.agoUs }),
    ...(step.untilAgoUs === undefined ? {} : { endUs: timeUs - step.untilAgoUs }),
  };
  return [0, step.offsetMinutes * 60 * secondUs].flatMap((offsetUs) =>
    units.flatMap((unit) => step.intervals.map((interval) => ({ interval, unit, range: { ...range, offsetUs } }))),
  );
}

test('a text that was kept is the one that would be made anew', () => {
  const steps = fc.array(fc.oneof(trade, wait, ask), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 60 }), (list, shelfTexts) => {
      const texts = new CandleTexts(shelfTexts);
      const trades = new Trades();
      const { views } = trades;
      for (const step of list) {
        if (step.kind === 'trade') trades.trade(step.symbol, step.gapUs, step.price, step.quantity);
        else if (step.kind === 'wait') trades.wait(step.gapUs);
        else {
          for (const request of requestsOf(step, views.time)) {
            for (const market of markets) {
              assert.equal(texts.answer(market, views, request), madeAnew(market, views, request));
            }
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

const market = markets[0]!;
const secondsRange = { limit: 1000 };
const seconds = { interval: '1s', unit: 'ms', range: secondsRange } as const;

/** A trade a second. */
function tradedFor(count: number): Trades {
  const trades = new Trades();
  for (let index = 0; index < count; index++) trades.trade(0, secondUs, 5_000_000 + index, 10 + index);
  return trades;
}

/** How many candles were made for an answer, which is right. */
function madeFor(texts: CandleTexts, views: CountedViews, request: CandleRequest = seconds): number {
  const expected = madeAnew(market, views, request);
  const before = views.made;
  assert.equal(texts.answer(market, views, request), expected);
  return views.made - before;
}

test('who asks again gets the open candle made anew, and those that have closed since', () => {
  const texts = new CandleTexts();
  const trades = tradedFor(50);
  const { views } = trades;
  assert.equal(madeFor(texts, views), 50);
  assert.equal(madeFor(texts, views), 1);
  trades.trade(0, 0, 6_000_000, 1);
  assert.equal(madeFor(texts, views), 1);
  trades.trade(0, 3 * secondUs, 7_000_000, 1);
  assert.equal(madeFor(texts, views), 4);
});

test('what is asked for again and again stays, what nobody asks for goes when two shelves were filled', () => {
  const texts = new CandleTexts(100);
  const { views } = tradedFor(90);
  const others = [60, -60, 480].map((minutes) => ({
    ...seconds,
    range: { limit: 90, offsetUs: minutes * 60_000_000 },
  }));
  assert.equal(madeFor(texts, views), 90);
  for (const other of others) {
    assert.equal(madeFor(texts, views, other), 90);
    assert.equal(madeFor(texts, views), 1);
  }
  for (const other of others) madeFor(texts, views, other);
  assert.equal(madeFor(texts, views), 90);
});

test('candles that the floor has dropped are not told, however lately they were asked for', () => {
  const texts = new CandleTexts();
  const trades = tradedFor(10);
  const { views } = trades;
  const early = { ...seconds, range: { limit: 5, startUs } };
  const first = texts.answer(market, views, early);
  for (let hour = 0; hour < 3; hour++) {
    trades.wait(hourUs);
    assert.equal(texts.answer(market, views, early), madeAnew(market, views, early));
  }
  assert.notEqual(texts.answer(market, views, early), first);
});

test('floors keep their texts apart', () => {
  const texts = new CandleTexts();
  const [one, other] = [tradedFor(3), new Trades()];
  other.trade(0, secondUs, 1, 1);
  other.wait(5 * secondUs);
  for (const { views } of [one, other, one, other]) madeFor(texts, views);
});
