import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command } from '../command/command.ts';
import { findControlGroups, insideGroup } from './control-group.ts';

test('the version 2 hierarchy is found alone and beside version 1', () => {
  const hybrid = [
    '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755',
    '36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices',
    '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw',
  ].join('\n');
  assert.equal(findControlGroups(hybrid), '/sys/fs/cgroup/unified');
  assert.equal(findControlGroups('25 23 0:21 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'), '/sys/fs/cgroup');
  assert.equal(findControlGroups('31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n'), undefined);
});

test('a command enters its group before it does anything else', () => {
  assert.deepEqual(insideGroup('/g/app1', command('sleep', 'infinity')), {
    program: 'sh',
    args: ['-euc', 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"', 'inside', '/g/app1', 'sleep', 'infinity'],
  });
});
