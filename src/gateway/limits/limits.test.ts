import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountEvent } from '../../core/messages/account-event.ts';
import { defaultRateLimits } from '../wire/rate-limits.ts';
import { BanList } from './ban-list.ts';
import { OrderCounter } from './order-counter.ts';
import { RequestLimits } from './request-limits.ts';
import { type LimitChannel, readNews } from './usage-news.ts';
import { WindowedUsage } from './windowed-usage.ts';

const minute = 60_000;
const noon = 1_700_000_040_000 - (1_700_000_040_000 % (5 * minute));

test('weight is counted per address in calendar minutes, and refused above the limit until the minute ends', () => {
  let now = noon;
  const limits = new RequestLimits({
    rateLimits: { ...defaultRateLimits, weightPerMinute: 100 },
    enforced: true,
    nowMs: () => now,
  });
  assert.equal(limits.charge('a', 60), undefined);
  assert.equal(limits.charge('b', 100), undefined);
  now += 30_000;
  const over = limits.charge('a', 41);
  assert.deepEqual([over?.error.status, over?.error.code, over?.retryAfterSeconds], [429, -1003, 30]);
  assert.equal(limits.used('a'), 101);
  now += 30_000;
  assert.equal(limits.charge('a', 100), undefined);
});

test('raw requests are counted per address in five minutes, those on sockets are not', () => {
  let now = noon;
  const rateLimits = { ...defaultRateLimits, requestsPerFiveMinutes: 3 };
  const limits = new RequestLimits({ rateLimits, enforced: true, nowMs: () => now });
  for (let i = 0; i < 3; i++) assert.equal(limits.charge('a', 0), undefined);
  assert.equal(limits.charge('a', 0, 0), undefined);
  now += minute;
  const over = limits.charge('a', 0);
  assert.deepEqual([over?.error.status, over?.error.code, over?.retryAfterSeconds], [429, -1003, 240]);
  assert.match(over?.error.message ?? '', /current limit is 3 requests per 5 MINUTE/);
  now += 4 * minute;
  assert.equal(limits.charge('a', 0), undefined);
});

test('weight given back counts no more', () => {
  const usage = new WindowedUsage(minute, 10);
  usage.add('a', 10, noon);
  usage.add('a', -10, noon);
  assert.equal(usage.used('a', noon), 0);
  usage.add('a', -10, noon);
  assert.equal(usage.used('a', noon), 0);
});

test('a server that has nobody to tell forgets what it would have told with the addresses', () => {
  const usage = new WindowedUsage(minute, 100);
  const bans = new BanList();
  for (let at = 0; at < 50; at++) {
    for (let address = 0; address < 20; address++) usage.add(`${at}:${address}`, 50, noon + at * minute);
    // An address that is banned again and again is one piece of news.
    for (let refusals = 0; refusals <= 200; refusals++) bans.refused('a', noon + at * minute);
  }
  assert.equal(usage.takeNews(10_000).length, 20);
  assert.equal(bans.takeNews(10_000).length, 1);
});

test('an address that keeps on after its limit is banned, each time for twice as long, for three days at most', () => {
  const bans = new BanList();
  const stubborn = (at: number) => {
    for (;;) {
      const until = bans.refused('a', at);
      if (until !== undefined) return (until - at) / minute;
    }
  };
  let now = noon;
  const lengths: number[] = [];
  for (let i = 0; i < 14; i++) {
    lengths.push(stubborn(now));
    const until = bans.until('a', now) ?? 0;
    assert.equal(bans.until('a', until - 1), until);
    assert.equal(bans.until('a', until), undefined);
    now = until;
  }
  assert.deepEqual(lengths.slice(0, 4), [2, 4, 8, 16]);
  assert.equal(lengths.at(-1), 3 * 24 * 60);
  assert.equal(bans.until('b', noon), undefined);
});

test('switched off, limits count and never refuse; without bans they refuse and never ban', () => {
  const rateLimits = { ...defaultRateLimits, weightPerMinute: 1 };
  const off = new RequestLimits({ rateLimits, enforced: false, nowMs: () => noon });
  assert.equal(off.charge('a', 1e9), undefined);
  assert.equal(off.used('a'), 1e9);
  const lenient = new RequestLimits({ rateLimits, enforced: true, bans: false, nowMs: () => noon });
  for (let i = 0; i < 2000; i++) assert.notEqual(lenient.charge('a', 1)?.error.status, 418);
});

test('servers that tell each other count together: none lets through more than a tenth above the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 80 })), { maxLength: 600 }),
      async (asked) => {
        const ears: ((text: string) => void)[] = [];
        const channel = (): LimitChannel => ({
          tell: async (text) => {
            assert.ok(text.length < 7900 && readNews(text) !== undefined);
            for (const ear of ears) ear(text);
          },
          listen: async (heard) => {
            ears.push(heard);
          },
        });
        const servers = await Promise.all(
          [0, 1, 2].map(async () => {
            const parts = { rateLimits: defaultRateLimits, enforced: true, nowMs: () => noon, channel: channel() };
            const limits = new RequestLimits(parts);
            await limits.open();
            return limits;
          }),
        );
        let passed = 0;
        for (const [index, weight] of asked) {
          if (servers[index]?.charge('a', weight) === undefined) passed += weight;
          // What a server has to tell goes out before the next request.
          await servers[index]?.tellNow();
        }
        assert.ok(passed <= defaultRateLimits.weightPerMinute * 1.1, `${passed} passed`);
        const all = asked.reduce((sum, [, weight]) => sum + weight, 0);
        if (all <= defaultRateLimits.weightPerMinute) assert.equal(passed, all);
      },
    ),
    { numRuns: 50 },
  );
});

