/** Unfilled orders are counted on from where they stood when a server starts: the same counts as of one that saw all of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId } from '../../src/core/units/brand.ts';
import type { FloorSession } from '../../src/engine/floor-session.ts';
import { OrderCounter } from '../../src/gateway/limits/order-counter.ts';
import { RequestLimits } from '../../src/gateway/limits/request-limits.ts';
import { defaultRateLimits } from '../../src/gateway/wire/rate-limits.ts';
import { forEachDatabase } from './support/engine-suite.ts';
import { bitcoin, fundUser, limitOrder, user } from './support/engines.ts';

const seed = 7;
const accounts = [user, 1001 as AccountId, 1002 as AccountId];

/** Counts what a session tells from now on; its windows never end. */
function witness(session: FloorSession, nowMs: number): () => number[] {
  const counter = new OrderCounter({ perTenSeconds: 1e9, perDay: 1e9 });
  session.listen({ account: (events) => counter.absorb(events, nowMs) });
  return () => accounts.map((account) => counter.counts(account, nowMs).day);
}

/** Orders that rest, fill as makers and takers, wholly and in parts, are cancelled, or are part of a list. */
async function trade(session: FloorSession, round: string): Promise<void> {
  let state = [...round].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), seed) % 0x7fffffff;
  const dice = (sides: number) => {
    state = (state * 48_271) % 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * sides);
  };
  for (let index = 0; index < 60; index++) {
    const account = accounts[dice(accounts.length)] ?? user;
    const side = dice(2) ? 'buy' : 'sell';
    // Those who buy high and sell low trade; the rest waits.
    const order = limitOrder(`${round}-${index}`, side, 5_000_000 + dice(4), account);
    const { terms } = order;
    const answer = await session.submit({
      ...order,
      terms: { ...terms, quantity: (50 * (1 + dice(4))) as typeof terms.quantity },
    });
    assert.ok(answer.ok && answer.value.type === 'order_placed');
    if (dice(4) === 0) {
      const { orderId } = answer.value.order;
      await session.submit({
        type: 'cancel_order',
        account,
        symbol: bitcoin,
        orderId,
        cancelId: `c-${index}`,
      });
    }
  }
  const common = { account: user, symbol: bitcoin } as const;
  await session.submit({
    ...{ type: 'place_order_list', ...common, kind: 'oto', listClientOrderId: `list-${round}` },
    orders: [limitOrder(`work-${round}`, 'sell', 5_100_000), limitOrder(`next-${round}`, 'sell', 5_100_100)],
  });
}

forEachDatabase(({ fresh, reopen, startEngine }) => {
  test('a window of the history has the counts of who listened since then', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    for (const account of accounts) await fundUser(session, account);
    const seen: { readonly fromUs: number; readonly counts: () => number[] }[] = [];
    for (let round = 0; round < 3; round++) {
      await sleep(20);
      seen.push({ fromUs: Date.now() * 1000, counts: witness(session, Date.now()) });
      await sleep(20);
      await trade(session, `r${round}`);
    }
    for (const [day, ten] of [
      [0, 1],
      [1, 2],
      [0, 0],
    ] as const) {
      const { counts } = await session.history.orderCounts({
        dayFromUs: seen[day]?.fromUs ?? 0,
        tenSecondsFromUs: seen[ten]?.fromUs ?? 0,
        takerFill: 1,
        makerFill: 5,
      });
      const found = accounts.map((account) => counts.find((row) => row.account === account));
      assert.deepEqual(
        found.map((row) => row?.day ?? 0),
        seen[day]?.counts(),
      );
      assert.deepEqual(
        found.map((row) => row?.tenSeconds ?? 0),
        seen[ten]?.counts(),
      );
    }
    await engine.close();
    await database.close();
  });

  test('after a restart an account has as few orders left as before it', async () => {
    const { name, database } = await fresh();
    const first = await startEngine(database);
    const nowMs = Date.now();
    const counts = witness(first.session, nowMs);
    for (const account of accounts) await fundUser(first.session, account);
    await trade(first.session, 'before');
    const before = counts();
    await first.engine.close();
    await database.close();

    const again = await reopen(name);
    const { engine, session } = await startEngine(again);
    const rateLimits = { ...defaultRateLimits, ordersPerTenSeconds: 1e6, ordersPerDay: (before[0] ?? 0) + 2 };
    const limits = new RequestLimits({ rateLimits, enforced: true, nowMs: () => nowMs });
    const watched = limits.watch(session);
    // Told while the history is asked, or after: each counts once.
    await session.submit(limitOrder('rests', 'sell', 5_200_000));
    await watched;
    const shown = accounts.map((account) => limits.orderCounts(session, account));
    const expected = before.map((count, index) => count + (index === 0 ? 1 : 0));
    assert.deepEqual(
      shown,
      expected.map((count) => ({ tenSeconds: count, day: count })),
    );
    assert.equal(limits.takeOrders(session, user, 1), undefined);
    assert.equal(limits.takeOrders(session, user, 1)?.error.code, -1015);
    await engine.close();
    await again.close();
  });
});
