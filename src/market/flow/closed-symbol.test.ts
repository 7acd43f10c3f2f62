/** A symbol that does not trade, among others that do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowFloor, flowDefinition, flowStartUs } from '../../../test/support/flow-floor.ts';
import type { SymbolStatus } from '../../core/messages/symbol-status.ts';
import type { Price, Quantity, SymbolIndex, TimestampUs } from '../../core/units/brand.ts';

const BTC = 0;
const ETH = 1;

function newFlow(): FlowFloor {
  const flow = new FlowFloor(flowDefinition({ symbols: ['BTCUSDT', 'ETHUSDT', 'ETHBTC'] }));
  flow.openUser(1_000_000);
  return flow;
}

function set(flow: FlowFloor, symbol: number, status: SymbolStatus): void {
  flow.do({ type: 'set_symbol_status', symbol: symbol as SymbolIndex, status });
}

function bookOf({ floor }: FlowFloor, symbol: number) {
  const book = floor.book(symbol as SymbolIndex);
  return { updateId: book.updateId, bids: book.depth('buy', 5000), asks: book.depth('sell', 5000) };
}

test('nothing moves in a halted symbol while the others trade, and it trades on when it is opened', () => {
  const flow = newFlow();
  flow.pass(5.1);
  set(flow, BTC, 'halt');
  const halted = bookOf(flow, BTC);
  const [btc = -1, eth = -1] = flow.turnover(60);
  assert.equal(btc, 0);
  assert.ok(eth > 0);
  assert.deepEqual(bookOf(flow, BTC), halted);
  set(flow, BTC, 'trading');
  const [later = -1] = flow.turnover(20);
  assert.ok(later > 0);
  assert.ok(flow.ask(BTC) > flow.bid(BTC));
  flow.floor.checkInvariants();
});

test('the price of a halted symbol goes on: its market finds its way there when it is opened', () => {
  const open = newFlow();
  open.pass(1);
  const halted = open.fork();
  set(halted, BTC, 'halt');
  for (const flow of [open, halted]) flow.pass(600);
  const before = halted.bid(BTC);
  set(halted, BTC, 'trading');
  halted.pass(30);
  open.pass(30);
  const apart = Math.abs(halted.bid(BTC) / open.bid(BTC) - 1);
  assert.ok(apart < 0.003, `after the halt ${halted.bid(BTC)}, without it ${open.bid(BTC)}`);
  assert.notEqual(halted.bid(BTC), before);
});

test('how time is cut does not matter to a halt, nor does a snapshot in it', () => {
  const run = (cut: number, snapshotAt?: number) => {
    let flow = newFlow();
    flow.pass(3.3);
    set(flow, BTC, 'halt');
    for (let passed = 0; passed < 4_000_000; passed += cut) {
      flow.floor.advance((flow.floor.time + cut) as TimestampUs);
      if (passed === snapshotAt) flow = flow.fork();
    }
    set(flow, BTC, 'trading');
    flow.pass(5);
    return flow.floor.hash();
  };
  const whole = run(4_000_000);
  assert.equal(run(100_000), whole);
  assert.equal(run(500_000, 1_500_000), whole);
});

test("a closed period leaves a halted symbol's orders alone, however far the price goes", () => {
  const flow = newFlow();
  flow.pass(1);
  const price = (flow.bid(BTC) - 1) as Price;
  flow.order(BTC, 'buy', { kind: 'limit', timeInForce: 'gtc', price, quantity: 1000 as Quantity });
  flow.order(ETH, 'buy', {
    kind: 'limit',
    timeInForce: 'gtc',
    price: (flow.bid(ETH) - 1) as Price,
    quantity: 1000 as Quantity,
  });
  set(flow, BTC, 'break');
  const halted = bookOf(flow, BTC);
  flow.do({ type: 'skip_time' }, flowStartUs + 86_400e6);
  assert.deepEqual(bookOf(flow, BTC), halted);
  assert.deepEqual(
    flow.floor.openOrders(1000 as never).map((order) => order.symbol),
    [BTC],
  );
  set(flow, BTC, 'trading');
  flow.pass(30);
  assert.ok(flow.ask(BTC) > flow.bid(BTC));
  flow.floor.checkInvariants();
});
