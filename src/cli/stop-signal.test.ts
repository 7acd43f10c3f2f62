import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenForStop } from './stop-signal.ts';

test('the first signal asks for a stop, the same press again does nothing, a later one ends at once', async () => {
  let nowMs = 1_000;
  let ended = 0;
  const stop = listenForStop(
    () => ended++,
    () => nowMs,
  );
  try {
    process.emit('SIGINT', 'SIGINT');
    assert.equal(await stop.asked, 'SIGINT');
    nowMs += 400;
    process.emit('SIGINT', 'SIGINT');
    assert.equal(ended, 0);
    nowMs += 400;
    process.emit('SIGTERM', 'SIGTERM');
    assert.equal(ended, 1);
  } finally {
    stop.stopListening();
  }
});
