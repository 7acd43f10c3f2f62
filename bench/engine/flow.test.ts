/** The generator draws the known flow: without that, no figure could be compared with another's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateFlow, type ProfileName } from './flow.ts';

const fingerprints: readonly (readonly [ProfileName, number, number, number, number, number])[] = [
  ['mixed', 1_005_000, 252_959, 3_613_112_568, 1_494_490_004, 5_351],
  ['burst', 1_010_000, 259_108, 4_146_098_238, 3_233_723_755, 1_293],
  ['deep', 1_200_000, 122_306, 1_329_082_893, 3_927_958_583, 299_605],
];

for (const [profile, operations, trades, tradeHash, bookHash, resting] of fingerprints) {
  test(`${profile} flow of seed 1 has its fingerprint`, () => {
    const flow = generateFlow(profile, 1_000_000, 1);
    const { answer } = flow;
    assert.deepEqual(
      [flow.operations, answer.trades, answer.tradeHash, answer.bookHash, answer.resting],
      [operations, trades, tradeHash, bookHash, resting],
    );
  });
}
