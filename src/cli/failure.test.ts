import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { describeFailure } from './failure.ts';

test('a taken port is one line and the way out', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => first.once('listening', resolve));
  const { port } = first.address() as { port: number };
  const second = createServer().listen(port, '127.0.0.1');
  const error = await new Promise((resolve) => second.once('error', resolve));
  first.close();
  const lines = describeFailure(error);
  assert.match(lines[0]!, new RegExp(`^error: .*EADDRINUSE.*${port}`));
  assert.match(lines[1]!, /--port/);
  assert.equal(lines.length, 2);
});

test('an error of our own shows its message, a bug its stack', () => {
  class SettingUnsafe extends Error {}
  assert.deepEqual(describeFailure(new SettingUnsafe('expected fsync to be on')), ['error: expected fsync to be on']);
  assert.match(describeFailure(new TypeError('x is undefined'))[1] ?? '', /failure\.test\.ts/);
});
