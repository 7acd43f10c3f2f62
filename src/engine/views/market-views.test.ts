import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventRing } from '../../core/floor/event-ring.ts';
import { type Interval, intervalStart, intervals } from './interval.ts';
import { MarketViews } from './market-views.ts';

interface Print {
  readonly gapUs: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: 0 | 1;
  /** Joins the taker order and the instant of the print before. */
  readonly joins: boolean;
}

interface Trade {
  readonly id: number;
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: 0 | 1;
  readonly taker: number;
}

const startUs = Date.UTC(2026, 1, 27, 22, 58, 30) * 1000;

const prints = fc.array(
  fc.record({
    gapUs: fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 4 * 3_600_000_000 })),
    price: fc.integer({ min: 1, max: 40 }),
    quantity: fc.integer({ min: 1, max: 2 ** 40 }),
    side: fc.constantFrom(0 as const, 1 as const),
    joins: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

function tradesOf(list: readonly Print[]): Trade[] {
  let time = startUs;
  let taker = 1000;
  return list.map((print, index) => {
    if (!print.joins || index === 0) {
      time += print.gapUs;
      taker++;
    }
    return { id: 7 + index, time, price: print.price, quantity: print.quantity, side: print.side, taker };
  });
}

function feed(views: MarketViews, trades: readonly Trade[]): void {
  const ring = new EventRing(8);
  for (const trade of trades) {
    ring.trade(0, trade.time, trade.side, trade.price, trade.quantity, trade.id, trade.taker, 0, 0, 0, 0);
  }
  views.absorb(ring);
}

function viewsOf(trades: readonly Trade[]): MarketViews {
  const views = new MarketViews(1, startUs);
  feed(views, trades);
  return views;
}

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const quoteOf = (trade: Trade) => BigInt(trade.price) * BigInt(trade.quantity);

test('aggregates tile the trades: contiguous ids, no gap, no overlap, one taker, price and time each', () => {
  fc.assert(
    fc.property(prints, (list) => {
      const trades = tradesOf(list);
      const aggregates = viewsOf(trades).aggregates(0, { limit: 1000 });
      let next = trades[0]!.id;
      for (const [index, aggregate] of aggregates.entries()) {
        assert.equal(aggregate.aggregateId, index);
        assert.equal(aggregate.firstTradeId, next);
        const parts = trades.filter((t) => t.id >= aggregate.firstTradeId && t.id <= aggregate.lastTradeId);
        assert.equal(new Set(parts.map((t) => `${t.taker} ${t.price} ${t.time}`)).size, 1);
        assert.equal(
          parts.reduce((total, t) => total + t.quantity, 0),
          aggregate.quantity,
        );
        next = aggregate.lastTradeId + 1;
      }
      assert.equal(next, trades.at(-1)!.id + 1);
    }),
  );
});

test('a candle of any interval and time zone is the sum of its trades, and quiet ones are flat', () => {
  const zones = [0, 8, -3, 5.5, 5.75, -0.1].map((hours) => hours * 3_600_000_000);
  fc.assert(
    fc.property(prints, fc.constantFrom(...intervals), fc.constantFrom(...zones), (list, interval, offsetUs) => {
      const trades = tradesOf(list);
      const views = viewsOf(trades);
      const candles = views.candles(0, interval, { limit: 1000, offsetUs });
      let previous: number | undefined;
      for (const [index, candle] of candles.entries()) {
        if (index > 0) assert.equal(candle.openTimeUs, candles[index - 1]!.endTimeUs, 'no gap');
        assert.equal(intervalStart(interval, candle.openTimeUs, offsetUs), candle.openTimeUs);
        const inside = trades.filter((t) => t.time >= candle.openTimeUs && t.time < candle.endTimeUs);
        assert.equal(candle.trades, inside.length);
        assert.equal(candle.quoteVolume, sum(inside.map(quoteOf)));
        assert.equal(candle.takerBuyQuoteVolume, sum(inside.filter((t) => t.side === 0).map(quoteOf)));
        if (inside.length === 0) {
          const flat = previous ?? candle.open;
          assert.deepEqual([candle.open, candle.high, candle.low, candle.close], [flat, flat, flat, flat]);
          assert.equal(candle.firstTradeId, -1);
        } else {
          assert.equal(candle.open, inside[0]!.price);
          assert.equal(candle.high, Math.max(...inside.map((t) => t.price)));
          assert.equal(candle.low, Math.min(...inside.map((t) => t.price)));
          assert.equal(candle.close, inside.at(-1)!.price);
          assert.deepEqual([candle.firstTradeId, candle.lastTradeId], [inside[0]!.id, inside.at(-1)!.id]);
        }
        previous = candle.close;
        assert.equal(candle.closed, candle.endTimeUs <= views.time);
      }
      assert.equal(candles.at(-1)!.closed, false, 'the last row is the unfinished one');
    }),
    { numRuns: 200 },
  );
});

