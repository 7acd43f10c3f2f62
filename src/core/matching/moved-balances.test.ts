import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { MovedBalances } from './moved-balances.ts';

suite('balances that moved', () => {
  test('accounts stand in the order of their first move, each with its assets once and ascending', () => {
    const note = fc.tuple(fc.constantFrom(1000, 1001, 2047, 2048, 70_000), fc.nat(5));
    const commands = fc.array(fc.array(note, { maxLength: 30, size: 'max' }), { maxLength: 10, size: 'max' });
    fc.assert(
      fc.property(commands, (notesOfCommands) => {
        const moved = new MovedBalances();
        for (const notes of notesOfCommands) {
          const plain = new Map<number, Set<number>>();
          for (const [account, asset] of notes) {
            moved.note(account, asset);
            plain.set(account, (plain.get(account) ?? new Set()).add(asset));
          }
          const found = Array.from({ length: moved.count }, (_, at) => [
            moved.accountAt(at),
            Array.from({ length: moved.assetCountAt(at) }, (_, index) => moved.assetAt(at, index)),
          ]);
          const expected = [...plain].map(([account, assets]) => [account, [...assets].sort((a, b) => a - b)]);
          assert.deepEqual(found, expected);
          moved.clear();
        }
      }),
    );
  });
});