test('a ban made by one server holds on the others, and old news do not', async () => {
  const ears: ((text: string) => void)[] = [];
  const channel: LimitChannel = {
    tell: async (text) => {
      for (const ear of ears) ear(text);
    },
    listen: async (heard) => {
      ears.push(heard);
    },
  };
  const rateLimits = { ...defaultRateLimits, weightPerMinute: 1 };
  let now = noon;
  const parts = { rateLimits, enforced: true, nowMs: () => now, channel };
  const [one, other] = [new RequestLimits(parts), new RequestLimits(parts)];
  await Promise.all([one.open(), other.open()]);
  while (one.charge('a', 1)?.error.status !== 418);
  await one.tellNow();
  const refusal = other.charge('a', 0);
  assert.deepEqual([refusal?.error.status, refusal?.retryAfterSeconds], [418, 120]);
  for (const text of [
    '',
    '[]',
    '{"a":1}',
    '["x",[["a",1]],[],[],[]]',
    `["x",[["c",${noon / minute - 1},99]],[],[],[]]`,
  ]) {
    for (const ear of ears) ear(text);
  }
  assert.equal(other.used('c'), 0);
  now += 2 * minute;
  assert.equal(other.charge('a', 1), undefined);
});

const accepted = (account: number) => ({ type: 'order_accepted', account }) as AccountEvent;
const filled = (account: number, isMaker: boolean, executed = 5) =>
  ({ type: 'order_filled', account, order: { executed }, fill: { quantity: 5, isMaker } }) as unknown as AccountEvent;

test('orders are counted per account in both windows as the floor tells of them, and refused with the time to wait', () => {
  const counter = new OrderCounter({ perTenSeconds: 2, perDay: 3 });
  const place = (orders: number, at: number) => {
    const refusal = counter.take(1, at, orders);
    if (refusal !== undefined) return refusal;
    counter.absorb(
      Array.from({ length: orders }, () => accepted(1)),
      at,
    );
    counter.end(1, at, orders, 'told');
    return undefined;
  };
  const start = noon - (noon % 86_400_000);
  assert.equal(place(1, start), undefined);
  assert.equal(place(1, start), undefined);
  assert.deepEqual(place(1, start + 4000), { limit: 2, interval: '10 SECOND', retryAfterSeconds: 6 });
  assert.equal(place(1, start + 10_000), undefined);
  assert.deepEqual(counter.counts(1, start + 10_000), { tenSeconds: 1, day: 3 });
  assert.deepEqual(place(1, start + 10_000), { limit: 3, interval: '1 DAY', retryAfterSeconds: 86_390 });
  assert.equal(counter.take(2, start), undefined);
});

test('orders under way have their places, refused ones give them back, and some count although nothing was placed', () => {
  const counter = new OrderCounter({ perTenSeconds: 2, perDay: 100 });
  assert.equal(counter.take(1, noon, 2), undefined);
  assert.notEqual(counter.take(1, noon), undefined);
  counter.end(1, noon, 2, 'told');
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 0, day: 0 });
  assert.equal(counter.take(1, noon), undefined);
  counter.end(1, noon, 1, 'counted');
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 1, day: 1 });
});

test('what is told while the history is asked counts once, on top of what the history has', () => {
  const counter = new OrderCounter({ perTenSeconds: 100, perDay: 100 });
  const told = (eventId: number) => [{ ...accepted(1), eventId }];
  const stored = { eventId: 7, counts: [{ account: 1, tenSeconds: 2, day: 5 }] };
  counter.holdBack();
  counter.absorb(told(7), noon);
  counter.absorb(told(8), noon);
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 0, day: 0 });
  counter.restore(stored, noon, noon + 9_999);
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 3, day: 6 });
  // Of a follower that is behind the history.
  counter.absorb(told(6), noon);
  counter.absorb(told(9), noon);
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 4, day: 7 });
});

test('a window that ended while the history was asked begins anew, and without a history all do', () => {
  const counter = new OrderCounter({ perTenSeconds: 100, perDay: 100 });
  const stored = { eventId: 7, counts: [{ account: 1, tenSeconds: 2, day: 5 }] };
  counter.holdBack();
  counter.restore(stored, noon, noon + 10_000);
  assert.deepEqual(counter.counts(1, noon + 10_000), { tenSeconds: 0, day: 5 });
  const alone = new OrderCounter({ perTenSeconds: 100, perDay: 100 });
  alone.holdBack();
  alone.absorb([{ ...accepted(1), eventId: 1 }], noon);
  alone.restore(undefined, noon, noon);
  assert.deepEqual(alone.counts(1, noon), { tenSeconds: 1, day: 1 });
});

test("the exchange's own example of a taker: the first fill takes one off, later ones nothing", () => {
  const counter = new OrderCounter({ perTenSeconds: 100, perDay: 100 });
  const after = (...events: AccountEvent[]) => {
    counter.absorb(events, noon);
    return counter.counts(7, noon).tenSeconds;
  };
  assert.deepEqual(
    [after(accepted(7)), after(accepted(7)), after(filled(7, false)), after(accepted(7)), after(filled(7, false, 10))],
    [1, 2, 1, 2, 2],
  );
});

test("the exchange's own example of a maker: the first fill takes five off, and never below zero", () => {
  const counter = new OrderCounter({ perTenSeconds: 100, perDay: 100 });
  const after = (...events: AccountEvent[]) => {
    counter.absorb(events, noon);
    return counter.counts(7, noon).tenSeconds;
  };
  const five = Array.from({ length: 5 }, () => accepted(7));
  assert.deepEqual([after(...five), after(filled(7, true)), after(accepted(7), accepted(7))], [5, 0, 2]);
  assert.deepEqual([after(filled(7, true, 10)), after(filled(7, true)), after(accepted(7))], [2, 0, 1]);
});