test('a time zone moves the candles of every interval that its offset is not a multiple of', () => {
  const hourUs = 3_600_000_000;
  const opens = (interval: Interval, hours: number) => {
    const views = viewsOf([{ id: 1, time: startUs, price: 100, quantity: 5, side: 0, taker: 1 }]);
    const [candle] = views.candles(0, interval, { limit: 1, offsetUs: hours * hourUs });
    assert(candle !== undefined);
    return new Date((candle.openTimeUs + hours * hourUs) / 1000).toISOString().slice(11, 16);
  };
  // By the clock on the wall there: noon, six, a full hour, whatever it is in UTC.
  for (const [interval, lengthHours] of [
    ['1h', 1],
    ['2h', 2],
    ['4h', 4],
    ['6h', 6],
    ['8h', 8],
    ['12h', 12],
  ] as const) {
    for (const zone of [0, 8, -3, 5.5, 5.75]) {
      const [hour = Number.NaN, minute] = opens(interval, zone).split(':').map(Number);
      assert.deepEqual([hour % lengthHours, minute], [0, 0], `${interval} at ${zone}: ${opens(interval, zone)}`);
    }
  }
});

test('a rolling ticker is the window of its minutes', () => {
  const minutes = fc.constantFrom(1, 59, 240, 1440, 7 * 1440);
  fc.assert(
    fc.property(prints, minutes, (list, length) => {
      const trades = tradesOf(list);
      const views = viewsOf(trades);
      views.advance(views.time + 1234);
      const ticker = views.ticker(0, length * 60_000_000)!;
      const inside = trades.filter((t) => t.time >= ticker.openTimeUs);
      const opens = intervalStart('1m', views.time - length * 60_000_000);
      assert.equal(ticker.openTimeUs, Math.max(opens, intervalStart('1m', trades[0]!.time)));
      assert.equal(ticker.trades, inside.length);
      assert.equal(ticker.quoteVolume, sum(inside.map(quoteOf)));
      assert.equal(ticker.last, trades.at(-1)!.price);
      assert.equal(ticker.lastTradeId - ticker.firstTradeId + 1, inside.length);
    }),
  );
});

test('saved, stored and replayed views answer as those that never stopped', () => {
  fc.assert(
    fc.property(prints, fc.nat(60), (list, cut) => {
      const trades = tradesOf(list);
      const split = Math.min(cut, trades.length);
      const whole = viewsOf(trades);
      const first = viewsOf(trades.slice(0, split));
      const stored = first.takeClosedCandles();
      const second = MarketViews.decode(1, first.encode());
      second.loadCandles(stored);
      feed(second, trades.slice(split));
      for (const interval of intervals.filter((name) => name !== '1s')) {
        const query = { limit: 1000 };
        assert.deepEqual(second.candles(0, interval, query), whole.candles(0, interval, query), interval);
      }
      assert.deepEqual(second.recentTrades(0, 5000), whole.recentTrades(0, 5000));
      assert.deepEqual(second.aggregates(0, { limit: 5000 }), whole.aggregates(0, { limit: 5000 }));
      assert.deepEqual(second.dayTicker(0), whole.dayTicker(0));
      const late = second.takeClosedCandles();
      assert.deepEqual([...stored, ...late].sort(byPlace), whole.takeClosedCandles().sort(byPlace));
    }),
  );
});

