import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BookSide, levelsMax } from './book-side.ts';

test('a side keeps its best levels, and no more of them than it may', () => {
  for (const side of ['ask', 'bid'] as const) {
    const levels = new BookSide(side);
    // Prices come from everywhere: 7919 is no divisor of what is counted to.
    for (let index = 0; index < 2 * levelsMax; index += 1) levels.set(1 + ((index * 7919) % (2 * levelsMax)), 5);
    assert.equal(levels.size, levelsMax);
    assert.equal(levels.lots.length, levelsMax);
    assert.equal(levels.best, side === 'ask' ? 1 : 2 * levelsMax);
    assert.equal(levels.prices.at(-1), side === 'ask' ? levelsMax : levelsMax + 1);
  }
});
