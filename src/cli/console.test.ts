import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from './console.ts';

function world(isTTY: boolean) {
  const state = { nowMs: 0, stderr: '' };
  const stderr = { isTTY, write: (text: string) => (state.stderr += text) };
  const console = createConsole({ stdout: { write: () => {} }, stderr }, () => state.nowMs);
  return { state, work: console.startWork() };
}

test('work that is done within two seconds says nothing', () => {
  const { state, work } = world(false);
  work.progress('10 %');
  state.nowMs = 1_999;
  work.progress('90 %');
  work.end();
  assert.equal(state.stderr, '');
});

test('longer work tells a line a second', () => {
  const { state, work } = world(false);
  for (state.nowMs = 1_900; state.nowMs < 4_100; state.nowMs += 100) work.progress(`at ${state.nowMs}`);
  assert.equal(state.stderr, 'at 2000\nat 3000\nat 4000\n');
});

test('on a terminal progress is one line that is cleared at the end', () => {
  const { state, work } = world(true);
  state.nowMs = 2_500;
  work.progress('half');
  work.end();
  assert.equal(state.stderr, '\r\x1b[2Khalf\r\x1b[2K');
});