function byPlace(a: { interval: string; openTimeUs: number }, b: { interval: string; openTimeUs: number }): number {
  return a.interval === b.interval ? a.openTimeUs - b.openTimeUs : a.interval < b.interval ? -1 : 1;
}

test('the tape forgets only its oldest trades and keeps 5,000 over a restart', () => {
  const trades = tradesOf(
    Array.from({ length: 20_000 }, (_, i) => ({
      gapUs: 1000,
      price: 1 + (i % 9),
      quantity: 1 + (i % 5),
      side: 0,
      joins: i % 3 === 1,
    })),
  );
  const views = viewsOf(trades);
  assert.deepEqual(
    views.recentTrades(0, 1000).map((t) => t.tradeId),
    trades.slice(-1000).map((t) => t.id),
  );
  assert.ok(views.tradesFrom(0, 0, 100_000).length >= 8000);
  const again = MarketViews.decode(1, views.encode());
  assert.deepEqual(again.recentTrades(0, 5000), views.recentTrades(0, 5000));
  assert.deepEqual(again.aggregates(0, { limit: 1000 }), views.aggregates(0, { limit: 1000 }));
  assert.deepEqual(again.candles(0, '1s', { limit: 3 }), views.candles(0, '1s', { limit: 3 }));
});

test('candle queries answer by start, by end, by both and by neither, oldest first', () => {
  const trades = tradesOf(
    Array.from({ length: 50 }, () => ({ gapUs: 60_000_000, price: 5, quantity: 1, side: 0, joins: false })),
  );
  const views = viewsOf(trades);
  const opens = (query: { startUs?: number; endUs?: number; limit: number }, interval: Interval = '1m') =>
    views.candles(0, interval, query).map((candle) => candle.openTimeUs);
  const all = opens({ limit: 1000 });
  assert.equal(all.length, 50);
  assert.deepEqual(opens({ limit: 3 }), all.slice(-3));
  assert.deepEqual(opens({ startUs: all[4]! - 1, limit: 3 }), all.slice(4, 7));
  assert.deepEqual(opens({ endUs: all[9]!, limit: 3 }), all.slice(7, 10));
  assert.deepEqual(opens({ startUs: all[4]!, endUs: all[5]! + 1, limit: 3 }), all.slice(4, 6));
  assert.deepEqual(opens({ startUs: all.at(-1)! + 1, limit: 3 }), []);
  assert.deepEqual(opens({ endUs: all[0]! - 60_000_000, limit: 3 }), []);
});

test('a symbol that nobody trades for long, or looks at, has candles without a hole', () => {
  const secondUs = 1_000_000;
  const lengths = { '1s': secondUs, '1m': 60 * secondUs } as const;
  const quiet = fc.integer({ min: 0, max: 30 * 86_400 });
  fc.assert(
    fc.property(fc.array(quiet, { minLength: 1, maxLength: 4 }), (seconds) => {
      const views = new MarketViews(1, startUs);
      let time = startUs;
      for (const [i, gap] of [0, ...seconds].entries()) {
        time += gap * secondUs;
        feed(views, [{ id: 1 + i, time, price: 5, quantity: 1, side: 0, taker: 1 + i }]);
      }
      for (const interval of ['1s', '1m'] as const) {
        const all = views.candles(0, interval, { limit: 100_000 });
        const last = all.at(-1)!.openTimeUs;
        assert.equal(last, intervalStart(interval, time));
        const before = (row: number) => all[row]!.openTimeUs - lengths[interval];
        const holes = all.filter((_, row) => row > 0 && all[row - 1]!.openTimeUs !== before(row));
        assert.equal(holes.length, 0, `behind ${holes[0]?.openTimeUs} of ${interval}`);
        const promised = interval === '1s' ? 2700 : 15_120;
        const lived = (last - intervalStart(interval, startUs)) / lengths[interval] + 1;
        assert.ok(all.length >= Math.min(promised, lived), `${all.length} of ${interval}`);
      }
    }),
    { numRuns: 30 },
  );
});

