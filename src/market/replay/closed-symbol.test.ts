/** What is recorded while a symbol does not trade passes unplayed; the replay then finds its way back to the record. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookFeed, ReplayFloor, type TradeRow, tradeFeed } from '../../../test/replay/replay-floor.ts';
import type { SymbolStatus } from '../../core/messages/symbol-status.ts';
import type { SymbolIndex } from '../../core/units/brand.ts';

const symbol = 0 as SymbolIndex;

function set(replay: ReplayFloor, status: SymbolStatus): void {
  replay.apply({ type: 'set_symbol_status', symbol, status });
}

function depth(replay: ReplayFloor, limit: number) {
  const book = replay.floor.book(symbol);
  return { bids: book.depth('buy', limit), asks: book.depth('sell', limit) };
}

test('a recorded book stands still in a halt, and as recorded after the next change', () => {
  const replay = new ReplayFloor(
    bookFeed([
      [
        0,
        [
          ['bid', 9990, 500],
          ['bid', 9980, 900],
          ['ask', 10000, 400],
          ['ask', 10010, 800],
        ],
      ],
      [
        100,
        [
          ['bid', 10003, 7],
          ['ask', 10000, 0],
        ],
      ],
      [150, 'sell', 10003, 2],
      [200, [['ask', 10020, 60]]],
      [300, [['bid', 9980, 950]]],
    ]),
  );
  const before = depth(replay, 10);
  set(replay, 'halt');
  replay.play(250);
  assert.deepEqual(depth(replay, 10), before);
  set(replay, 'trading');
  replay.play(300);
  assert.deepEqual(depth(replay, 10), { bids: [10003, 7, 9990, 500, 9980, 950], asks: [10010, 800, 10020, 60] });
  assert.deepEqual(replay.trades, []);
  replay.floor.checkInvariants();
});

test('a tape prints nothing in a halt, and its depth stands around the next print', () => {
  const rows: readonly TradeRow[] = [
    [0, 'buy', 10000, 30],
    [10, 'sell', 9990, 40],
    [20, 'sell', 9980, 40],
    [30, 'buy', 9500, 40],
  ];
  const replay = new ReplayFloor(tradeFeed(rows));
  replay.play(5);
  const before = depth(replay, 100);
  set(replay, 'halt');
  replay.play(25);
  assert.deepEqual(depth(replay, 100), before);
  set(replay, 'trading');
  replay.play(30);
  assert.deepEqual(
    replay.trades.map(({ price }) => price),
    [10000, 9500],
  );
  const book = replay.floor.book(symbol);
  assert.deepEqual([book.bestBid(), book.bestAsk()], [9499, 9500]);
  assert.equal(book.depth('sell', 100).length, 2 * 26);
  replay.floor.checkInvariants();
});
