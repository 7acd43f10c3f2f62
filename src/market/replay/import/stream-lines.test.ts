/** Captured streams: how the book is put together, and what is left out or refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importText, refusalOf } from '../../../../test/replay/import-text.ts';
import { bookRow } from '../feed.ts';

const t = 1_723_161_255_000;
/** The receiver's clock runs 1.27 s behind the exchange's. */
const receive = (at: number) => `${t + at - 1270}000000`;

const update = (at: number, first: number, last: number, bids: string[][], asks: string[][]) =>
  `${receive(at)} ${JSON.stringify({ stream: 'btcusdt@depth@100ms', data: { e: 'depthUpdate', E: t + at, s: 'BTCUSDT', U: first, u: last, b: bids, a: asks } })}`;
const trade = (at: number, id: number, price: string, quantity: string, more: object = {}) =>
  `${receive(at)} ${JSON.stringify({ stream: 'btcusdt@trade', data: { e: 'trade', E: t + at, s: 'BTCUSDT', t: id, p: price, q: quantity, T: t + at, m: true, ...more } })}`;
const snapshot = (at: number, lastUpdateId: number, bids: string[][], asks: string[][]) =>
  `${receive(at)} ${JSON.stringify({ lastUpdateId, bids, asks })}`;
const quote = (at: number) =>
  `${receive(at)} ${JSON.stringify({ stream: 'btcusdt@bookTicker', data: { u: 1, s: 'BTCUSDT', b: '1', B: '1', a: '2', A: '1' } })}`;

function rowsOf(...lines: string[]) {
  const { series, notes } = importText({ 'spot_btcusdt.jsonl': `${lines.join('\n')}\n` });
  const [book] = series;
  assert(book !== undefined && book.kind === 'book' && book.symbol === 'BTCUSDT');
  const names = Object.fromEntries(Object.entries(bookRow).map(([name, code]) => [code, name]));
  const rows = Array.from({ length: book.rows }, (_, i) => {
    const flag = book.flags[i] ?? 0;
    const name = names[flag & ~bookRow.first] ?? '';
    return [
      (book.times[i] ?? 0) / 1000 - t,
      flag & bookRow.first ? `${name}!` : name,
      book.prices[i],
      book.quantities[i],
    ];
  });
  return { rows, notes };
}

const bid = (price: string, quantity: string) => [price, quantity];

test('updates received before the snapshot wait for it: older ones are dropped, newer ones applied', () => {
  const { rows } = rowsOf(
    quote(0),
    update(100, 1, 4, [bid('9.0', '9')], []),
    update(200, 5, 8, [bid('9.0', '2')], [bid('11.0', '0')]),
    update(300, 9, 12, [bid('9.5', '3')], []),
    snapshot(310, 6, [bid('9.0', '1')], [bid('11.0', '5')]),
    update(400, 13, 14, [], [bid('10.5', '7')]),
  );
  assert.deepEqual(rows, [
    [100, 'bid!', 90, 1],
    [100, 'ask', 110, 5],
    [200, 'bid!', 90, 2],
    [200, 'ask', 110, 0],
    [300, 'bid!', 95, 3],
    [400, 'ask!', 105, 7],
  ]);
});

test('time is the exchange’s, and a trade comes before the update that counts it', () => {
  const { rows } = rowsOf(
    snapshot(0, 5, [bid('9', '1')], [bid('11', '5')]),
    update(100, 6, 6, [bid('9', '3')], []),
    update(200, 7, 7, [bid('9', '2')], []),
    trade(150, 1, '9', '1'),
    trade(200, 2, '9', '0.5', { m: false }),
  );
  assert.deepEqual(
    rows.map(([at, what]) => [at, what]),
    [
      [100, 'bid!'],
      [100, 'ask'],
      [100, 'bid!'],
      [150, 'sell'],
      [200, 'buy'],
      [200, 'bid!'],
    ],
  );
});

test('trades of price 0 and of the insurance fund are left out and counted, as are those before the book', () => {
  const { rows, notes } = rowsOf(
    trade(-50, 1, '9', '1'),
    update(100, 1, 2, [], []),
    snapshot(110, 2, [bid('9', '1')], [bid('11', '5')]),
    trade(150, 2, '0', '0', { X: 'NA' }),
    trade(150, 3, '0.00', '0.000'),
    trade(160, 4, '8', '1', { X: 'INSURANCE_FUND' }),
    trade(170, 5, '9', '1', { X: 'MARKET' }),
    trade(170, 5, '9', '1', { X: 'MARKET' }),
  );
  assert.equal(rows.filter(([, what]) => what === 'sell').length, 1);
  assert.deepEqual(Object.fromEntries(notes.map(({ text, count }) => [text, count])), {
    'trades that are not of the market left out': 2,
    'trades with price 0 and quantity 0 left out': 1,
    'trades received twice left out': 1,
    'trades before the snapshot left out': 1,
  });
});

