import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StampedCommand } from '../core/messages/command.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import { type BatchHeader, type StoredBatch, sealBatch } from './batch.ts';
import { JournalChain } from './journal-chain.ts';
import { JournalCorrupt, RulesVersionMismatch } from './journal-errors.ts';

function batch(header: Partial<BatchHeader>, count = 2): StoredBatch {
  const full = { batchNo: 1, firstSequence: 1, writerEpoch: 1, rulesVersion: 1, timeUs: 100, ...header };
  const commands = Array.from({ length: count }, (_, index): StampedCommand => {
    return { sequence: full.firstSequence + index, time: full.timeUs as TimestampUs, command: { type: 'grant_time' } };
  });
  return sealBatch(full, commands);
}

test('batches in order give their commands with contiguous sequence numbers', () => {
  const chain = new JournalChain(1);
  const first = chain.accept(batch({}));
  const second = chain.accept(batch({ batchNo: 2, firstSequence: 3 }));
  assert.deepEqual(
    [...first, ...second].map((command) => command.sequence),
    [1, 2, 3, 4],
  );
});

test('an empty batch, a fence, takes a number and no sequence', () => {
  const chain = new JournalChain(1);
  chain.accept(batch({}));
  assert.deepEqual(chain.accept(batch({ batchNo: 2, firstSequence: 3, writerEpoch: 2 }, 0)), []);
  assert.equal(chain.accept(batch({ batchNo: 3, firstSequence: 3, writerEpoch: 2 })).length, 2);
});

test('a missing batch, a gap in the sequence and an older writer are refused by name', () => {
  const started = () => {
    const chain = new JournalChain(1);
    chain.accept(batch({ writerEpoch: 5 }));
    return chain;
  };
  assert.throws(() => started().accept(batch({ batchNo: 3, firstSequence: 3, writerEpoch: 5 })), JournalCorrupt);
  assert.throws(() => started().accept(batch({ batchNo: 2, firstSequence: 4, writerEpoch: 5 })), JournalCorrupt);
  assert.throws(() => started().accept(batch({ batchNo: 2, firstSequence: 3, writerEpoch: 4 })), JournalCorrupt);
});

test('commands are never replayed under other rules than those they were taken under', () => {
  const said = (own: number, theirs: number) => {
    try {
      new JournalChain(own).accept(batch({ rulesVersion: theirs }));
    } catch (error) {
      assert.ok(error instanceof RulesVersionMismatch);
      return error.message;
    }
    return 'nothing';
  };
  assert.match(said(2, 1), /under rules 1, this release has rules 2: start the release that wrote it and stop it/);
  assert.match(said(1, 2), /under rules 2, this release has rules 1: start the later release/);
});

test('a batch of other rules is passed over in its place alone, and only when it is what was written', () => {
  const chain = new JournalChain(2);
  chain.passOver(batch({}));
  assert.deepEqual([chain.batchNo, chain.sequence], [1, 2]);
  assert.throws(() => chain.passOver(batch({ batchNo: 3, firstSequence: 3 })), JournalCorrupt);
  const second = batch({ batchNo: 2, firstSequence: 3 });
  assert.throws(() => chain.passOver({ ...second, checksum: second.checksum ^ 1 }), JournalCorrupt);
  assert.equal(chain.accept(batch({ batchNo: 2, firstSequence: 3, rulesVersion: 2 })).length, 2);
});