test('a past joins the first trades: its last candle is continued', () => {
  const minute = intervalStart('1m', startUs);
  const views = new MarketViews(1, startUs);
  views.seed([
    { minutes: [pastCandle(minute - 60_000_000, 10), pastCandle(minute, 11)], quarters: [], hours: [], days: [] },
  ]);
  feed(views, [{ id: 1, time: startUs, price: 20, quantity: 3, side: 0, taker: 1 }]);
  const [before, open] = views.candles(0, '1m', { limit: 2 });
  assert.equal(before!.quoteVolume, 2n ** 60n);
  assert.deepEqual([open!.open, open!.high, open!.low, open!.close, open!.trades], [10, 20, 9, 20, 3]);
  assert.equal(open!.quoteVolume, 2n ** 60n + 60n);
});

test('a past with a hole has quiet candles there, as the floor would have had', () => {
  const minute = intervalStart('1m', startUs);
  const views = new MarketViews(1, startUs);
  const minutes = [pastCandle(minute - 5 * 60_000_000, 10), pastCandle(minute - 60_000_000, 11)];
  views.seed([{ minutes, quarters: [], hours: [], days: [] }]);
  const rows = views.candles(0, '1m', { limit: 10 }).map(({ openTimeUs, open, close, trades }) => {
    return [(openTimeUs - minute) / 60_000_000, open, close, trades];
  });
  assert.deepEqual(rows, [
    [-5, 10, 10, 2],
    [-4, 10, 10, 0],
    [-3, 10, 10, 0],
    [-2, 10, 10, 0],
    [-1, 10, 11, 2],
    [0, 11, 11, 0],
  ]);
});

test('a window of days on a new floor reaches back over its past, in quarters where it has no minutes', () => {
  const minuteUs = 60_000_000;
  const quarterUs = 15 * minuteUs;
  const dayUs = 96 * quarterUs;
  const minute = intervalStart('1m', startUs);
  const quarter = intervalStart('15m', startUs);
  const views = new MarketViews(1, startUs);
  const past = (first: number, last: number, lengthUs: number) => {
    const count = Math.round((last - first) / lengthUs) + 1;
    return Array.from({ length: count }, (_, i) => pastCandle(first + i * lengthUs, 10 + (i % 2)));
  };
  const minutes = past(minute - 1500 * minuteUs, minute, minuteUs);
  const quarters = past(quarter - 10 * dayUs, quarter, quarterUs);
  views.seed([{ minutes, quarters, hours: [], days: [] }]);
  feed(views, [{ id: 1, time: startUs, price: 20, quantity: 3, side: 0, taker: 1 }]);
  const seam = Math.ceil(minutes[0]!.openTimeUs / quarterUs) * quarterUs;
  for (const days of [1, 2, 7]) {
    const opens = intervalStart('1m', startUs - days * dayUs);
    const older = days === 1 ? [] : quarters.filter((row) => row.openTimeUs >= opens && row.openTimeUs < seam);
    const recent = minutes.filter((row) => row.openTimeUs >= (days === 1 ? opens : seam));
    const ticker = views.ticker(0, days * dayUs)!;
    assert.equal(ticker.openTimeUs, (older[0] ?? recent[0])!.openTimeUs);
    assert.ok(ticker.openTimeUs - opens < quarterUs);
    assert.equal(ticker.closeTimeUs, startUs);
    assert.equal(ticker.volume, 4 * (older.length + recent.length) + 3);
    assert.equal(ticker.quoteVolume, 2n ** 60n * BigInt(older.length + recent.length) + 60n);
    assert.deepEqual([ticker.high, ticker.low, ticker.last, ticker.firstTradeId], [20, 9, 20, 1]);
  }
});

function pastCandle(openTimeUs: number, close: number) {
  return {
    openTimeUs,
    open: 10,
    high: 12,
    low: 9,
    close,
    volume: 4,
    quoteVolume: 2 ** 60,
    trades: 2,
    takerBuyVolume: 1,
    takerBuyQuoteVolume: 10,
  };
}