test('futures updates follow each other by pu', () => {
  const futures = (at: number, first: number, last: number, pu: number, quantity: string) =>
    `${receive(at)} ${JSON.stringify({ data: { e: 'depthUpdate', E: t + at, T: t + at - 1, s: 'BTCUSDT', U: first, u: last, pu, b: [['9', quantity]], a: [] } })}`;
  const start = snapshot(0, 10, [bid('9', '1')], []);
  const { rows } = rowsOf(futures(0, 5, 12, 4, '2'), start, futures(50, 30, 33, 12, '3'));
  assert.deepEqual(
    rows.map(([at, , , lots]) => [at, lots]),
    [
      [-1, 1],
      [-1, 2],
      [49, 3],
    ],
  );
  const text = [start, futures(10, 5, 12, 4, '2'), futures(50, 30, 33, 13, '3')].join('\n');
  assert.match(
    refusalOf({ 'a.jsonl': text }),
    /^a\.jsonl:3: expected a depth update of BTCUSDT that follows update 12, .*, found one that follows 13$/,
  );
});

test('a capture goes on in its next file', () => {
  const files = {
    'btcusdt_1.jsonl': `${snapshot(0, 5, [bid('9', '1')], [bid('11', '5')])}\n${update(100, 6, 6, [bid('9', '3')], [])}\n`,
    'btcusdt_2.jsonl': `${update(200, 7, 7, [bid('9', '2')], [])}\n`,
  };
  assert.equal(importText(files).series[0]?.rows, 4);
});

test('after a break a new snapshot puts the book right', () => {
  const { rows } = rowsOf(
    snapshot(0, 5, [bid('9', '1'), bid('8', '1')], []),
    update(100, 6, 6, [bid('9', '3')], []),
    update(300, 20, 21, [bid('9', '7')], []),
    snapshot(310, 19, [bid('9', '4')], []),
  );
  assert.deepEqual(rows.slice(3), [
    [300, 'bid!', 8, 0],
    [300, 'bid', 9, 4],
    [300, 'bid!', 9, 7],
  ]);
});

test('more changes and trades than a floor holds are refused', () => {
  const text = [snapshot(0, 5, [bid('9', '1')], [bid('11', '5')]), update(100, 6, 6, [bid('9', '3')], [])].join('\n');
  assert.equal(importText({ 'btcusdt.jsonl': text }, { rowsMax: 3 }).series[0]?.rows, 3);
  assert.match(
    refusalOf({ 'btcusdt.jsonl': text }, { rowsMax: 2 }),
    /expected at most 2 rows on one floor, found more$/,
  );
});

const start = snapshot(0, 5, [bid('9', '1')], [bid('11', '5')]);
for (const [what, lines, message] of [
  [
    'no snapshot',
    [update(100, 6, 6, [bid('9', '3')], [])],
    /expected a depth snapshot of BTCUSDT .*, found none; a file that continues another/,
  ],
  [
    'a hole in the updates',
    [start, update(100, 6, 6, [], []), update(200, 9, 9, [], [])],
    /:3: expected a depth update of BTCUSDT that follows update 6, or a new snapshot, found one that follows 8$/,
  ],
  [
    'updates that begin after the snapshot',
    [update(100, 9, 9, [], []), start],
    /:1: expected a depth update of BTCUSDT that begins by update 6, found 9$/,
  ],
  [
    'a line that is no JSON',
    [start, '123 {"e":'],
    /:2: expected `<receive time> <JSON object>` or a JSON object, found '123 \{"e":'$/,
  ],
  ['text', ['hello'], /:1: expected `<receive time>/],
  [
    'a price that is no decimal',
    [start, update(100, 6, 6, [['9e1', '1']], [])],
    /:2: expected a price above 0 as a plain decimal, found '9e1'$/,
  ],
  [
    'a level without quantity',
    [start, `{"e":"depthUpdate","E":${t},"s":"BTCUSDT","U":6,"u":6,"b":[["9"]],"a":[]}`],
    /:2: expected b as a list of \["price","quantity"\], found/,
  ],
  [
    'an update without ids',
    [start, `{"e":"depthUpdate","E":${t},"s":"BTCUSDT","b":[],"a":[]}`],
    /:2: expected U as a whole number, found/,
  ],
  [
    'another capture of the same symbol',
    [start, update(9000, 6, 6, [], []), update(100, 7, 7, [], [])],
    /:3: expected a time not before .*; one capture of BTCUSDT at a time$/,
  ],
  ['only best quotes', [quote(0)], /expected depth updates and trades, found none$/],
] as const) {
  test(`refused with file, line, what was expected and what was found: ${what}`, () => {
    assert.match(refusalOf({ 'btcusdt.jsonl': lines.join('\n') }), message);
  });
}
