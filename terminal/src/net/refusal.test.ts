import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal, pauseMs, readRefusal } from './refusal.ts';

function refusal(status: number, code: number, data?: object) {
  return readRefusal({ id: 'logon', status, error: { code, msg: 'no', ...(data === undefined ? {} : { data }) } });
}

test('only a key that is not accepted is refused for good', () => {
  for (const code of [-2015, -2014, -1022]) assert.equal(isFinal(refusal(401, code)), true, String(code));
  for (const [status, code] of [
    [429, -1003],
    [418, -1003],
    [503, -1008],
    [500, -1000],
    [400, -1021],
    [0, 0],
  ] as const) {
    assert.equal(isFinal(refusal(status, code)), false, `${status} ${code}`);
  }
});

test('the wait the server names is kept, by its own clock', () => {
  const { waitMs } = refusal(429, -1003, { serverTime: 1_000_000, retryAfter: 1_030_000 });
  assert.ok(waitMs !== undefined && waitMs >= 30_000 && waitMs < 31_000);
  assert.equal(pauseMs(waitMs, 0, 0.5), waitMs);
});

test('without a named wait the pauses grow', () => {
  assert.equal(refusal(503, -1008).waitMs, undefined);
  assert.equal(pauseMs(undefined, 0, 0.5), 250);
  assert.equal(pauseMs(undefined, 3, 0.5), 2_000);
});

test('an answer without an error says so', () => {
  assert.deepEqual(readRefusal({ status: 500 }), { code: 0, message: 'no reason given', waitMs: undefined });
});
