import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowFloor, flowDefinition } from '../../../test/support/flow-floor.ts';
import type { Side } from '../../core/messages/command.ts';
import type { Price, Quantity } from '../../core/units/brand.ts';

const seeds = ['a', 'b', 'c', 'd'];

function openBtc(seed: string): FlowFloor {
  const flow = new FlowFloor(flowDefinition({ seed, symbols: ['BTCUSDT'] }));
  flow.openUser(80_000_000);
  flow.pass(30);
  return flow;
}

/** Mean move in basis points that `act` causes, against the same markets without it. */
function caused(act: (flow: FlowFloor) => void, secondsAfter: number): number {
  let sum = 0;
  for (const seed of seeds) {
    const plain = openBtc(seed);
    const acted = plain.fork();
    const start = plain.floor.time;
    act(acted);
    acted.pass(secondsAfter);
    plain.pass((acted.floor.time - start) / 1e6);
    sum += Math.log(acted.mid(0) / plain.mid(0)) * 1e4;
  }
  return sum / seeds.length;
}

/** Sixty orders, one every five seconds. */
function work(side: Side, quote: number) {
  return (flow: FlowFloor): void => {
    for (let i = 0; i < 60; i++) {
      flow.marketQuote(0, side, quote / 60);
      if (i < 59) flow.pass(5);
    }
  };
}

test('buying raises the price and selling lowers it, by a few basis points for a thousandth of a day', () => {
  const up = caused(work('buy', 4e6), 1);
  const down = caused(work('sell', 4e6), 1);
  assert.ok(up > 3 && up < 14, `bought: ${up} bp`);
  assert.ok(down < -3 && down > -14, `sold: ${down} bp`);
});

test('sixteen times the quantity moves the price much less than sixteen times', () => {
  const small = caused(work('buy', 1.5e6), 1);
  const large = caused(work('buy', 2.4e7), 1);
  assert.ok(large > 2 * small && large < 8 * small, `${small} bp and ${large} bp`);
});

test('a block moves the price at once and lets most of it back', () => {
  const sell = (flow: FlowFloor) => void flow.marketQuote(0, 'sell', 2e6);
  const soon = caused(sell, 1);
  const later = caused(sell, 120);
  assert.ok(soon < -4 && soon > -14, `after a second: ${soon} bp`);
  assert.ok(later > soon + 2 && later < 1, `after two minutes: ${later} bp`);
});

test('going up and down again in small pieces loses money', () => {
  let gain = 0;
  for (const seed of seeds) {
    const flow = openBtc(seed);
    let cash = 0;
    let base = 0;
    const trade = (side: Side, quantity: number) => {
      const applied = flow.order(0, side, { kind: 'market', quantity: quantity as Quantity });
      assert.equal(applied.type, 'order_placed');
      if (applied.type !== 'order_placed') return;
      for (const fill of applied.fills) {
        cash += (side === 'buy' ? -1 : 1) * Number(fill.quoteAmount);
        base += (side === 'buy' ? 1 : -1) * fill.quantity;
      }
    };
    for (let i = 0; i < 60; i++) {
      trade('buy', 50_000);
      flow.pass(1);
    }
    for (let i = 0; i < 60; i++) {
      trade('sell', 50_000);
      flow.pass(1);
    }
    assert.equal(base, 0);
    gain += cash;
  }
  assert.ok(gain < 0, `gained ${gain / 1e8}`);
});

test("a user's resting order in the way of the price is filled, never removed", () => {
  let filled = 0;
  for (const seed of seeds) {
    const flow = openBtc(seed);
    const price = (flow.bid(0) - 150) as Price;
    flow.order(0, 'buy', { kind: 'limit', timeInForce: 'gtc', price, quantity: 2000 as Quantity });
    for (let i = 0; i < 120 && flow.userOrders(0).length > 0; i++) {
      flow.pass(1);
      assert.ok(flow.bid(0) >= price || flow.userOrders(0).length === 0);
    }
    if (flow.userOrders(0).length === 0) filled++;
  }
  // 2.5 bp below the touch: hours would be needed for all of them, two minutes are enough for some.
  assert.ok(filled >= 1, `${filled} of ${seeds.length} filled`);
});

test('a bid left standing far above the market is sold to', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: ['SOLUSDT'] }));
  flow.openUser(80_000_000);
  flow.pass(5);
  const price = Math.round(flow.ask(0) * 1.006) as Price;
  const quantity = 30_000_000 as Quantity;
  flow.order(0, 'buy', { kind: 'limit', timeInForce: 'gtc', price, quantity });
  assert.equal(flow.bid(0), price);
  flow.pass(10);
  assert.equal(flow.userOrders(0).length, 0);
  assert.ok(flow.bid(0) < price);
});

test('buying in a cross raises its first leg against its second', () => {
  let sum = 0;
  for (const seed of seeds) {
    const plain = new FlowFloor(flowDefinition({ seed, symbols: ['BTCUSDT', 'ETHUSDT', 'ETHBTC'] }));
    plain.openUser(80_000_000);
    plain.pass(5);
    const acted = plain.fork();
    for (const flow of [plain, acted]) {
      for (let i = 0; i < 40; i++) {
        if (flow === acted) flow.marketQuote(2, 'buy', 5);
        flow.pass(1);
      }
    }
    sum += Math.log(acted.mid(1) / acted.mid(0) / (plain.mid(1) / plain.mid(0))) * 1e4;
  }
  assert.ok(sum / seeds.length > 1, `${sum / seeds.length} bp`);
});
