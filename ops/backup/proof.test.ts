/** What is said of a copy that this release can't apply again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherRulesIn } from './proof.ts';

test('a journal under other rules is no bad copy: what to prove it with is said', () => {
  // As src/journal/journal-chain.ts says it; its test has the same words.
  const fault = 'batch 12 was written under rules 2, this release has rules 3: start the release that wrote it';
  const problem = otherRulesIn(['another', fault], 'main', 'production');
  assert.equal(
    problem?.message,
    "the journal of floor main was written under rules 2 (batch 12); this release has rules 3 and can't prove it",
  );
  assert.match(
    problem?.hint ?? '',
    /"rulesVersion": 2 in its manifest.* restore-test --env production --release DIRECTORY$/,
  );
  assert.equal(
    otherRulesIn(['the snapshot at sequence 5 has hash a, replay makes b'], 'main', 'production'),
    undefined,
  );
});
