import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowFloor, flowDefinition } from '../../../test/support/flow-floor.ts';
import { isTrade, marketEventStride, marketField, symbolOf } from '../../core/messages/market-event.ts';
import type { AssetIndex, Price, Quantity } from '../../core/units/brand.ts';

const HOUR_US = 3600e6;
const three = ['BTCUSDT', 'ETHUSDT', 'ETHBTC'];

function skip(flow: FlowFloor, hours: number): void {
  assert.ok(flow.do({ type: 'skip_time' }, flow.floor.time + hours * HOUR_US).ok);
}

interface Trade {
  readonly symbol: number;
  readonly time: number;
  readonly price: number;
}

function tradesOf(flow: FlowFloor): Trade[] {
  const { records, count } = flow.floor.marketEvents;
  const trades: Trade[] = [];
  for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
    const field = (name: number) => records[at + name]!;
    const kind = field(marketField.kind);
    if (!isTrade(kind)) continue;
    trades.push({ symbol: symbolOf(kind), time: field(marketField.time), price: field(marketField.price) });
  }
  return trades;
}

test('a closed night has trades in every minute, in order of time, and the price goes on from where it was', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: three }));
  flow.pass(10);
  const from = flow.floor.time;
  const before = [0, 1, 2].map((symbol) => flow.mid(symbol));
  const bids = [0, 1, 2].map((symbol) => flow.bid(symbol));
  skip(flow, 8);
  const trades = tradesOf(flow);
  for (const symbol of [0, 1, 2]) {
    const own = trades.filter((trade) => trade.symbol === symbol);
    const minutes = new Set(own.map((trade) => Math.floor(trade.time / 60e6)));
    assert.ok(minutes.size >= 480, `${minutes.size} minutes of symbol ${symbol}`);
    assert.ok(Math.abs(own[0]!.price / bids[symbol]! - 1) < 0.002);
    const last = own.at(-1)!;
    const tick = Number(flow.definition.symbols[symbol]!.tickSize);
    assert.ok(Math.abs((last.price * tick) / flow.mid(symbol) - 1) < 2e-4 + 2 / last.price);
    assert.notEqual(flow.mid(symbol), before[symbol]);
  }
  trades.forEach((trade, i) => {
    assert.ok(trade.time >= from && trade.time <= flow.floor.time);
    if (i > 0) assert.ok(trade.time >= trades[i - 1]!.time);
  });
  flow.floor.checkInvariants();
  for (let asset = 0; asset < flow.definition.assets.length; asset++) {
    assert.equal(flow.floor.ledgerTotal(asset as AssetIndex), 0n);
  }
});

test('books are two-sided at once after a closed period, and the market runs on', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: three }));
  flow.pass(3);
  skip(flow, 24 * 40);
  for (let i = 0; i < 100; i++) {
    for (const symbol of [0, 1, 2]) assert.ok(flow.bid(symbol) > 0 && flow.ask(symbol) > flow.bid(symbol));
    flow.pass(0.1);
  }
  const stray = Math.log(flow.mid(1) / flow.mid(0) / flow.mid(2)) * 1e4;
  assert.ok(Math.abs(stray) < 30, `${stray} bp`);
});

test('a closed period is the same again after a restart', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: three }));
  flow.pass(3.5);
  const copy = flow.fork();
  for (const one of [flow, copy]) {
    skip(one, 30);
    one.pass(5);
  }
  assert.equal(copy.floor.hash(), flow.floor.hash());
});

test("users' orders in the way of the path are filled at their own price, the others stay", () => {
  const flow = new FlowFloor(flowDefinition({ symbols: ['BTCUSDT'] }));
  flow.openUser(10_000_000);
  flow.pass(3);
  const place = (share: number) => {
    const price = Math.round((share < 1 ? flow.bid(0) : flow.ask(0)) * share) as Price;
    const side = share < 1 ? 'buy' : 'sell';
    flow.order(0, side, { kind: 'limit', timeInForce: 'gtc', price, quantity: 1000 as Quantity });
    return price;
  };
  const shares = [0.5, 0.99, 0.998, 0.9995, 1.0005, 1.002, 1.01, 2];
  const placed = shares.map(place);
  flow.floor.takeAccountEvents();
  flow.floor.marketEvents.drain();
  skip(flow, 6);
  const prices = tradesOf(flow).map((trade) => trade.price);
  const low = prices.reduce((a, b) => Math.min(a, b));
  const high = prices.reduce((a, b) => Math.max(a, b));
  const open = flow.userOrders(0).map((order) => order.price as number);
  assert.deepEqual(open.toSorted(), placed.filter((price) => price < low || price > high).toSorted());
  assert.ok(open.length >= 2 && open.length <= 6, `${open.length} orders left`);
  const fills = flow.floor.takeAccountEvents().filter((event) => event.type === 'order_filled');
  assert.equal(fills.length, placed.length - open.length);
  for (const event of fills) if (event.type === 'order_filled') assert.equal(event.fill.price, event.order.price);
});

test('a year takes a bounded number of trades', () => {
  const flow = new FlowFloor(flowDefinition({ symbols: three }));
  flow.floor.marketEvents.drain();
  skip(flow, 24 * 365);
  const trades = tradesOf(flow).length;
  assert.ok(trades < 400_000, `${trades} trades`);
  assert.ok(flow.bid(0) > 0);
});
