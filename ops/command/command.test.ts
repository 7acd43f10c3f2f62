import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { command, quote, shellText } from './command.ts';

test('a command is shown as one would type it', () => {
  assert.equal(shellText(command('ip', 'link', 'set', 'lo', 'up')), 'ip link set lo up');
  assert.equal(shellText(command('sh', '-c', 'echo "it\'s"')), `sh -c 'echo "it'\\''s"'`);
});

test('a shell reads a quoted word back unchanged', () => {
  for (const word of ['', 'a b', "it's", '$HOME', '`id`', '*', '\\', 'line\nline', '-x', 'ü', '"']) {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' });
    assert.equal(stdout, word);
  }
});
