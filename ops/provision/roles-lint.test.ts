/** The roles and their playbook as the field's own linter wants them, by its strictest profile. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const directory = join(import.meta.dirname, '../ansible');
const lint = (args: readonly string[], home = tmpdir()) =>
  spawnSync('ansible-lint', ['--offline', '--nocolor', ...args], {
    ...{ cwd: directory, encoding: 'utf8' },
    env: { ...process.env, HOME: home, XDG_CACHE_HOME: home },
  });
const isHere = lint(['--version']).error === undefined;

test('ansible-lint finds nothing in the playbook and the roles', {
  skip: isHere ? false : 'ansible-lint is not installed',
}, () => {
  const home = mkdtempSync(join(tmpdir(), 'paperfloor-lint-'));
  const roles = readdirSync(join(directory, 'roles')).map((role) => `roles/${role}`);
  const { status, stdout, stderr } = lint(['--profile', 'production', 'site.yml', ...roles], home);
  rmSync(home, { recursive: true });
  assert.equal(status, 0, stdout + stderr);
  const files = Number(/0 failure\(s\), 0 warning\(s\) on (\d+) files/.exec(stderr + stdout)?.[1]);
  assert.ok(files > 50, `${files} files were looked at`);
});
