/** Ids of orders and trades grow with their times, whatever is sent: the history finds periods by it (storage/projections/period-ids.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Floor } from '../../src/core/floor/floor.ts';
import { composers } from '../golden/compose-journals.ts';

test('an order or trade with a higher id is never earlier', () => {
  for (const name of ['orders', 'conditional-orders', 'every-command']) {
    const journal = composers[name]!();
    const floor = Floor.create(journal.definition, undefined);
    const orders = new Map<string, number>();
    const trades = new Map<string, number>();
    for (const stamped of journal.commands) {
      floor.apply(stamped);
      if (stamped.command.type === 'grant_time') floor.advance(stamped.time);
      for (const event of floor.takeAccountEvents()) {
        if (!('order' in event) || event.type === 'order_rejected') continue;
        const { symbol, orderId, createdAt } = event.order;
        orders.set(`${symbol} ${String(orderId).padStart(9, '0')}`, createdAt);
        if (event.type !== 'order_filled') continue;
        trades.set(`${symbol} ${String(event.fill.tradeId).padStart(9, '0')}`, event.time);
      }
    }
    assert.ok(orders.size > 100 && trades.size > 10);
    for (const times of [orders, trades]) {
      let before = ['', 0] as readonly [string, number];
      for (const row of [...times].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const isSameSymbol = row[0].split(' ')[0] === before[0].split(' ')[0];
        if (isSameSymbol) assert.ok(row[1] >= before[1], `${row[0]} is earlier than ${before[0]}`);
        before = row;
      }
    }
  }
});
