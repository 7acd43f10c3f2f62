import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import type { AggregateTrade } from '../wire/rest.ts';
import { Tape } from './tape.ts';

function trade(id: number, price: string, buyerIsMaker = false): AggregateTrade {
  return { a: id, p: price, q: '0.10000000', T: id * 1000, m: buyerIsMaker };
}

test('a trade shows once, though a page and the stream both bring it', () => {
  const tape = new Tape(bitcoin());
  tape.add([trade(1, '10.00'), trade(2, '11.00')]);
  assert.equal(tape.add([trade(2, '11.00'), trade(3, '12.00')]).length, 1);
  assert.deepEqual(
    tape.prints.map((print) => print.id),
    [3, 2, 1],
  );
});

test('the arrow follows the last price that differs', () => {
  const tape = new Tape(bitcoin());
  assert.equal(tape.direction, 'flat');
  tape.add([trade(1, '10.00'), trade(2, '11.00'), trade(3, '11.00')]);
  assert.equal(tape.direction, 'up');
  tape.add([trade(4, '10.99')]);
  assert.equal(tape.direction, 'down');
});

test('the side is the taker’s', () => {
  const tape = new Tape(bitcoin());
  tape.add([trade(1, '10.00', true), trade(2, '10.00', false)]);
  assert.deepEqual(
    tape.prints.map((print) => print.side),
    ['buy', 'sell'],
  );
});

test('the tape forgets the oldest prints', () => {
  const tape = new Tape(bitcoin());
  tape.add(Array.from({ length: 500 }, (_, index) => trade(index, '10.00')));
  assert.equal(tape.prints.length, 200);
  assert.equal(tape.prints[0]?.id, 499);
});
