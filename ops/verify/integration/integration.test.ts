import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Journey, journeySteps, judgeJourney, judgeRows, rowsQuery } from './integration.ts';

const orders = [
  { orderId: 7, clientOrderId: 'a', status: 'FILLED' },
  { orderId: 9, clientOrderId: 'b', status: 'CANCELED' },
];

test('the rows must be the acknowledged orders, each in its state', () => {
  assert.equal(judgeRows(orders, '7|a|filled\n9|b|canceled\n').verdict, 'pass');
  assert.deepEqual(judgeRows(orders, '7|a|filled\n9|b|open\n').details, [
    'acknowledged and not in the database: 9|b|canceled',
    'in the database and not in the API: 9|b|open',
  ]);
  assert.equal(judgeRows(orders, '7|a|filled\n').verdict, 'fail');
  assert.equal(judgeRows([], '').verdict, 'inconclusive');
});

test('a step that went wrong leaves the rest undecided; a page that complains fails', () => {
  const step = (name: string, ok = true) => ({ name, ok, says: 'x', milliseconds: 5 });
  const whole: Journey = { steps: journeySteps.map((name) => step(name)), orders, complaints: [] };
  assert.ok(judgeJourney(whole).every(({ verdict }) => verdict === 'pass'));
  const stopped = judgeJourney({ ...whole, steps: [step('terminal'), step('signed-in', false)] });
  assert.deepEqual(
    stopped.slice(0, 3).map(({ verdict }) => verdict),
    ['pass', 'fail', 'inconclusive'],
  );
  assert.equal(judgeJourney({ ...whole, complaints: ['TypeError'] }).at(-1)?.verdict, 'fail');
});

test('without a browser nothing is decided', () => {
  const [only] = judgeJourney({ steps: undefined, orders: [], complaints: [] });
  assert.equal(only?.verdict, 'inconclusive');
  assert.match(only?.says ?? '', /apt-get install chromium/);
});

test('the database is asked for the orders of that account', () => {
  assert.match(rowsQuery('verify-browser'), /FROM paperfloor\.account_order .* WHERE t\.name = 'verify-browser'/);
});
