import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command } from './command.ts';
import { CommandFailed, run, runAnyway } from './run.ts';

test('a command gets its input and hands back what it said', async () => {
  assert.deepEqual(await run({ ...command('cat'), input: 'hello' }), { code: 0, stdout: 'hello', stderr: '' });
});

test('a failed command says which it was and the last lines it wrote', async () => {
  const failing = command('sh', '-c', 'seq 1 40; echo no space >&2; exit 3');
  await assert.rejects(run(failing), (error: Error) => {
    assert.ok(error instanceof CommandFailed);
    assert.match(error.message, /^sh -c 'seq 1 40; .*' ended with 3:\n27\n/);
    assert.match(error.message, /no space$/);
    return true;
  });
});

test('a command ended by a signal, and one that does not read its input, are told by their code', async () => {
  assert.equal((await runAnyway(command('sh', '-c', 'kill -9 $$'))).code, 137);
  assert.equal((await runAnyway({ ...command('true'), input: 'x'.repeat(1_000_000) })).code, 0);
});

test('a program that is not there is named', async () => {
  await assert.rejects(run(command('no-such-program-here')), { message: 'no-such-program-here could not be started' });
});
